package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.TestSite;

/** What a handler of an early phase returns or sets, and what becomes of the request. */
class HandlerEffectsTest {

    @RegisterExtension
    static final TestSite SITE = new TestSite();

    @BeforeAll
    static void files() throws IOException {
        SITE.file("other/file.txt", "another file");
        SITE.module("effects", """
                static int result(Request req) { return Integer.parseInt(req.args()); }
                static int thrown(Request req) { throw new ServerReturn(Integer.parseInt(req.args())); }
                static int thrownStatus(Request req) { throw new ServerReturn(DECLINED, Integer.parseInt(req.args())); }
                static int set(Request req) {
                    req.user("joe");
                    req.status(410);
                    req.contentType("text/x-own");
                    req.filename(req.documentRoot() + "/other/" + req.args());
                    return OK;
                }
                static int relative(Request req) { req.filename(req.args()); return OK; }
                static int nobody(Request req) { req.user("joe"); req.handler(null); return OK; }
                static void content(Request req) throws Exception { req.write("content"); }
                static void paged(Request req) throws Exception {
                    req.write(req.user() + " " + req.extension() + " " + req.pathInfo());
                }
                """);
    }

    /** The answer where one phase has this handler of the module. */
    private static Answer run(String phase, String member, String target) throws IOException {
        String folder = member + phase;
        SITE.handled(
                folder,
                "Use JavaRoot " + SITE.root() + "/effects",
                "Use JavaHandler \"effects::content; effects::paged | .page\"",
                "Use Java" + phase + "Handler effects::" + member);
        SITE.file(folder + "/file.txt", "the file asked for");
        SITE.log().clear();
        return SITE.get("/" + folder + "/" + target);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PostReadRequest",
                "Trans",
                "Init",
                "HeaderParser",
                "Access",
                "Authen",
                "Authz",
                "Type",
                "Fixup",
                ""
            })
    void resultThatIsNone_isA500_andTheLogNamesResultPhaseAndHandler(String phase) throws Exception {
        for (int result : new int[] {1, 100, 199, 299, 600, -3, Integer.MIN_VALUE}) {
            for (String member : List.of("result", "thrown")) {
                assertEquals(500, run(phase, member, "?" + result).status(), member + " " + result);
                String line = SITE.log().await("PN0502 result " + result + " ");
                assertTrue(line.contains("phase Java" + phase + "Handler, handler effects::" + member), line);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"PostReadRequest", "Trans", "Init", "HeaderParser", "Access", "Authen", "Authz", "Type", "Fixup"
            })
    void statusBelow400_isTheAnswer_andNoContentFollows(String phase) throws IOException {
        for (int status : new int[] {200, 204, 302}) {
            Answer answer = run(phase, "result", "?" + status);
            assertEquals(status, answer.status());
            assertEquals("", answer.body());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"PostReadRequest", "Trans", "Init", "HeaderParser", "Access", "Authen", "Authz", "Type", "Fixup"
            })
    void whatAPhaseSets_holdsForTheRest(String phase) throws IOException {
        Answer page = run(phase, "set", "file.txt/more?file.page");
        assertEquals(410, page.status());
        assertEquals("joe .page /more", page.body());
        assertTrue(String.valueOf(page.header("Content-Type")).startsWith("text/x-own"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"PostReadRequest", "Trans", "Init", "HeaderParser", "Access", "Authen", "Authz", "Type", "Fixup"
            })
    void withoutContentHandler_theFileThatAPhaseSetIsSent(String phase) throws IOException {
        Answer file = run(phase, "nobody", "file.txt");
        assertEquals(200, file.status());
        assertEquals("the file asked for", file.body());
        SITE.handled(
                "sent" + phase,
                "Use JavaRoot " + SITE.root() + "/effects",
                "Use Java" + phase + "Handler effects::set");
        Answer other = SITE.get("/sent" + phase + "/?file.txt");
        assertEquals(410, other.status());
        assertEquals("another file", other.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"pom.xml", "./pom.xml", "../../pom.xml", ""})
    void aRelativeFilename_isRefused(String name) throws Exception {
        SITE.handled("relative", "Use JavaRoot " + SITE.root() + "/effects", "Use JavaFixupHandler effects::relative");
        SITE.log().clear();
        assertEquals(500, SITE.get("/relative/?" + name).status());
        SITE.log().await("filename: \"" + name + "\" (expected: an absolute path)");
    }

    @Test
    void aStatusThrownWithDeclined_isKept_andTheNextHandlerRuns() throws IOException {
        Answer answer = run("Type", "thrownStatus", "?404");
        assertEquals(404, answer.status());
        assertEquals("content", answer.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Log", "Cleanup"})
    void resultThatIsNone_whenTheAnswerIsOut_isForTheLogAlone(String phase) throws Exception {
        Answer answer = run(phase, "result", "?12345");
        assertEquals(200, answer.status());
        assertEquals("content", answer.body());
        SITE.log().await("PN0505");
    }

    @Test
    void phaseAndPlace_areThoseOfTheHandlerThatRuns_andNoneInACleanup() throws Exception {
        SITE.handled(
                "places",
                "Use JavaRoot " + SITE.root() + "/places",
                "Use JavaFixupHandler \"places::first places::second\"",
                "Use JavaHandlerModule places",
                "Use JavaLogHandler places::log");
        SITE.module("places", """
                private static void note(Request req) {
                    StringBuilder text = new StringBuilder(req.phase() + ":");
                    for (Hlist at = req.hlist(); at != null; at = at.next()) {
                        text.append(' ').append(at.handler()).append(at.silent() ? "?" : "");
                    }
                    req.notes().add("seen", text.toString());
                }
                static void first(Request req) {
                    req.registerCleanup(() -> {
                        note(req);
                        logError("seen " + req.notes().getAll("seen"));
                    });
                    req.addHandler("JavaHandler", "places::second");
                    note(req);
                }
                static void second(Request req) { note(req); }
                static void handler(Request req) { note(req); }
                static void log(Request req) { note(req); }
                """);
        assertEquals(200, SITE.get("/places/").status());
        String line = SITE.log().await("seen [");
        assertTrue(
                line.endsWith(
                        "seen [JavaFixupHandler: places::first places::second, JavaFixupHandler: places::second,"
                                + " JavaHandler: places? places::second, JavaHandler: places::second, JavaLogHandler: places::log, :]"),
                line);
    }
}

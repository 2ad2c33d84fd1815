package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.TestSite;

/** The phases in order, their results, and who runs on after which. */
class PhasesTest {

    @RegisterExtension
    static final TestSite SITE = new TestSite();

    @BeforeAll
    static void files() throws IOException {
        SITE.file("trace.java", """
                import static org.postern.api.Apache.*;
                import org.postern.api.*;

                public class trace {
                    private static int note(Request req, String what, int result) {
                        req.notes().add("seen", req.phase().replace("Java", "").replace("Handler", "") + what);
                        return result;
                    }
                    static int ok(Request req) { return note(req, "+", OK); }
                    static int declined(Request req) { return note(req, "-", DECLINED); }
                    static int done(Request req) { return note(req, ".", DONE); }
                    static int doneWithABody(Request req) throws Exception {
                        req.write("enough");
                        return DONE;
                    }
                    static int forbidden(Request req) { return note(req, "!", HTTP_FORBIDDEN); }
                    static int user(Request req) { req.user("joe"); return note(req, "+", OK); }
                    static int show(Request req) throws Exception {
                        note(req, "+", OK);
                        req.contentType("text/plain");
                        req.write(String.join(" ", req.notes().getAll("seen")));
                        return OK;
                    }
                    static void log(Request req) {
                        note(req, "+", OK);
                        logError("saw " + String.join(" ", req.notes().getAll("seen")) + " status " + req.status());
                    }
                    static int cleanup(Request req) { return note(req, "+", OK); }
                }
                """);
    }

    private static Answer run(String folder, String... directives) throws IOException {
        SITE.handled(folder, directives);
        return SITE.get("/" + folder + "/");
    }

    @Test
    void X1_allPhases_inOrder() throws Exception {
        Answer answer = run(
                "all",
                "Use JavaPostReadRequestHandler trace::ok",
                "Use JavaTransHandler trace::declined",
                "Use JavaHeaderParserHandler trace::ok",
                "Use JavaInitHandler trace::ok",
                "Use JavaAccessHandler trace::ok",
                "Use JavaAuthenHandler trace::user",
                "Use JavaAuthzHandler trace::ok",
                "Use JavaTypeHandler trace::ok",
                "Use JavaFixupHandler trace::ok",
                "Use JavaHandler trace::show",
                "Use JavaLogHandler trace::log");
        assertEquals(
                "PostReadRequest+ Trans- Init+ HeaderParser+ Access+ Authen+ Authz+ Type+ Fixup+ +", answer.body());
        SITE.log()
                .await(
                        "saw PostReadRequest+ Trans- Init+ HeaderParser+ Access+ Authen+ Authz+ Type+ Fixup+ + Log+ status 200");
    }

    @ParameterizedTest
    @CsvSource({
        "PostReadRequest, true",
        "Trans, false",
        "Init, true",
        "HeaderParser, true",
        "Access, true",
        "Authen, false",
        "Authz, false",
        "Type, false",
        "Fixup, true"
    })
    void X4_afterOk_somePhasesGoOn_andSomeAreOver(String phase, boolean goesOn) throws IOException {
        String rest = goesOn ? " " + phase + "-" : "";
        assertEquals(
                phase + "- " + phase + "+" + rest + " +",
                run(
                                "stack" + phase,
                                "Use Java" + phase + "Handler \"trace::declined trace::user trace::declined\"",
                                "Use JavaHandler trace::show")
                        .body());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"PostReadRequest", "Trans", "Init", "HeaderParser", "Access", "Authen", "Authz", "Type", "Fixup"
            })
    void X4_aStatus_endsEveryPhase(String phase) throws Exception {
        SITE.log().clear();
        Answer answer = run(
                "ends" + phase,
                "Use Java" + phase + "Handler \"trace::forbidden trace::user\"",
                "Use JavaHandler trace::show",
                "Use JavaLogHandler trace::log");
        assertEquals(403, answer.status());
        SITE.log().await("saw " + phase + "! Log+ status 403");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"PostReadRequest", "Trans", "Init", "HeaderParser", "Access", "Authen", "Authz", "Type", "Fixup"
            })
    void X5_doneInAnEarlyPhase_endsWithWhatWasWritten(String phase) throws IOException {
        for (String member : List.of("done", "doneWithABody")) {
            Answer answer = run(
                    member + phase,
                    "Use Java" + phase + "Handler \"trace::" + member + " trace::forbidden\"",
                    "Use JavaHandler trace::show");
            assertEquals(200, answer.status());
            assertEquals(member.equals("done") ? "" : "enough", answer.body());
            assertEquals("" + answer.body().length(), answer.header("Content-Length"));
        }
    }

    @Test
    void X3_content_goesOnAfterOkOnly() throws IOException {
        assertEquals(
                "+ +",
                run("content", "Use JavaHandler \"trace::ok trace::show\"").body());
        assertEquals(
                404,
                run("declined", "Use JavaHandler \"trace::declined trace::show\"")
                        .status());
    }

    @Test
    void statusInAnEarlyPhase_endsWithItsPage_andLogStillRuns() throws Exception {
        Answer answer = run(
                "forbidden",
                "Use JavaAccessHandler trace::forbidden",
                "Use JavaHandler trace::show",
                "Use JavaLogHandler trace::log");
        assertEquals(403, answer.status());
        assertTrue(answer.body().contains("<h1>Forbidden</h1>"));
        SITE.log().await("saw Access! Log+ status 403");
    }

    @Test
    void X22_authen_okWithoutUser_isA500() throws Exception {
        assertEquals(
                500,
                run("nouser", "Use JavaAuthenHandler trace::ok", "Use JavaHandler trace::show")
                        .status());
        SITE.log().await("PN0503");
    }

    @Test
    void X22_authen_declinedByAll_isA401WithAChallenge() throws IOException {
        Answer answer = run(
                "nobody", "Use JavaAuthenHandler \"trace::declined trace::declined\"", "Use JavaHandler trace::show");
        assertEquals(401, answer.status());
        assertEquals("Basic realm=\"localhost\"", answer.header("WWW-Authenticate"));
    }

    @Test
    void authz_declinedByAll_letsNobodyIn() throws IOException {
        assertEquals(
                403,
                run(
                                "noauthz",
                                "Use JavaAuthenHandler trace::user",
                                "Use JavaAuthzHandler trace::declined",
                                "Use JavaHandler trace::show")
                        .status());
    }

    @Test
    void basicCredentials_openTheFolder_withItsRealm_andCachesKeepOut() throws IOException {
        SITE.file("gate.java", """
                import static org.postern.api.Apache.*;
                import org.postern.api.*;

                public class gate {
                    public static int authenHandler(Request req) {
                        return "spam".equals(req.getBasicAuthPw()) && "j\\u00f6".equals(req.user()) ? OK : HTTP_UNAUTHORIZED;
                    }
                    public static int handler(Request req) throws Exception {
                        req.write("in: " + req.user());
                        return OK;
                    }
                }
                """);
        SITE.handled(
                "gate", "Use JavaAuthName 'the \"inner\" room'", "Use JavaAuthenHandler gate", "Use JavaHandler gate");
        Answer out = SITE.get("/gate/");
        assertEquals(401, out.status());
        assertEquals("Basic realm=\"the \\\"inner\\\" room\"", out.header("WWW-Authenticate"));
        assertEquals("private", out.header("Cache-Control"));
        for (var charset : List.of(StandardCharsets.UTF_8, StandardCharsets.ISO_8859_1)) {
            String credentials = Base64.getEncoder().encodeToString("jö:spam".getBytes(charset));
            Answer in = SITE.get("/gate/", "Authorization: Basic " + credentials);
            assertEquals("in: jö", in.body(), charset.name());
            assertEquals("private", in.header("Cache-Control"));
        }
        assertEquals(401, SITE.get("/gate/", "Authorization: Digest x").status());
    }

    @Test
    void X2_handlerModule_runsTheMethodsItHas() throws IOException {
        SITE.file("whole.java", """
                import org.postern.api.*;

                public class whole {
                    void fixupHandler(Request req) { req.notes().set("fixed", "yes"); }
                    void handler(Request req) throws Exception { req.write("fixed: " + req.notes().get("fixed")); }
                }
                """);
        assertEquals("fixed: yes", run("whole", "Use JavaHandlerModule whole").body());
    }

    @Test
    void X2_handlerModuleWithoutContent_leavesTheFileToTheDefaultHandler_andGuardsAreAsked() throws IOException {
        SITE.file("partly.java", """
                import static org.postern.api.Apache.*;
                import org.postern.api.*;

                public class partly {
                    int accessHandler(Request req) { return req.args() == null ? OK : HTTP_FORBIDDEN; }
                    void fixupHandler(Request req) { req.headersOut().set("X-Fixed", "by the module"); }
                }
                """);
        SITE.file("partly/page.txt", "a file");
        SITE.handled("partly", "Use JavaHandlerModule partly");
        assertEquals("a file", SITE.get("/partly/page.txt").body());
        assertEquals("by the module", SITE.get("/partly/page.txt").header("X-Fixed"));
        assertEquals(403, SITE.get("/partly/page.txt?in").status());
        SITE.handled("partly", "Use JavaHandlerModule partly", "Use JavaFixupHandler trace::forbidden");
        assertEquals(403, SITE.get("/partly/page.txt").status(), "a phase's own handlers come first");
    }

    @Test
    void X2_handlerModuleWithoutAnyHandler_isA500() throws Exception {
        SITE.file("barren.java", "public class barren { static int x; }");
        assertEquals(500, run("barren", "Use JavaHandlerModule barren").status());
        SITE.log().await("contains no handler of any phase");
    }

    @Test
    void X22_aHandlersOwnChallenge_isTheOnlyOne() throws IOException {
        SITE.file("custom.java", """
                import static org.postern.api.Apache.*;
                import org.postern.api.*;

                public class custom {
                    static int authenHandler(Request req) {
                        req.errHeadersOut().set("WWW-Authenticate", "Custom");
                        return HTTP_UNAUTHORIZED;
                    }
                }
                """);
        Answer answer = run("custom", "Use JavaAuthenHandler custom", "Use JavaHandler trace::show");
        assertEquals(401, answer.status());
        assertEquals(List.of("Custom"), answer.headers("WWW-Authenticate"));
    }

    @Test
    void addedHandlers_runBehindConfiguredOnes_inAnyLaterPhase() throws IOException {
        SITE.file("adder.java", """
                import static org.postern.api.Apache.*;
                import org.postern.api.*;

                public class adder {
                    static int fixupHandler(Request req) {
                        req.addHandler("JavaFixupHandler", "trace::ok");
                        req.addHandler("JavaHandler", "trace::show");
                        return OK;
                    }
                    static int bad(Request req) throws Exception {
                        try {
                            req.addHandler("JavaNoSuchHandler", "trace");
                        } catch (IllegalArgumentException e) {
                            req.write(e.getMessage());
                        }
                        return OK;
                    }
                }
                """);
        assertEquals("Fixup+ +", run("added", "Use JavaFixupHandler adder").body());
        assertTrue(run("badadd", "Use JavaHandler adder::bad").body().contains("JavaNoSuchHandler"));
    }

    @Test
    void handlerAddedBeforeAnotherFileIsChosen_standsBehindThoseOfThatFile() throws IOException {
        SITE.file("goer.java", """
                import static org.postern.api.Apache.*;
                import org.postern.api.*;

                public class goer {
                    static int postReadRequestHandler(Request req) {
                        req.addHandler("JavaHandler", "trace::show");
                        return OK;
                    }
                    static int transHandler(Request req) {
                        req.filename(req.documentRoot() + "/goer/x.one");
                        return OK;
                    }
                }
                """);
        assertEquals(
                "+ +",
                run(
                                "goer",
                                "Use JavaPostReadRequestHandler goer",
                                "Use JavaTransHandler goer",
                                "Use JavaHandler \"trace::ok | .one\"")
                        .body());
    }

    @Test
    void X20_cleanups_runNewestFirst_behindLogHandlers_beforeTheDirectives() throws Exception {
        SITE.file("tidy.java", """
                import static org.postern.api.Apache.*;
                import org.postern.api.*;

                public class tidy {
                    static int handler(Request req) throws Exception {
                        req.registerCleanup(() -> req.notes().add("order", "first"));
                        req.registerCleanup(() -> { throw new RuntimeException("ignored"); });
                        req.registerCleanup(() -> req.notes().add("order", "second"));
                        req.write("x");
                        return OK;
                    }
                    static void logHandler(Request req) { req.notes().add("order", "log"); }
                    static void cleanupHandler(Request req) { logError("order " + req.notes().getAll("order")); }
                }
                """);
        run("tidy", "Use JavaHandler tidy", "Use JavaLogHandler tidy", "Use JavaCleanupHandler tidy");
        SITE.log().await("order [log, second, first]");
        SITE.log().await("PN0505");
    }

    @Test
    void X8_X9_ownPageWithAnErrorStatus_isSent_andHeadersOutGoWithIt() throws IOException {
        SITE.file("own.java", """
                import static org.postern.api.Apache.*;
                import org.postern.api.*;

                public class own {
                    static int page(Request req) throws Exception {
                        req.status(404);
                        req.headersOut().set("X-Out", "1");
                        req.errHeadersOut().set("X-Err", "1");
                        if (req.args() == null) {
                            req.write("my own page");
                        }
                        return OK;
                    }
                    static int error(Request req) throws Exception {
                        page(req);
                        return HTTP_NOT_FOUND;
                    }
                    static int other(Request req) throws Exception {
                        req.status(403);
                        return HTTP_INTERNAL_SERVER_ERROR;
                    }
                }
                """);
        Answer page = run("ownpage", "Use JavaHandler own::page");
        assertEquals(404, page.status());
        assertEquals("my own page", page.body());
        assertEquals("1", page.header("X-Out"));
        assertEquals("1", page.header("X-Err"));
        Answer empty = SITE.get("/ownpage/?empty");
        assertEquals(404, empty.status());
        assertEquals("", empty.body());
        assertEquals("0", empty.header("Content-Length"));
        Answer error = run("ownerror", "Use JavaHandler own::error");
        assertEquals(404, error.status());
        assertFalse(error.body().contains("my own page"));
        assertNull(error.header("X-Out"));
        assertEquals("1", error.header("X-Err"));
        assertEquals(500, run("ownother", "Use JavaHandler own::other").status(), "what is returned counts");
    }
}

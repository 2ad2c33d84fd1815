package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.Http;
import org.postern.daemon.kit.Sources;
import org.postern.daemon.kit.TestSite;

/** Which file a name means, in whatever section and from whatever folder it is said. */
@Timeout(120)
class LookupTest {

    private static final String TEXT = "public class %s { public static String text() { return \"%s\"; } }";

    @RegisterExtension
    static final TestSite SITE = new TestSite().withoutSite().server("""
                    MaxKeepAliveRequests 0
                    <VirtualHost *>
                        ServerName localhost
                        DocumentRoot @ROOT@
                        Use JavaSite localhost
                        <Directory @ROOT@/places/directory>
                            SetHandler ${postern}
                            Use JavaRoot @ROOT@/places
                            Use JavaHandler deep.page
                        </Directory>
                        <Directory @ROOT@/places/files>
                            <Files x.page>
                                SetHandler ${postern}
                                Use JavaRoot @ROOT@/places
                                Use JavaHandler deep.page
                            </Files>
                        </Directory>
                        <Location /places/location>
                            SetHandler ${postern}
                            Use JavaRoot @ROOT@/places
                            Use JavaHandler deep.page
                        </Location>
                    </VirtualHost>
                    <VirtualHost *>
                        ServerName whole.example
                        DocumentRoot @ROOT@
                        Use JavaSite whole
                        SetHandler ${postern}
                        Use JavaRoot @ROOT@/places
                        Use JavaHandler deep.page
                    </VirtualHost>
                    """);

    private static String root(String folder) {
        return "Use JavaRoot " + SITE.root() + "/" + folder;
    }

    private static Map<String, Integer> modulesByInterpreter() {
        Map<String, Integer> modules = new TreeMap<>();
        SITE.daemon()
                .interpreters()
                .all()
                .forEach(each -> modules.put(each.label(), each.importer().size()));
        return modules;
    }

    // --- paths

    @Test
    void P06_tenThousandRequests_toFoldersWithPathsOfTheirOwn_findTheirOwn_andNothingGrows() throws Exception {
        SITE.file("common/common.java", Sources.page("common", "Helper.text()"));
        for (String side : List.of("left", "right")) {
            SITE.file(side + "/lib/Helper.java", TEXT.formatted("Helper", side));
            SITE.handled(
                    side,
                    root("common"),
                    "Use JavaPath " + SITE.root() + "/" + side + "/lib",
                    "Use JavaHandler common");
            assertEquals(side, SITE.get("/" + side + "/").body());
        }
        Map<String, Integer> before = modulesByInterpreter();
        ExecutorService clients = Executors.newFixedThreadPool(16);
        List<Future<?>> running = new ArrayList<>();
        for (int client = 0; client < 16; client++) {
            running.add(clients.submit(() -> {
                try (Http http = new Http(SITE.port())) {
                    for (int i = 0; i < 10_000 / 16; i++) {
                        String side = i % 2 == 0 ? "left" : "right";
                        assertEquals(side, http.get("/" + side + "/").body());
                    }
                }
                return null;
            }));
        }
        for (Future<?> client : running) {
            client.get(100, TimeUnit.SECONDS);
        }
        clients.shutdown();
        assertEquals(before, modulesByInterpreter());
    }

    // --- one file, many ways

    @Test
    void P07_fileNamedByDirectivesImportsAndCalls_isOneClass_builtOnce() throws Exception {
        SITE.file("ways/Shared.java", """
                import static org.postern.api.Apache.*;
                import java.io.IOException;
                import org.postern.api.*;

                public class Shared {
                    static { System.setProperty("ways", System.getProperty("ways", "") + "initialised "); }

                    static int accessHandler(Request req) { return note(req, "directive"); }
                    static int byMember(Request req) { return note(req, "member"); }
                    static int byPath(Request req) { return note(req, "path"); }
                    static int added(Request req) { return note(req, "added"); }
                    static int end(Request req) throws IOException {
                        note(req, "last");
                        req.write(String.join("\\n", req.notes().getAll("ways")));
                        return OK;
                    }
                    static void outputFilter(Filter filter) throws IOException {
                        filter.passOn();
                        if (filter.read() == null) {
                            filter.write("\\n" + one() + " filter");
                            filter.close();
                        }
                    }
                    public static int note(Request req, String way) {
                        req.notes().add("ways", one() + " " + way);
                        return OK;
                    }
                    static String one() { return System.identityHashCode(Shared.class) + ""; }
                }
                """);
        SITE.file("ways/importing.java", Sources.handler("importing", """
                Shared.note(req, "import");
                ((Class<?>) Apache.importModule("Shared")).getMethod("note", Request.class, String.class).invoke(null, req, "importModule");
                req.addHandler("JavaHandler", "Shared::added");
                req.addHandler("JavaHandler", "ways.Shared::end", "%s");
                return OK;""".formatted(SITE.root())));
        SITE.handled(
                "ways",
                root("ways"),
                "Use JavaOutputFilter Shared shared",
                "Use JavaSetOutputFilter shared",
                "Use JavaAccessHandler Shared",
                "Use JavaTypeHandler ./Shared::byPath",
                "Use JavaFixupHandler Shared::byMember",
                "Use JavaHandler importing");
        try {
            String body = SITE.get("/ways/").body();
            assertEquals(
                    List.of("directive", "path", "member", "import", "importModule", "added", "last", "filter"),
                    body.lines().map(line -> line.split(" ")[1]).toList());
            assertEquals(
                    1, body.lines().map(line -> line.split(" ")[0]).distinct().count(), body);
            assertEquals("initialised ", System.getProperty("ways"));
            assertEquals(
                    1,
                    SITE.logged("loaded " + SITE.root().resolve("ways/Shared.java"))
                            .size());
        } finally {
            System.clearProperty("ways");
        }
    }

    // --- helpers from everywhere

    @BeforeAll
    static void places() throws IOException {
        SITE.file("places/deep/page.java", Sources.page("page", "Own.text() + \" \" + Common.text()"));
        SITE.file("places/deep/Own.java", TEXT.formatted("Own", "beside"));
        SITE.file("places/Own.java", TEXT.formatted("Own", "WRONG: the root's"));
        SITE.file("places/Common.java", TEXT.formatted("Common", "the root's"));
        SITE.file("Common.java", TEXT.formatted("Common", "WRONG: the DocumentRoot's"));
        SITE.handled("places/htaccess", root("places"), "Use JavaHandler deep.page");
        SITE.file("places/adder.java", Sources.handler("adder", """
                String[] how = req.args().split(",");
                if (how.length == 1) req.addHandler("JavaHandler", how[0]); else req.addHandler("JavaHandler", how[0], how[1]);
                return OK;"""));
        SITE.handled("places/added", root("places"), "Use JavaHandler adder");
        SITE.handled("elsewhere", root("places"), "Use JavaFixupHandler adder::handler", "Use JavaHandler None");
        SITE.file("places/files/x.page", "");
        SITE.file("places/directory/x", "");
    }

    @ParameterizedTest
    @CsvSource({
        "/places/directory/, localhost",
        "/places/htaccess/, localhost",
        "/places/htaccess/none/such, localhost",
        "/places/location, localhost",
        "/places/location/below, localhost",
        "/places/files/x.page, localhost",
        "/anything, whole.example",
        "/places/added/?deep.page, localhost",
        "/places/added/?page;@ROOT@/places/deep, localhost",
        "/elsewhere/?deep.page, localhost"
    })
    void P11_helpersBesideThePage_andInItsRoot_areFoundFromEverySection(String target, String host) throws IOException {
        boolean ownRoot = target.contains(";");
        if (ownRoot) {
            // the root is the page's own folder here, and the folder above it is nobody's
            SITE.file("places/deep/Common.java", TEXT.formatted("Common", "the root's"));
        } else {
            Files.deleteIfExists(SITE.root().resolve("places/deep/Common.java"));
        }
        String url = target.replace(';', ',').replace("@ROOT@", SITE.root().toString());
        Answer answer = SITE.get(url, "Host: " + host);
        assertEquals(200 + " beside the root's", answer.status() + " " + answer.body(), url);
    }

    // --- what is no page

    private static List<Path> below(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.sorted().toList();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/open/page.java",
                "/open/PAGE.JAVA",
                "/open/pag%65.java",
                "/open/page.java/more",
                "/open/_helper.java",
                "/open/%5Fhelper.java",
                "/open/_helper",
                "/open/page.class"
            })
    void P16_sourcesAndHelpers_are404_whereOnlyAnExtensionIsHandled(String target) throws Exception {
        SITE.file(
                "open/.htaccess",
                "AddHandler ${postern} .page\n" + root("open") + "\nUse JavaHandler \"page | .page\"\n");
        SITE.file("open/page.java", Sources.page("page", "_helper.text()"));
        SITE.file("open/PAGE.JAVA", "secret");
        SITE.file("open/_helper.java", TEXT.formatted("_helper", "helped"));
        SITE.file("open/x.page", "");
        List<Path> before = below(SITE.root().resolve("open"));
        assertEquals("helped", SITE.get("/open/x.page").body());
        Answer answer = SITE.get(target);
        assertEquals(404, answer.status());
        assertFalse(answer.body().contains("secret") || answer.body().contains("helped"), answer.body());
        assertEquals(before, below(SITE.root().resolve("open")), "no class file is written");
    }

    @Test
    void P17_otherSpellingOfAName_isAnotherFile() throws Exception {
        SITE.file("case/index.java", Sources.page("index", "\"small\""));
        SITE.file(
                "case/.htaccess",
                "<Files index>\nSetHandler ${postern}\n" + root("case") + "\nUse JavaHandler index\n</Files>\n");
        SITE.handled("case/shouted", root("case"), "Use JavaHandler INDEX");
        assertEquals("small", SITE.get("/case/index").body());
        assertEquals(404, SITE.get("/case/INDEX").status());
        assertEquals(500, SITE.get("/case/shouted/").status());
        String line = SITE.log().await("PN0401 JavaHandler \"INDEX\"");
        assertTrue(line.contains(SITE.root() + "/case/INDEX.java"), line);
        SITE.file("case/INDEX.java", Sources.page("INDEX", "\"big\""));
        SITE.awaitBody("/case/shouted/", "big");
        assertEquals("small", SITE.get("/case/index").body());
    }

    // --- parts of a page

    @Test
    void P62_partsOfAPage_importFromTheirOwnFolders() throws IOException {
        for (String folder : List.of("first", "second")) {
            SITE.file("parts/" + folder + "/Helper.java", TEXT.formatted("Helper", folder));
            SITE.file(
                    "parts/" + folder + "/part.java", Sources.page("part", "\"" + folder + " has \" + Helper.text()"));
            SITE.file(
                    "parts/" + folder + "/.htaccess",
                    "Options +Includes\nAddOutputFilter INCLUDES .shtml\n<Files part>\nSetHandler ${postern}\n"
                            + root("parts") + "\nUse JavaHandler " + folder + ".part\n</Files>\n");
            SITE.file(
                    "parts/" + folder + "/page.shtml",
                    "<!--#include virtual=\"/parts/second/part\" -->, <!--#include virtual=\"/parts/first/part\" -->");
        }
        for (String folder : new TreeSet<>(List.of("first", "second"))) {
            assertEquals(
                    "second has second, first has first",
                    SITE.get("/parts/" + folder + "/page.shtml").body());
        }
    }
}

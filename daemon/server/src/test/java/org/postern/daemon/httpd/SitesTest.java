package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.interpreter.Interpreter;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.Http;
import org.postern.daemon.kit.Sources;
import org.postern.daemon.kit.TestSite;

/** Which interpreter a request comes to, and which directives hold where. */
class SitesTest {

    private static final String COUNTER = """
            import org.postern.api.*;
            public class counter {
                static int count;
                public static synchronized int handler(Request req) throws Exception {
                    req.write(++count + " in " + req.interpreter() + " of " + req.server().serverHostname());
                    return Apache.OK;
                }
            }
            """;

    @RegisterExtension
    static final TestSite SITE = new TestSite().withoutSite().server("""
                    MaxKeepAliveRequests 0
                    <VirtualHost *>
                        ServerName localhost
                        DocumentRoot @ROOT@
                        Use JavaSite localhost
                        Alias /out @FOLDER@/outside
                    </VirtualHost>
                    <VirtualHost *>
                        ServerName a.example
                        ServerAdmin joe@a.example
                        DocumentRoot @ROOT@
                        Use JavaSite a-site
                    </VirtualHost>
                    <VirtualHost *>
                        ServerName b.example
                        DocumentRoot @ROOT@
                        Use JavaSite b-site
                    </VirtualHost>
                    <VirtualHost *>
                        ServerName nobody.example
                        DocumentRoot @ROOT@
                    </VirtualHost>
                    <Directory @FOLDER@/outside>
                        Require all granted
                        SetHandler ${postern}
                        Use JavaHandler out
                    </Directory>
                    """);

    @BeforeAll
    static void files() throws IOException {
        SITE.handled("counter", "Use JavaRoot " + SITE.root() + "/counter", "Use JavaHandler counter");
        SITE.file("counter/counter.java", COUNTER);
    }

    private static Answer of(String host, String target) throws IOException {
        return SITE.get(target, "Host: " + host);
    }

    private static Set<String> labels() {
        return SITE.daemon().interpreters().all().stream()
                .map(Interpreter::label)
                .collect(Collectors.toSet());
    }

    // --- sites

    @Test
    void twoSites_shareNoState_thoughTheFileIsTheSame() throws IOException {
        assertEquals("1 in a-site of a-site", of("a.example", "/counter/").body());
        assertEquals("2 in a-site of a-site", of("a.example", "/counter/").body());
        assertEquals("1 in b-site of b-site", of("b.example", "/counter/").body());
        assertEquals("3 in a-site of a-site", of("a.example", "/counter/").body());
    }

    @Test
    void inventedHosts_makeNoInterpreter() throws IOException {
        of("localhost", "/counter/");
        int before = SITE.daemon().interpreters().size();
        try (Http http = new Http(SITE.port())) {
            for (int i = 0; i < 1000; i++) {
                String body =
                        http.get("/counter/", "Host: invented" + i + ".example").body();
                assertTrue(body.endsWith(" in localhost of localhost"), body);
            }
        }
        assertEquals(before, SITE.daemon().interpreters().size());
    }

    @Test
    void aHostWithoutSite_isA500_andTheLogSaysWhatToWrite() throws Exception {
        Answer answer = of("nobody.example", "/counter/");
        assertEquals(500, answer.status());
        assertFalse(answer.body().contains("JavaSite"), "the visitor learns nothing");
        String line = SITE.log().await("PN0205");
        assertTrue(line.contains("`Use JavaSite NAME`"), line);
    }

    @Test
    void serverAdmin_isTheVirtualHosts() throws IOException {
        SITE.page("admin", "req.server().serverAdmin() + \" \" + (req.server().port() > 0)");
        assertEquals("joe@a.example true", of("a.example", "/admin/").body());
    }

    // --- JavaRoot

    @Test
    void twoModulesOfOneName_areTwo_withARootEach() throws IOException {
        for (String folder : List.of("one", "two")) {
            SITE.handled(folder, "Use JavaRoot " + SITE.root() + "/" + folder, "Use JavaHandler index");
            SITE.file(folder + "/index.java", Sources.page("index", "\"" + folder + "\""));
        }
        assertEquals("one", SITE.get("/one/").body());
        assertEquals("two", SITE.get("/two/").body());
        assertEquals("one", SITE.get("/one/").body());
    }

    @Test
    void twoModulesOfOneName_areTwo_underACommonRoot() throws IOException {
        for (String folder : List.of("three", "four")) {
            SITE.handled(
                    "both/" + folder, "Use JavaRoot " + SITE.root() + "/both", "Use JavaHandler " + folder + ".index");
            SITE.file("both/" + folder + "/index.java", Sources.page("index", "\"" + folder + "\""));
        }
        assertEquals("three", SITE.get("/both/three/").body());
        assertEquals("four", SITE.get("/both/four/").body());
    }

    @Test
    void twoModulesOfOneName_theRootDecides_notTheRequestedFolder() throws IOException {
        for (String folder : List.of("five", "six")) {
            SITE.handled(folder, "Use JavaRoot " + SITE.root() + "/five", "Use JavaHandler index");
            SITE.file(folder + "/index.java", Sources.page("index", "\"" + folder + "\""));
        }
        assertEquals("five", SITE.get("/five/").body());
        assertEquals("five", SITE.get("/six/").body());
    }

    @Test
    void aRelativeRoot_isRelativeToTheDocumentRoot() throws IOException {
        SITE.handled("relative", "Use JavaRoot relative/lib", "Use JavaHandler inner", "Use JavaFixupHandler inner");
        SITE.file(
                "relative/lib/inner.java",
                Sources.page("inner", "\"found\"")
                        .replace("handler(", "fixupHandler(Request req) { return OK; } public static int handler("));
        assertEquals("found", SITE.get("/relative/").body());
    }

    @Test
    void withoutRoot_itIsTheDocumentRoot() throws IOException {
        SITE.handled("rootless", "Use JavaHandler rootless.there");
        SITE.file("rootless/there.java", Sources.page("there", "\"found\""));
        assertEquals("found", SITE.get("/rootless/").body());
    }

    @Test
    void withoutRoot_underAnAlias_itIsTheAliasTarget() throws IOException {
        Path outside = Files.createDirectories(SITE.folder().resolve("outside"));
        Files.writeString(
                outside.resolve("out.java"),
                Sources.page("out", "req.filename() + \" \" + req.uri() + req.pathInfo()"));
        Files.writeString(outside.resolve("file"), "");
        assertEquals(
                outside + "/file /out/file/more/more",
                SITE.get("/out/file/more").body());
    }

    @Test
    void aSourceOutsideOfTheSettingRoots_isRefused_throughALinkToo() throws Exception {
        Path outside = Files.createTempDirectory("postern-outside-").toRealPath();
        try {
            Files.writeString(outside.resolve("x.java"), Sources.page("x", "\"ran\""));
            SITE.handled("far", "Use JavaRoot " + outside, "Use JavaHandler x");
            SITE.handled(
                    "climb", "Use JavaRoot " + SITE.root(), "Use JavaHandler ../../" + outside.getFileName() + "/x");
            SITE.handled("link", "Use JavaRoot " + SITE.root() + "/link", "Use JavaHandler x");
            Files.createSymbolicLink(SITE.root().resolve("link/x.java"), outside.resolve("x.java"));
            for (String target : List.of("/far/", "/climb/", "/link/")) {
                SITE.log().clear();
                Answer answer = SITE.get(target);
                assertEquals(500, answer.status(), target);
                assertFalse(answer.body().contains("ran"), target);
                SITE.log().await("PN0406");
            }
        } finally {
            Files.delete(outside.resolve("x.java"));
            Files.delete(outside);
        }
    }

    @Test
    void aLibraryOutsideOfTheSettingRoots_isRefused_throughALinkToo() throws Exception {
        Path outside = Files.createTempDirectory("postern-outside-").toRealPath();
        Path jar = outside.resolve("lib.jar");
        try {
            new JarOutputStream(Files.newOutputStream(jar), new Manifest()).close();
            SITE.page("library", "\"ran\"");
            Path link = Files.createSymbolicLink(SITE.root().resolve("library/link.jar"), jar);
            for (Path path : List.of(jar, link)) {
                SITE.log().clear();
                SITE.handled(
                        "library",
                        "Use JavaRoot " + SITE.root() + "/library",
                        "Use JavaPath " + path,
                        "Use JavaHandler library");
                assertEquals(500, SITE.get("/library/").status());
                assertTrue(SITE.log().await("PN0406").contains(jar.toString()));
            }
        } finally {
            Files.delete(jar);
            Files.delete(outside);
        }
    }

    // --- sections within sections

    @Test
    void aFolder_overridesTheHandlerOfItsParent() throws IOException {
        SITE.page("parent", "\"parent\"");
        SITE.page("parent/child", "\"child\"");
        SITE.file("parent/heir/file", "");
        assertEquals("parent", SITE.get("/parent/").body());
        assertEquals("child", SITE.get("/parent/child/").body());
        assertEquals("parent", SITE.get("/parent/heir/file").body());
    }

    @Test
    void none_switchesAnInheritedHandlerOff() throws IOException {
        SITE.page("with", "\"with\"");
        SITE.file("with/out/.htaccess", "Use JavaHandler None\n");
        assertEquals("with", SITE.get("/with/nothing").body());
        Answer answer = SITE.get("/with/out/nothing");
        assertEquals(404, answer.status());
        assertFalse(answer.body().contains("with"));
    }

    @Test
    void options_areInherited_overridden_andRemovedByNothing() throws IOException {
        SITE.page(
                "options",
                "new TreeMap<>(Map.of(\"a\", req.getOptions().get(\"a\", \"-\"),"
                        + " \"b\", req.getOptions().get(\"b\", \"-\"), \"c\", req.getOptions().get(\"c\", \"-\")))"
                        + " + \" \" + req.getOptions().size()");
        SITE.handled(
                "options",
                "Use JavaRoot " + SITE.root() + "/options",
                "Use JavaHandler options",
                "Use JavaOption a 1",
                "Use JavaOption b 2");
        SITE.file("options/sub/.htaccess", "Use JavaOption a \"\"\nUse JavaOption b 3\nUse JavaOption c 4\n");
        SITE.file("options/sub/file", "");
        assertEquals("{a=1, b=2, c=-} 2", SITE.get("/options/").body());
        assertEquals("{a=-, b=3, c=4} 2", SITE.get("/options/sub/file").body());
    }

    // --- names of interpreters

    private static void named(String folder, String... directives) throws IOException {
        String[] all = new String[directives.length + 2];
        all[0] = "Use JavaRoot " + SITE.root() + "/names";
        all[1] = "Use JavaHandler counter";
        System.arraycopy(directives, 0, all, 2, directives.length);
        SITE.handled(folder, all);
        SITE.file("names/counter.java", COUNTER);
    }

    @Test
    void javaInterpreter_isTheName_acrossFoldersAndSites() throws IOException {
        named("shop", "Use JavaInterpreter shared");
        named("shop2", "Use JavaInterpreter shared");
        assertEquals("1 in shared of a-site", of("a.example", "/shop/").body());
        assertEquals("2 in shared of a-site", of("a.example", "/shop2/").body());
        assertEquals("3 in shared of b-site", of("b.example", "/shop2/").body());
    }

    @Test
    void javaInterpPerDirectory_isTheFolderOfTheFile() throws IOException {
        named("per", "Use JavaInterpPerDirectory On");
        SITE.file("per/x", "");
        SITE.file("per/deep/x", "");
        assertEquals(
                "1 in " + SITE.root() + "/per/ of localhost", SITE.get("/per/x").body());
        assertEquals(
                "2 in " + SITE.root() + "/per/ of localhost", SITE.get("/per/").body());
        assertEquals(
                "1 in " + SITE.root() + "/per/deep/ of localhost",
                SITE.get("/per/deep/x").body());
    }

    @Test
    void javaInterpPerDirective_isTheRoot() throws IOException {
        named("directive", "Use JavaInterpPerDirective On");
        SITE.file("directive/deep/x", "");
        assertEquals(
                "1 in " + SITE.root() + "/names/ of localhost",
                SITE.get("/directive/").body());
        assertEquals(
                "2 in " + SITE.root() + "/names/ of localhost",
                SITE.get("/directive/deep/x").body());
    }

    @Test
    void theName_javaInterpreterBeatsPerDirectoryBeatsPerDirective() throws IOException {
        named("first", "Use JavaInterpreter first", "Use JavaInterpPerDirectory On", "Use JavaInterpPerDirective On");
        named("second", "Use JavaInterpPerDirectory On", "Use JavaInterpPerDirective On");
        assertEquals("1 in first of localhost", SITE.get("/first/").body());
        assertEquals(
                "1 in " + SITE.root() + "/second/ of localhost",
                SITE.get("/second/").body());
    }

    @Test
    void oneNameWithTwoPaths_isTwoInterpreters_theSecondShownWithANumber() throws IOException {
        SITE.file("libs/readme", "");
        named("left", "Use JavaInterpreter twin");
        named("right", "Use JavaInterpreter twin", "Use JavaPath " + SITE.root() + "/libs");
        assertEquals("1 in twin of localhost", SITE.get("/left/").body());
        assertEquals("1 in twin of localhost", SITE.get("/right/").body(), "the name is the name");
        assertEquals("2 in twin of localhost", SITE.get("/right/").body());
        assertEquals("2 in twin of localhost", SITE.get("/left/").body());
        assertTrue(labels().containsAll(Set.of("twin", "twin#2")), labels().toString());
        assertFalse(labels().contains("twin#3"), labels().toString());
    }

    @Test
    void reloadDirectives_partInterpretersToo() throws IOException {
        named("trio1", "Use JavaInterpreter trio");
        named("trio2", "Use JavaInterpreter trio", "Use JavaAutoReload Off");
        named("trio3", "Use JavaInterpreter trio", "Use JavaReloadOnError fail");
        for (int i = 1; i <= 3; i++) {
            assertEquals("1 in trio of localhost", SITE.get("/trio" + i + "/").body());
        }
        assertTrue(labels().containsAll(Set.of("trio", "trio#2", "trio#3")), labels().toString());
    }

    @Test
    void moreInterpretersThanAllowed_are503_andTheOthersGoOn() throws Exception {
        TestSite small = new TestSite().setting("interpreters.max", "2");
        small.start();
        try {
            for (String name : List.of("a", "b", "c")) {
                small.handler(name, "req.write(\"here\"); return OK;", "Use JavaInterpreter " + name);
            }
            assertEquals(200, small.get("/a/").status());
            assertEquals(200, small.get("/b/").status());
            Answer refused = small.get("/c/");
            assertEquals(503, refused.status());
            assertTrue(Integer.parseInt(String.valueOf(refused.header("Retry-After"))) > 0);
            String line = small.log().await("PN0305");
            assertTrue(line.contains("interpreter c would be number 3, and interpreters.max is 2"), line);
            assertEquals("here", small.get("/a/").body());
            assertEquals("here", small.get("/b/").body());
            assertEquals(2, small.daemon().interpreters().size());
        } finally {
            small.close();
        }
    }
}

package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.kit.Eventually;
import org.postern.daemon.kit.Gate;
import org.postern.daemon.kit.Http;
import org.postern.daemon.kit.Sources;
import org.postern.daemon.kit.TestSite;

/** Modules that are imported while the program runs, and files that modules read: what is seen of an edit, and when. */
@Timeout(120)
class ImportModuleTest {

    @RegisterExtension
    static final TestSite SITE = new TestSite();

    private static final String CALL = """
            static String call(Class<?> module) throws Exception { return "" + module.getMethod("text").invoke(null); }
            static String version(Class<?> module) { return module.getClassLoader().getName(); }
            """;

    private static String says(String expression) {
        return "static void handler(Request req) throws Exception { req.write(\"\" + (" + expression + ")); }";
    }

    private static void plugin(String path, String expression, String... members) throws IOException {
        String name = path.substring(path.lastIndexOf('/') + 1);
        SITE.file(
                path + ".java",
                Sources.module(
                        name,
                        "public static Object text() { return " + expression + "; }",
                        String.join("\n", members)));
    }

    private static String ask(String name) throws IOException {
        return SITE.get("/" + name + "/").body();
    }

    private static void await(String name, String body) {
        SITE.awaitBody("/" + name + "/", body);
    }

    // --- from a folder

    @Test
    void importFromAFolder_looksThereFirst_andNotBesideTheCaller() throws Exception {
        plugin("from/there/Plugin", "1");
        plugin("from/Plugin", "\"beside\"");
        SITE.module("from", CALL, says("call(importModule(\"Plugin\", \"" + SITE.root() + "/from/there\"))"));
        assertEquals("1", ask("from"));
        plugin("from/there/Plugin", "2");
        await("from", "2");
    }

    @Test
    void importFromAFolder_inAnInitialiser_isADependency() throws Exception {
        plugin("depends/there/Plugin", "1");
        SITE.module(
                "depends",
                CALL,
                "static final String SAID;",
                "static { try { SAID = call(importModule(\"Plugin\", \"" + SITE.root()
                        + "/depends/there\")); } catch (Exception e) { throw new IllegalStateException(e); } }",
                says("SAID"));
        assertEquals("1", ask("depends"));
        plugin("depends/there/Plugin", "2");
        await("depends", "2");
    }

    @Test
    void relativeFolder_isRefused() throws Exception {
        SITE.module("relative", says("importModule(\"Plugin\", \"there\")"));
        SITE.get("/relative/");
        SITE.log().await("importModule(\"Plugin\", \"there\") (expected: an absolute path)");
    }

    // --- during requests

    @Test
    void P25_importInARequest_isOfTheNewestVersion_andTheCallerStaysAsItIs() throws Exception {
        plugin("fresh/Plugin", "1");
        SITE.module(
                "fresh",
                CALL,
                "static int count;",
                says("call(importModule(\"Plugin\")) + \" \" + version(fresh.class) + \" \" + ++count"));
        String first = ask("fresh");
        assertTrue(first.matches("1 localhost#\\d+ 1"), first);
        plugin("fresh/Plugin", "2");
        SITE.log().await("reloaded " + SITE.root() + "/fresh/Plugin.java");
        assertEquals(first.replaceAll("^1|1$", "2"), ask("fresh"), "another plugin, the same caller");
    }

    @Test
    void P25_importsInOneRequest_areOfOneVersion_whateverIsEditedMeanwhile() throws Exception {
        try (Gate gate = new Gate();
                Http old = new Http(SITE.port())) {
            plugin("pinned/Plugin", "1");
            SITE.module("pinned", CALL, """
                    static void handler(Request req) throws Exception {
                        String first = call(importModule("Plugin"));
                        if (req.args() != null) { %s }
                        req.write(first + call(importModule("Plugin")));
                    }
                    """.formatted(gate.here()));
            old.write("GET", "/pinned/?stop", new byte[0]);
            gate.awaitArrival();
            plugin("pinned/Plugin", "2");
            await("pinned", "22");
            gate.open();
            assertEquals("11", old.read(false).body());
        }
    }

    @Test
    void P49_importOnAThreadOfItsOwn_isOfTheNewestVersion_alsoDuringAnEarlierRequest() throws Exception {
        try (Gate gate = new Gate();
                Http old = new Http(SITE.port())) {
            plugin("background/Plugin", "1");
            SITE.module(
                    "background", CALL, "static final ExecutorService THREADS = executor(\"work\", 1);", """
                    static void handler(Request req) throws Exception {
                        req.write(call(importModule("Plugin")));
                        if (req.args() != null) { %s }
                        req.write(THREADS.submit(() -> call(importModule("Plugin"))).get());
                    }
                    """.formatted(
                                    gate.here()));
            assertEquals("11", ask("background"));
            old.write("GET", "/background/?stop", new byte[0]);
            gate.awaitArrival();
            plugin("background/Plugin", "2");
            await("background", "22");
            gate.open();
            assertEquals("12", old.read(false).body());
        }
    }

    @Test
    void P27b_importAfterAnEdit_hasTheNewText_andOfTwoFoldersEachItsOwn() throws Exception {
        plugin("left/Plugin", "\"left 1\"");
        plugin("right/Plugin", "\"right 1\"");
        for (String folder : List.of("left", "right")) {
            SITE.module(folder, CALL, says("call(importModule(\"Plugin\"))"));
            assertEquals(folder + " 1", ask(folder));
        }
        plugin("left/Plugin", "\"left 2\"");
        SITE.log().await("reloaded " + SITE.root() + "/left/Plugin.java");
        assertEquals("left 2", ask("left"), "as soon as the log says so");
        assertEquals("right 1", ask("right"));
    }

    @Test
    void importThatFails_inARequest_saysWhoImportedWhat_andWhereItWasLookedFor() throws Exception {
        SITE.module("vain", CALL, """
                static void handler(Request req) throws Exception {
                    try {
                        req.write(call(importModule("sub.Plugin")));
                    } catch (ModuleException e) {
                        req.write(e.getMessage());
                    }
                }
                """);
        Path folder = SITE.root().resolve("vain");
        assertEquals(
                "importModule(\"sub.Plugin\") by " + folder
                        + "/vain.java: PN0401 module sub.Plugin: there is no source file;"
                        + " looked for, in this order: " + folder + "/sub/Plugin.java",
                ask("vain"));
        plugin("vain/sub/Plugin", "nonsense");
        Eventually.holds("the file is there, and wrong", () -> ask("vain").contains("PN0404"));
        assertTrue(ask("vain").contains(folder + "/sub/Plugin.java:"), ask("vain"));
        plugin("vain/sub/Plugin", "1");
        await("vain", "1");
    }

    @Test
    void P47_moduleThatImportsItself_inARequest_getsItsOwnVersion() throws Exception {
        SITE.module("own", CALL, says("importModule(\"own\") == own.class"));
        assertEquals("true", ask("own"));
        SITE.module("own", CALL, says("\"2 \" + (importModule(\"own\") == own.class)"));
        await("own", "2 true");
    }

    @Test
    void P47_moduleThatImportsItself_asItIsInitialised_isAnError() throws Exception {
        SITE.module("itself", "static final Class<?> SELF = importModule(\"itself\");", says("1"));
        assertEquals(500, SITE.get("/itself/").status());
        String file = SITE.root() + "/itself/itself.java";
        SITE.log().await("PN0415 " + file + " imports " + file + ", while each is being initialised");
    }

    // --- in initialisers

    @Test
    void importInAnInitialiser_isADependency() throws Exception {
        plugin("depending/Plugin", "1");
        SITE.module(
                "depending", CALL, "static final Class<?> PLUGIN = importModule(\"Plugin\");", says("call(PLUGIN)"));
        assertEquals("1", ask("depending"));
        plugin("depending/Plugin", "2");
        await("depending", "2");
        plugin("depending/Plugin", "nonsense");
        SITE.log().await("PN0410 PN0404 " + SITE.root() + "/depending/Plugin.java");
        assertEquals("2", ask("depending"));
        plugin("depending/Plugin", "3");
        await("depending", "3");
    }

    @Test
    void importByAHelper_thatIsLoadedAlready_isADependencyOfTheModuleThatIsInitialised() throws Exception {
        SITE.file(
                "registry/Registry.java",
                Sources.module(
                        "Registry",
                        CALL,
                        "static int loads; static { loads++; }",
                        "public static String load(String name) throws Exception { return call(importModule(name)); }"));
        SITE.module("registry", says("Registry.load(\"Plugin\")"));
        plugin("registry/Plugin", "1");
        assertEquals("1", ask("registry"));
        SITE.file(
                "registry/user.java", Sources.module("user", "static final String TEXT = text();", """
                static String text() { try { return Registry.load("Plugin"); } catch (Exception e) { throw new RuntimeException(e); } }
                """, says("TEXT")));
        SITE.handled("registry/user", "Use JavaRoot " + SITE.root() + "/registry", "Use JavaHandler user");
        assertEquals("1", SITE.get("/registry/user/").body());
        plugin("registry/Plugin", "2");
        SITE.awaitBody("/registry/user/", "2");
        assertEquals("2", ask("registry"));
    }

    @Test
    void importThatFails_inAnInitialiser_failsTheLoad_untilItIsMended() throws Exception {
        SITE.module("needing", CALL, "static final Class<?> PLUGIN = importModule(\"Plugin\");", says("call(PLUGIN)"));
        assertEquals(500, SITE.get("/needing/").status());
        String line = SITE.log().await("PN0405 " + SITE.root() + "/needing/needing.java");
        assertTrue(
                line.contains(
                        "importModule(\"Plugin\") by " + SITE.root() + "/needing/needing.java: PN0401 module Plugin"),
                line);
        plugin("needing/Plugin", "1");
        await("needing", "1");
    }

    @Test
    void moduleThatDoesWithout_whatItCouldNotImport_isLoadedAnew_whenThatIsMended() throws Exception {
        plugin("without/Plugin", "Deep.text()");
        plugin("without/Deep", "nonsense");
        SITE.module("without", CALL, "static Class<?> plugin;", """
                static {
                    try { plugin = importModule("Plugin"); } catch (ModuleException e) { logError("without a plugin: " + e.getMessage()); }
                }
                """, says("plugin == null ? \"none\" : call(plugin)"));
        assertEquals("none", ask("without"));
        assertTrue(SITE.log().await("without a plugin").contains(SITE.root() + "/without/Deep.java:"));
        plugin("without/Deep", "\"deep\"");
        await("without", "deep");
        plugin("without/Deep", "\"deeper\"");
        await("without", "deeper");
    }

    @Test
    void P44_modulesThatImportEachOther_asTheyAreInitialised_areAnErrorThatShowsTheWay() throws Exception {
        plugin("cyclic/Plugin", "1", "static final Class<?> PAGE = importModule(\"cyclic\");");
        SITE.module("cyclic", CALL, "static final Class<?> PLUGIN = importModule(\"Plugin\");", says("1"));
        assertEquals(500, SITE.get("/cyclic/").status());
        String folder = SITE.root() + "/cyclic/";
        String line = SITE.log().await("PN0415 " + folder);
        assertTrue(
                line.contains("PN0415 " + folder + "cyclic.java imports " + folder + "Plugin.java imports " + folder
                        + "cyclic.java, while each is being initialised"),
                line);
        plugin("cyclic/Plugin", "call()", """
                static Object call() { return importModule("cyclic") != null; }
                """);
        SITE.module("cyclic", CALL, "static final Class<?> PLUGIN = importModule(\"Plugin\");", says("call(PLUGIN)"));
        await("cyclic", "true");
    }

    @Test
    void P46_cycle_isBuiltOnce_overAHundredRequests() throws Exception {
        plugin(
                "round/One",
                "Two.NAME",
                "public static final String NAME = \"one\" + new Object().toString().length() * 0;");
        plugin(
                "round/Two",
                "One.NAME",
                "public static final String NAME = \"two\";",
                "static { System.setProperty(\"p46\", System.getProperty(\"p46\", \"\") + \"i\"); }");
        SITE.module("round", CALL, says("One.text() + \" \" + Two.text() + \" \" + System.getProperty(\"p46\")"));
        try {
            for (int i = 0; i < 100; i++) {
                assertEquals("two one0 i", ask("round"));
            }
        } finally {
            System.clearProperty("p46");
        }
    }

    // --- files

    @Test
    void P27_fileThatAModuleReads_changes_goes_andComesBack() throws Exception {
        SITE.file("rates/rates.csv", "1");
        Path rates = SITE.root().resolve("rates/rates.csv");
        SITE.module("rates", """
                static final java.nio.file.Path FILE = java.nio.file.Path.of("%s");
                static final String RATES = rates();
                static int count;
                static String rates() {
                    dependsOn(FILE.toString());
                    try { return java.nio.file.Files.readString(FILE); } catch (java.io.IOException e) { return "none"; }
                }
                """.formatted(rates), says("RATES + \" \" + ++count"));
        assertEquals("1 1", ask("rates"));
        assertEquals("1 2", ask("rates"));
        SITE.file("rates/rates.csv", "2");
        Eventually.holds("the new rates", () -> ask("rates").startsWith("2 "));
        Files.delete(rates);
        Eventually.holds("no rates", () -> ask("rates").startsWith("none "));
        SITE.file("rates/rates.csv", "3");
        Eventually.holds("rates again", () -> ask("rates").startsWith("3 "));
    }

    @Test
    void P27_fileBehindALink_isFollowed_throughTheSwitchOfTheLink() throws Exception {
        SITE.file("linked/one/rates.csv", "1");
        SITE.file("linked/two/rates.csv", "2");
        Path link = SITE.root().resolve("linked/current");
        Files.createSymbolicLink(link, Path.of("one"));
        SITE.module("linked", """
                static final String RATES = rates();
                static String rates() {
                    try {
                        dependsOn("%1$s");
                        return java.nio.file.Files.readString(java.nio.file.Path.of("%1$s"));
                    } catch (java.io.IOException e) { return "none"; }
                }
                """.formatted(link.resolve("rates.csv")), says("RATES"));
        assertEquals("1", ask("linked"));
        Path fresh = SITE.root().resolve("linked/fresh");
        Files.createSymbolicLink(fresh, Path.of("two"));
        Files.move(fresh, link, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        await("linked", "2");
        SITE.file("linked/two/rates.csv", "3");
        await("linked", "3");
    }

    @Test
    void P27_fileThatAModuleDeclaresDuringARequest_reloadsIt_too_whatItDoesNotDeclare_not() throws Exception {
        Path declared = SITE.file("asking/declared.txt", "1");
        Path other = SITE.file("asking/other.txt", "1");
        SITE.module("asking", """
                static final String OTHER = read("%s");
                static String declared;
                static String read(String path) {
                    try { return java.nio.file.Files.readString(java.nio.file.Path.of(path)); } catch (java.io.IOException e) { return "none"; }
                }
                static void handler(Request req) throws Exception {
                    if (declared == null) {
                        dependsOn("%2$s");
                        declared = read("%2$s");
                    }
                    req.write(declared + OTHER);
                }
                """.formatted(other, declared));
        assertEquals("11", ask("asking"));
        SITE.file("asking/other.txt", "2");
        SITE.page("witness", "1");
        SITE.awaitBody("/witness/", "1");
        SITE.page("witness", "2");
        SITE.awaitBody("/witness/", "2");
        assertEquals("11", ask("asking"), "nobody said that it depends on it");
        SITE.file("asking/declared.txt", "3");
        await("asking", "32");
    }

    @Test
    void P27_fileThatBreaksTheInitialiser_mended_isTriedAgain() throws Exception {
        SITE.file("parsing/number.txt", "1");
        SITE.module("parsing", """
                static final int NUMBER = number();
                static int number() {
                    String path = "%s";
                    dependsOn(path);
                    try {
                        return Integer.parseInt(java.nio.file.Files.readString(java.nio.file.Path.of(path)));
                    } catch (java.io.IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                }
                """.formatted(SITE.root().resolve("parsing/number.txt")), says("NUMBER"));
        SITE.handled(
                "parsing",
                "Use JavaRoot " + SITE.root() + "/parsing",
                "Use JavaHandler parsing",
                "Use JavaReloadOnError fail");
        assertEquals("1", ask("parsing"));
        SITE.file("parsing/number.txt", "no number");
        Eventually.holds("the failure", () -> SITE.get("/parsing/").status() == 500);
        SITE.file("parsing/number.txt", "1");
        await("parsing", "1");
    }

    @Test
    void dependsOn_ofARelativePath_orAFolder_isRefused() throws Exception {
        SITE.module("strict", """
                static void handler(Request req) throws Exception {
                    for (String path : List.of("rates.csv", "/")) {
                        try { dependsOn(path); } catch (IllegalArgumentException e) { req.write(e.getMessage() + "\\n"); }
                    }
                }
                """);
        assertEquals(
                "dependsOn(\"rates.csv\") (expected: the absolute path of a file)\n"
                        + "dependsOn(\"/\") (expected: the absolute path of a file)\n",
                ask("strict"));
    }

    // --- what crosses versions

    @Test
    void P53_classesOfADiamond_areOne_andThoseOfVersionsNeverMeet() throws Exception {
        SITE.file("classes/Leaf.java", Sources.module("Leaf", "public static final Leaf ONE = new Leaf();"));
        SITE.file("classes/Left.java", Sources.module("Left", "public static Object leaf() { return Leaf.ONE; }"));
        SITE.file("classes/Right.java", Sources.module("Right", "public static Object leaf() { return Leaf.ONE; }"));
        SITE.module("classes", """
                static void handler(Request req) throws Exception {
                    req.write((Left.leaf() == Right.leaf()) + " " + (Left.leaf() instanceof Leaf));
                    try {
                        shared("P53 leaf", Right::leaf);
                    } catch (IllegalArgumentException e) {
                        req.write(" " + e.getMessage());
                    }
                }
                """);
        String answer = ask("classes");
        assertTrue(answer.startsWith("true true shared(\"P53 leaf\"): class Leaf belongs to a module"), answer);
        SITE.file("classes/Leaf.java", Sources.module("Leaf", "public static final Leaf ONE = new Leaf(); // edited"));
        SITE.log().await("reloaded " + SITE.root() + "/classes/classes.java");
        assertEquals(answer, ask("classes"));
    }

    @Test
    void P64_callableRegistered_isOfItsRequestsVersion_thatByName_too() throws Exception {
        try (Gate gate = new Gate();
                Http old = new Http(SITE.port())) {
            String members = """
                    static void handler(Request req) throws Exception {
                        String args = req.args();
                        req.registerCleanup(() -> logError("callable " + args + " VERSION cleans up"));
                        req.addHandler("JavaLogHandler", "callable::later");
                        req.addHandler("JavaCleanupHandler", "callable::later");
                        if ("stop".equals(args)) { GATE }
                        req.write("VERSION");
                    }
                    static void later(Request req) { logError("callable " + req.args() + " VERSION in " + req.phase()); }
                    """.replace("GATE", gate.here());
            SITE.module("callable", members.replace("VERSION", "1"));
            old.write("GET", "/callable/?stop", new byte[0]);
            gate.awaitArrival();
            SITE.module("callable", members.replace("VERSION", "2"));
            SITE.awaitBody("/callable/?poll", "2");
            gate.open();
            assertEquals("1", old.read(false).body());
            assertEquals("2", SITE.get("/callable/?last").body());
            for (String request : List.of("callable stop 1 ", "callable last 2 ")) {
                SITE.log().await(request + "in JavaCleanupHandler");
                assertEquals(
                        List.of(
                                request + "in JavaLogHandler",
                                request + "cleans up",
                                request + "in JavaCleanupHandler"),
                        SITE.logged(request).stream()
                                .map(line -> line.substring(line.indexOf(request)))
                                .toList());
            }
        }
    }
}

package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.kit.Sources;
import org.postern.daemon.kit.TestSite;

/** Classes by their names, and objects of a class of which there are several versions. */
@Timeout(120)
class VersionsMeetTest {

    @RegisterExtension
    static final TestSite SITE = new TestSite();

    private static void module(String path, String members) throws IOException {
        SITE.file(path + ".java", Sources.module(path.substring(path.indexOf('/') + 1), members));
    }

    // --- by name

    /** A library that knows its implementations by their names alone, and one that names a module. */
    private static void library(Path jar) throws IOException {
        Files.createDirectories(jar.getParent());
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry("META-INF/services/java.util.function.Supplier"));
            out.write("Plugin\n".getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void plugin(String text) throws IOException {
        SITE.file(
                "byname/Plugin.java",
                "public class Plugin implements java.util.function.Supplier<String> { public String get() { return \""
                        + text + "\"; } }");
    }

    @Test
    void P52_contextClassLoader_findsModules_inHandlersInitialisersAndThreads() throws Exception {
        library(SITE.root().resolve("byname/lib/names.jar"));
        plugin("one");
        SITE.handled(
                "byname",
                "Use JavaRoot " + SITE.root() + "/byname",
                "Use JavaPath " + SITE.root() + "/byname/lib/names.jar",
                "Use JavaHandler byname");
        SITE.module("byname", """
                static final Plugin USED = new Plugin();
                static final String EARLY = found();
                static String found() {
                    ClassLoader context = Thread.currentThread().getContextClassLoader();
                    try {
                        return ServiceLoader.load(java.util.function.Supplier.class).findFirst().orElseThrow().get()
                                + " " + (Class.forName("Plugin", true, context) == Plugin.class)
                                + " " + (Class.forName("byname$Inner", true, context) == Inner.class);
                    } catch (ClassNotFoundException e) {
                        return e.toString();
                    }
                }
                static class Inner {}
                static void handler(Request req) throws Exception {
                    req.write(EARLY + ", " + found() + ", " + executor("one", 1).submit(byname::found).get());
                }""");
        String expected = "# true true, # true true, # true true";
        assertEquals(expected.replace("#", "one"), SITE.get("/byname/").body());
        plugin("two");
        SITE.awaitBody("/byname/", expected.replace("#", "two"));
    }

    // --- objects

    private static void item(int version) throws IOException {
        module(
                "twoways/Item",
                "public static class Sold extends RuntimeException {} public int version() { return " + version
                        + "; }");
    }

    @Test
    void P53_classSeenOnTwoWays_isOneClass_caughtAndExtended_afterAnyEdit() throws IOException {
        SITE.page("twoways", "Maker.text() + Taker.taken(Maker.make())");
        item(1);
        String maker = """
                public static String text() { return "%s "; }
                public static Object make() { return new Item() {}; }
                public static void sell() { throw new Item.Sold(); }""";
        module("twoways/Maker", maker.formatted("first"));
        module("twoways/Taker", """
                public static String taken(Object made) {
                    try {
                        Maker.sell();
                        return "not sold";
                    } catch (Item.Sold sold) {
                        return made instanceof Item item ? "item " + item.version() : "another Item";
                    }
                }""");
        assertEquals("first item 1", SITE.get("/twoways/").body());
        item(2);
        SITE.awaitBody("/twoways/", "first item 2");
        module("twoways/Maker", maker.formatted("second"));
        SITE.awaitBody("/twoways/", "second item 2");
    }

    @Test
    void P53_keptObjectOfAnotherTypeThanTheNewVersionExpects_failsTheReload_andTheMessageNamesBoth() throws Exception {
        String members = """
                static final %1$s SEEN = keep("seen", %2$s::new);
                static void handler(Request req) throws Exception { req.write("%2$s"); }""";
        SITE.module("retyped", members.formatted("List<Object>", "ArrayList"));
        assertEquals("ArrayList", SITE.get("/retyped/").body());
        SITE.module("retyped", members.formatted("Map<Object, Object>", "HashMap"));
        String line = SITE.log().await("PN0410 PN0405 " + SITE.root() + "/retyped/retyped.java");
        assertTrue(line.contains("keep(\"seen\") holds a java.util.ArrayList") && line.contains("java.util.Map"), line);
        assertEquals("ArrayList", SITE.get("/retyped/").body());
    }

    @Test
    void P54_recordOfAModule_writtenToBytes_isReadByTheNextVersion_whileItsShapeFits() throws Exception {
        String stored = """
                record Visit(String who, %s count) implements java.io.Serializable {}
                static final AtomicReference<byte[]> BYTES = keep("bytes", AtomicReference::new);
                static void handler(Request req) throws Exception {
                    if ("write".equals(req.args())) {
                        var bytes = new java.io.ByteArrayOutputStream();
                        try (var out = new java.io.ObjectOutputStream(bytes)) { out.writeObject(new Visit("joe", 3)); }
                        BYTES.set(bytes.toByteArray());
                    }
                    try (var in = new java.io.ObjectInputStream(new java.io.ByteArrayInputStream(BYTES.get()))) {
                        Visit visit = (Visit) in.readObject();
                        req.write("%s: " + visit);
                    } catch (java.io.InvalidClassException | ClassCastException e) {
                        req.write("%2$s: lost");
                    }
                }""";
        SITE.module("stored", stored.formatted("int", "one"));
        assertEquals("one: Visit[who=joe, count=3]", SITE.get("/stored/?write").body());
        SITE.module("stored", stored.formatted("int", "two"), "// a comment more");
        SITE.awaitBody("/stored/", "two: Visit[who=joe, count=3]");
        SITE.module("stored", stored.formatted("String", "three").replace("\"joe\", 3", "\"joe\", \"3\""));
        SITE.awaitBody("/stored/", "three: lost");
        assertEquals(
                "three: Visit[who=joe, count=3]", SITE.get("/stored/?write").body());
    }
}

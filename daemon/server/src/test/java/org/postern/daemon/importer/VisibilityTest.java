package org.postern.daemon.importer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.api.Apache;
import org.postern.daemon.fault.Code;

/** What modules see: the API, the JDK and their libraries, and nothing of the daemon. */
class VisibilityTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "org.postern.daemon.Daemon",
                "org.postern.daemon.importer.Importer",
                "org.postern.ajp.AjpExchange",
                "org.postern.api.spi.Host",
                "io.netty.buffer.ByteBuf",
                "ch.qos.logback.classic.Logger",
                "org.slf4j.Logger",
                "org.codehaus.janino.ScriptEvaluator",
                "org.eclipse.jdt.core.compiler.IProblem",
                "org.objectweb.asm.ClassReader",
                "picocli.CommandLine",
                "org.apache.commons.configuration2.Configuration",
                "org.jspecify.annotations.Nullable",
                "sun.misc.Launcher",
                "jdk.internal.misc.Unsafe"
            })
    void classOfTheDaemon_isNotThere_neitherToTheCompilerNorByName(String name) throws IOException {
        try (Bench bench = Bench.byHand()) {
            bench.file("page.java", "public class page { " + name + " it; }");
            assertEquals(Code.COMPILE, bench.fault("page").code());
            bench.file("byName.java", "public class byName { }");
            Class<?> module = bench.module("byName").type();
            if (!name.startsWith("jdk.")) {
                assertThrows(
                        ClassNotFoundException.class,
                        () -> module.getClassLoader().loadClass(name));
            }
        }
    }

    @Test
    void api_isTheDaemonsOwn() throws IOException {
        try (Bench bench = Bench.byHand()) {
            bench.file(
                    "page.java",
                    "import static org.postern.api.Apache.*; import org.postern.api.*;",
                    "public class page { public static Object text() { return new Table().size() + HTTP_NOT_FOUND; }",
                    "public static Class<?> apache() { return Apache.class; } }");
            assertEquals("404", bench.ask("page"));
            Class<?> module = bench.module("page").type();
            assertSame(Apache.class, load(module, Apache.class.getName()));
        }
    }

    @Test
    void modulesOfTheJdk_areThere() throws IOException {
        try (Bench bench = Bench.byHand()) {
            bench.file(
                    "page.java",
                    "public class page { java.net.http.HttpClient client; java.sql.Connection sql; java.util.logging.Logger log;",
                    "public static Object text() { return javax.xml.XMLConstants.XML_NS_PREFIX; } }");
            assertEquals("xml", bench.ask("page"));
        }
    }

    @Test
    void resourcesOfTheDaemon_areNotThere() throws IOException {
        try (Bench bench = Bench.byHand()) {
            bench.text(
                    "page.java",
                    "page.class.getResource(\"/logback.xml\") + \" \""
                            + " + page.class.getClassLoader().getResource(\"org/postern/daemon/Main.class\") + \" \""
                            + " + page.class.getResource(\"page.java\")");
            assertEquals("null null null", bench.ask("page"));
        }
    }

    @Test
    void contextClassLoader_isTheModules_whileItIsInitialised() throws IOException {
        try (Bench bench = Bench.byHand()) {
            bench.file(
                    "page.java",
                    "public class page { static final ClassLoader AT_LOAD = Thread.currentThread().getContextClassLoader();",
                    "public static Object text() { return AT_LOAD == page.class.getClassLoader(); } }");
            ClassLoader before = Thread.currentThread().getContextClassLoader();
            assertEquals("true", bench.ask("page"));
            assertSame(before, Thread.currentThread().getContextClassLoader());
        }
    }

    @Test
    void jar_isSeen_byCompilerAndLoader_withItsResources() throws IOException {
        Path jar = jar(
                Map.of(
                        "Plain", "public class Plain { public static String text() { return \"plain\"; } }",
                        "acme/Tool",
                                "package acme; public class Tool { public static class Inner { public static String text() { return \"tool\"; } } }"));
        try (Bench bench = Bench.withJar(jar)) {
            bench.file(
                    "page.java",
                    "import acme.*;",
                    "public class page { public static Object text() { return Plain.text() + Tool.Inner.text()",
                    "+ (page.class.getResource(\"/acme/Tool.class\") != null); } }");
            assertEquals("plaintooltrue", bench.ask("page"));
        } finally {
            Files.delete(jar);
        }
    }

    @Test
    void P04_moduleOfTheNameOfALibrarysClass_winsInItsFolder_inEitherOrder() throws IOException {
        Path jar = jar(Map.of("Gson", "public class Gson { public static String text() { return \"jar\"; } }"));
        for (boolean moduleFirst : new boolean[] {true, false}) {
            try (Bench bench = Bench.withJar(jar)) {
                bench.text("a/Gson.java", "\"module\"");
                bench.text("a/page.java", "Gson.text()");
                bench.text("b/page.java", "Gson.text()");
                if (moduleFirst) {
                    assertEquals("module", bench.ask("a", "page"));
                }
                assertEquals("jar", bench.ask("b", "page"));
                assertEquals("module", bench.ask("a", "page"));
                assertEquals("module", bench.ask("a", "Gson"));
            }
        }
        Files.delete(jar);
    }

    @Test
    void P35_changedJar_isReportedOnce_andTheOldOneServes() throws IOException {
        Path jar = jar(Map.of("Lib", "public class Lib { public static String text() { return \"old\"; } }"));
        Path newer = jar(Map.of("Lib", "public class Lib { public static String text() { return \"new\"; } }"));
        try (Bench bench = Bench.withJar(jar)) {
            bench.text("page.java", "Lib.text()");
            assertEquals("old", bench.ask("page"));
            bench.refresh(Set.of(jar));
            assertEquals(List.of(), bench.log().lines("PN0418"), "it has not changed");
            Files.move(newer, jar, StandardCopyOption.REPLACE_EXISTING);
            bench.refresh(Set.of(jar));
            bench.refresh(Set.of(jar));
            assertEquals(1, bench.log().lines("PN0418").size());
            assertEquals(Set.of(jar), bench.importer().changedJars());
            assertEquals("old", bench.ask("page"));
        } finally {
            Files.delete(jar);
        }
    }

    @Test
    void P35_changedJar_isNoticed() throws Exception {
        Path folder = Files.createTempDirectory("postern-jar-").toRealPath();
        Path jar = folder.resolve("lib.jar");
        Files.move(jar(Map.of("Lib", "public class Lib { }")), jar);
        try (Bench bench = Bench.watchedWithJar(jar, Duration.ofMillis(30))) {
            bench.text("page.java", "1");
            assertEquals("1", bench.ask("page"));
            Files.move(jar(Map.of("Lib", "public class Lib { int i; }")), jar, StandardCopyOption.REPLACE_EXISTING);
            bench.log().await("PN0418 " + jar);
        } finally {
            Files.delete(jar);
            Files.delete(folder);
        }
    }

    @Test
    void moduleThatAppearsBesideALibrarysClass_isTakenInstead() throws IOException {
        Path jar = jar(Map.of(
                "acme/Tool", "package acme; public class Tool { public static String text() { return \"jar\"; } }"));
        try (Bench bench = Bench.withJar(jar)) {
            bench.text("page.java", "acme.Tool.text()");
            assertEquals("jar", bench.ask("page"));
            bench.file(
                    "acme/Tool.java",
                    "package acme; public class Tool { public static String text() { return \"source\"; } }");
            bench.refresh("acme");
            assertEquals("source", bench.ask("page"));
        } finally {
            Files.delete(jar);
        }
    }

    @Test
    void nothingIsWrittenBesideTheSources() throws IOException {
        try (Bench bench = Bench.byHand()) {
            bench.text("app/page.java", "1");
            assertEquals("1", bench.ask("app", "page"));
            try (Stream<Path> files = Files.list(bench.path("app"))) {
                assertEquals(1, files.count());
            }
            assertFalse(Files.exists(bench.path("app/page.class")));
        }
    }

    @Test
    void annotationProcessors_doNotRun() throws IOException {
        Path jar = jar(Map.of(
                "acme/Processor",
                "package acme; public class Processor extends javax.annotation.processing.AbstractProcessor {"
                        + "static { System.setProperty(\"acme.ran\", \"yes\"); }"
                        + "public boolean process(java.util.Set<? extends javax.lang.model.element.TypeElement> a,"
                        + "javax.annotation.processing.RoundEnvironment r) { return false; } }",
                "META-INF/services/javax.annotation.processing.Processor",
                "acme.Processor"));
        System.clearProperty("acme.ran");
        try (Bench bench = Bench.withJar(jar)) {
            bench.text("page.java", "1");
            assertEquals("1", bench.ask("page"));
            assertTrue(System.getProperty("acme.ran") == null);
        } finally {
            Files.delete(jar);
        }
    }

    private static Class<?> load(Class<?> module, String name) {
        try {
            return module.getClassLoader().loadClass(name);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    /** A jar of compiled sources and services; without entries for folders, as many tools make them. */
    private static Path jar(Map<String, String> sources) throws IOException {
        Path jar = Files.createTempFile("postern-lib-", ".jar");
        try (Bench compiler = Bench.byHand();
                OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file)) {
            for (Map.Entry<String, String> source : sources.entrySet()) {
                if (source.getKey().startsWith("META-INF")) {
                    out.putNextEntry(new JarEntry(source.getKey()));
                    out.write(source.getValue().getBytes(StandardCharsets.UTF_8));
                    continue;
                }
                compiler.file(source.getKey() + ".java", source.getValue());
                Map<String, byte[]> classes =
                        compiler.module("./" + source.getKey()).compiled().classes();
                for (Map.Entry<String, byte[]> compiled : classes.entrySet()) {
                    out.putNextEntry(new JarEntry(compiled.getKey().replace('.', '/') + ".class"));
                    out.write(compiled.getValue());
                }
            }
        }
        return jar;
    }
}

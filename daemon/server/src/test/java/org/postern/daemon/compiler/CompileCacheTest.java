package org.postern.daemon.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.daemon.config.Plan;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;

/** When the cache stands in for a compiler, and when not. Each start is compared with one that has no cache. */
@ParameterizedClass
@EnumSource(Plan.Compiler.class)
class CompileCacheTest {

    private final Plan.Compiler compiler;
    private CacheBench bench;

    CompileCacheTest(Plan.Compiler compiler) {
        this.compiler = compiler;
    }

    @BeforeEach
    void open() throws IOException {
        bench = new CacheBench();
        bench.compiler(compiler);
    }

    @AfterEach
    void close() throws IOException {
        bench.close();
    }

    /** F inlines a constant of E that it sees through D; it does not name E. */
    private void threeInARow() throws IOException {
        bench.file("site/F.java", "public class F { public static int f() { return D.VALUE; } }");
        bench.file("site/D.java", "public class D { public static final int VALUE = E.VALUE + 1; }");
        bench.file("site/E.java", "public class E { public static final int VALUE = 1; }");
    }

    // --- hits

    @Test
    void secondStart_compilesNothing_andIsAsTheFirst() throws IOException {
        threeInARow();
        assertEquals(3, bench.start("F.java").count());
        CacheBench.Run run = bench.startCompiles(0, "F.java");
        assertEquals(3, run.compilation().compiled().size());
    }

    @Test
    void everyKindOfSource_comesBackAsItWas() throws IOException {
        String inside = switch (compiler) {
            case ECJ -> """
                            enum Size { S, M } record Line(Item item, Size size) {}
                            sealed interface A permits B {} record B() implements A {}
                            Runnable run() { return () -> new Line(null, Size.S).size(); }
                            """;
            case JANINO -> """
                            enum Size { S, M } static class Line { Item item; Size size = Size.S; }
                            interface A {} static class B implements A {}
                            Runnable run() { return new Runnable() { public void run() { new Line(); } }; }
                            """;
        };
        bench.file(
                "site/shop/Page.java",
                "package shop; import java.util.*; import shop.model.*; import static shop.model.Prices.*;",
                "public class Page { " + inside + " Object f() { return new Object() { int x = TAX; }; }",
                "  compact c; Tool t; Beside b; } class Beside { Page back; }");
        bench.file("site/shop/model/Item.java", "package shop.model; public interface Item { shop.Page page(); }");
        bench.file(
                "site/shop/model/Prices.java",
                "package shop.model; public class Prices { public static final int TAX = 7; }");
        bench.file("elsewhere/Tool.java", "package shop; public class Tool {}");
        Files.createDirectories(bench.path("elsewhere/shop"));
        Files.move(bench.path("elsewhere/Tool.java"), bench.path("elsewhere/shop/Tool.java"));
        Files.createSymbolicLink(bench.path("site/shop/Tool.java"), bench.path("elsewhere/shop/Tool.java"));
        bench.file("lib/shop/compact.java", "package shop; int x; String text() { return \"\" + new Util(); }");
        bench.file("lib/shop/Util.java", "package shop; public class Util { Other other; }");
        bench.file("lib/shop/Other.java", "package shop; public class Other { Util util; }");
        assertEquals(7, bench.start("shop/Page.java").count());
        bench.startCompiles(0, "shop/Page.java");
    }

    @Test
    void oneOfAFew_isTakenAlone_andTheOthersWithWhatTheyUse() throws IOException {
        threeInARow();
        bench.file("site/G.java", "public class G { Object d = new D(); }");
        bench.start("F.java");
        CacheBench.Run run = bench.startCompiles(1, "F.java", "G.java");
        assertEquals(4, run.compilation().compiled().size());
        bench.startCompiles(0, "G.java");
    }

    @Test
    void aFileThatIsLoadedAlready_isNotTaken_butCounts() throws IOException {
        threeInARow();
        try (CompileCache cache = bench.open()) {
            CompileCache.Part part = bench.part(cache);
            bench.compile(part, "F.java");
        }
        CacheBench.Run loaded = bench.withoutCache("D.java");
        bench.file("site/E.java", "public class E { public static final int VALUE = 1; int changed; }");
        Compilation.Known base = loaded.compilation().compiled()::get;
        try (CompileCache cache = bench.open()) {
            CacheBench.Run next = bench.compile(base, bench.part(cache), "F.java");
            assertEquals(
                    Set.of(bench.path("site/F.java")),
                    next.compilation().compiled().keySet());
            assertEquals(0, next.count(), "against the D and the E that are loaded");
        }
    }

    // --- sources

    @Test
    void editedSource_isCompiled_andWhatItUsesIsNot() throws IOException {
        threeInARow();
        bench.start("F.java");
        bench.file("site/F.java", "public class F { public static int f() { return D.VALUE * 2; } }");
        bench.startCompiles(1, "F.java");
        bench.startCompiles(0, "F.java");
    }

    @Test
    void touchedSource_isNot() throws IOException {
        threeInARow();
        bench.start("F.java");
        Files.setLastModifiedTime(bench.path("site/E.java"), FileTime.fromMillis(0));
        bench.startCompiles(0, "F.java");
    }

    @Test
    void constantTwoFilesAway_isSeen() throws IOException {
        threeInARow();
        bench.start("F.java");
        bench.file("site/E.java", "public class E { public static final int VALUE = 2; }");
        bench.startCompiles(3, "F.java");
        bench.file("site/E.java", "public class E { public static final int VALUE = 1; }");
        bench.startCompiles(3, "F.java");
    }

    @Test
    void fileThatWasNotAlongWhenWhatItUsesChanged_isCompiledLater() throws IOException {
        threeInARow();
        bench.start("F.java");
        bench.file("site/E.java", "public class E { public static final int VALUE = 2; }");
        bench.startCompiles(2, "D.java");
        bench.startCompiles(1, "F.java");
        bench.startCompiles(0, "F.java", "D.java");
    }

    @Test
    void goodEntry_overAnotherThatIsNot_isNotTaken() throws IOException {
        threeInARow();
        String old = Files.readString(bench.path("site/E.java"));
        bench.file("site/E.java", "public class E { public static final int VALUE = 2; }");
        bench.start("F.java");
        bench.file("site/E.java", old);
        bench.start("D.java");
        bench.file("site/E.java", "public class E { public static final int VALUE = 2; }");
        bench.start("E.java");
        bench.startCompiles(2, "F.java");
    }

    @Test
    void aLostEntry_costsThoseThatUseItsFile() throws IOException {
        threeInARow();
        bench.start("E.java");
        Path entryOfE = bench.entries().get(0);
        bench.start("F.java");
        Files.delete(entryOfE);
        bench.startCompiles(3, "F.java");
        bench.startCompiles(0, "F.java");
    }

    @Test
    void cycle_isTakenAsAWhole_orNotAtAll() throws IOException {
        bench.file("site/A.java", "public class A { static final int X = 1; B b; int y = C.X; }");
        bench.file("site/B.java", "public class B { C c; int y = A.X; }");
        bench.file("site/C.java", "public class C { static final int X = 1; A a; }");
        bench.start("B.java");
        bench.startCompiles(0, "B.java");
        bench.startCompiles(0, "A.java");
        bench.file("site/C.java", "public class C { static final int X = 2; A a; }");
        bench.startCompiles(3, "A.java");
        bench.startCompiles(0, "C.java", "B.java");
    }

    @Test
    void P28_deletedSource_isNotBroughtBackByItsEntry() throws IOException {
        threeInARow();
        bench.start("F.java");
        Files.delete(bench.path("site/E.java"));
        CompileFault fault = assertThrows(CompileFault.class, () -> bench.start("F.java"));
        assertTrue(fault.text().contains("D.java:1:"), fault.text());
        threeInARow();
        bench.startCompiles(0, "F.java");
    }

    @Test
    void failedCompilation_leavesNothing() throws IOException {
        bench.file("site/Good.java", "public class Good {}");
        bench.file("site/Bad.java", "public class Bad { Good good; int x = \"\"; }");
        assertThrows(CompileFault.class, () -> bench.start("Bad.java"));
        assertEquals(List.of(), bench.entries());
    }

    @Test
    void fileThatNamesAHiddenType_leavesNothing() throws IOException {
        bench.file("site/D.java", "public class D { } class Beside { }");
        bench.file("site/F.java", "public class F extends D { Beside b; }");
        Fault fault = assertThrows(CompileFault.class, () -> bench.start("F.java"));
        assertTrue(fault.text().contains("type Beside is declared in "), fault.text());
        assertEquals(List.of(), bench.entries());
    }

    @Test
    void codeThatJaninoRefuses_isRefusedAtEachStart() throws IOException {
        bench.compiler(Plan.Compiler.JANINO);
        bench.file("site/Good.java", "public class Good { Bad bad; }");
        bench.file("site/Bad.java", "public class Bad { void f() { assert true; } }");
        String said = assertThrows(CompileFault.class, () -> bench.withoutCache("Good.java"))
                .text();
        for (int start = 0; start < 2; start++) {
            assertEquals(
                    said,
                    assertThrows(CompileFault.class, () -> bench.start("Good.java"))
                            .text());
        }
        assertEquals(List.of(), bench.entries());
    }

    // --- what names mean

    @Test
    void newFileInFrontOfAnother_isSeen() throws IOException {
        bench.file("site/F.java", "public class F { Object o = Helper.NAME; }");
        bench.file("lib/Helper.java", "public class Helper { static final String NAME = \"lib\"; }");
        bench.file("site/G.java", "public class G { F f; }");
        bench.start("G.java");
        bench.startCompiles(0, "G.java");
        bench.file("site/Helper.java", "public class Helper { static final String NAME = \"site\"; }");
        bench.startCompiles(3, "G.java");
        Files.delete(bench.path("site/Helper.java"));
        bench.startCompiles(2, "G.java");
    }

    @Test
    void fileThatStoodInThePlaceOfAType_andBecomesTheType_isSeen() throws IOException {
        Path jar = Files.write(bench.path("x.jar"), jar(constant(1)));
        bench.file("site/F.java", "public class F { int x = acme.Lib.X; }");
        bench.file("site/acme/Lib.java", "public class Lib { }");
        withJar(jar, () -> {
            bench.startCompiles(1, "F.java");
            bench.startCompiles(0, "F.java");
            bench.file("site/acme/Lib.java", "package acme; public class Lib { public static final int X = 2; }");
            bench.startCompiles(2, "F.java");
        });
    }

    @Test
    void switchedLink_isSeen() throws IOException {
        bench.file("r1/D.java", "public class D { static final int VALUE = 1; }");
        bench.file("r2/D.java", "public class D { static final int VALUE = 1; }");
        bench.file("site/F.java", "public class F { int x = D.VALUE; }");
        Path link = bench.path("site/D.java");
        Files.createSymbolicLink(link, bench.path("r1/D.java"));
        bench.start("F.java");
        bench.startCompiles(0, "F.java");
        Files.delete(link);
        Files.createSymbolicLink(link, bench.path("r2/D.java"));
        bench.startCompiles(2, "F.java");
        Files.delete(link);
        Files.createSymbolicLink(link, bench.path("r1/D.java"));
        bench.startCompiles(1, "F.java");
    }

    @Test
    void aFolderThatBecomesALink_isSeen() throws IOException {
        bench.file(
                "site/F.java",
                "public class F { p.D d; q.None[] none() { return null; } static class q { static class None {} } }");
        bench.file("site/p/D.java", "package p; public class D { }");
        bench.start("F.java");
        Files.move(
                bench.path("site/p"), Files.createDirectory(bench.path("moved")).resolve("p"));
        Files.createSymbolicLink(bench.path("site/p"), bench.path("moved/p"));
        bench.startCompiles(2, "F.java");
        Files.createDirectory(bench.path("empty"));
        Files.createSymbolicLink(bench.path("site/q"), bench.path("empty"));
        bench.startCompiles(0, "F.java");
    }

    @Test
    void hiddenType_isRefusedOverCachedFilesToo() throws IOException {
        bench.file("site/D.java", "public class D { public Beside b; } class Beside { public int x; }");
        bench.file("site/F.java", "public class F { int x = new D().b.x; }");
        bench.start("F.java");
        bench.startCompiles(0, "F.java");
        bench.file("site/F.java", "public class F { Beside b; int x = new D().b.x; }");
        String said = assertThrows(CompileFault.class, () -> bench.withoutCache("F.java"))
                .text();
        String expected = switch (compiler) {
            case ECJ -> "F.java:1:18: Beside cannot be resolved to a type";
            case JANINO ->
                "F.java:1:1: type Beside is declared in " + bench.path("site/D.java")
                        + " beside that file's own type (expected: a type that other files use has a file of its own name)";
        };
        assertTrue(said.endsWith(expected), said);
        Fault fault = assertThrows(CompileFault.class, () -> bench.start("F.java"));
        assertTrue(fault.text().startsWith(said), fault.text());
    }

    @Test
    void filesWhoseTypesClash_areKeptApart() throws IOException {
        bench.file("site/A.java", "public class A { int x = Own.X; B b; } class Own { static final int X = 1; }");
        bench.file("site/B.java", "public class B { int x = Own.X; } class Own { static final int X = 2; }");
        bench.start("A.java", "B.java");
        bench.startCompiles(0, "A.java", "B.java");
        bench.startCompiles(0, "A.java");
    }

    // --- trust

    @Test
    void P57_sourceThatIsNotTrustedAnyMore_isRefusedThoughCached() throws IOException {
        bench.file("site/F.java", "public class F { D d; }");
        bench.file("lib/D.java", "public class D { }");
        bench.start("F.java");
        Trust narrow = new Trust(List.of(bench.path("site")), Optional.empty());
        try (CompileCache cache = bench.open()) {
            Fault fault = assertThrows(Fault.class, () -> bench.compile(narrow, bench.part(cache), "F.java"));
            assertEquals(Code.OUTSIDE_ROOTS, fault.code());
            assertTrue(fault.text().startsWith(bench.path("lib/D.java") + ": "), fault.text());
        }
    }

    // --- the rest of the key

    @Test
    void everyPartOfTheKey_counts() throws IOException {
        threeInARow();
        Files.write(bench.path("x.jar"), jar(new byte[] {1}));
        CompileCacheKey key = CompileCacheKey.of(compiler, "postern", List.of(bench.path("x.jar")));
        compile(3, key);
        compile(0, key);
        for (int i = 0; i < key.parts().size(); i++) {
            List<String> parts = new ArrayList<>(key.parts());
            parts.set(i, parts.get(i) + "!");
            compile(3, new CompileCacheKey(parts, Map.of()));
        }
        compile(0, key);
    }

    @Test
    void anotherCompiler_hasItsOwnEntries() throws IOException {
        threeInARow();
        bench.start("F.java");
        for (Plan.Compiler other : Plan.Compiler.values()) {
            bench.compiler(other);
            bench.startCompiles(other == compiler ? 0 : 3, "F.java");
            bench.startCompiles(0, "F.java");
        }
    }

    private void compile(int count, CompileCacheKey key) {
        try (CompileCache cache = bench.open()) {
            assertEquals(
                    count,
                    bench.compile(new CompileCache.Part(cache, key), "F.java").count(),
                    key::toString);
        }
    }

    @Test
    void theKey_hasEverythingOfPosternCompilerAndJdk() throws IOException {
        String key = CompileCacheKey.of(compiler, CompileCacheKey.postern(), List.of())
                .parts()
                .toString();
        for (String part : List.of(
                "format 1",
                "compiler " + compiler,
                "level " + JavaLevel.compiler(),
                System.getProperty("java.vendor") + " " + Runtime.version(),
                "java.base ",
                "postern " + CompileCacheKey.postern())) {
            assertTrue(key.contains(part), () -> part + " in " + key);
        }
    }

    @Test
    void jarOfTheSameSizeAndTime_withOtherContent_isAnotherKey() throws IOException {
        Path jar = Files.write(bench.path("x.jar"), jar(constant(1)));
        FileTime time = Files.getLastModifiedTime(jar);
        long size = Files.size(jar);
        bench.file("site/F.java", "public class F { int x = acme.Lib.X; }");
        withJar(jar, () -> bench.startCompiles(1, "F.java"));
        withJar(jar, () -> bench.startCompiles(0, "F.java"));
        Files.write(jar, jar(constant(2)));
        Files.setLastModifiedTime(jar, time);
        assertEquals(size, Files.size(jar));
        withJar(jar, () -> bench.startCompiles(1, "F.java"));
    }

    @Test
    void jarReplacedUnderARunningDaemon_endsItsUseOfTheCache() throws IOException {
        Path jar = Files.write(bench.path("x.jar"), jar(constant(1)));
        bench.file("site/F.java", "public class F { int x = acme.Lib.X; }");
        withJar(jar, () -> bench.start("F.java"));
        List<Path> before = bench.entries();
        bench.file("site/G.java", "public class G { int x = acme.Lib.X; }");
        try (CompileCache cache = bench.open();
                URLClassLoader libraries = loader(jar)) {
            bench.libraries(libraries);
            CompileCache.Part part = bench.part(cache);
            byte[] next = jar(constant(2));
            Files.delete(jar);
            Files.write(jar, next);
            assertEquals(1, bench.compile(part, "F.java").count());
            assertEquals(1, bench.compile(part, "G.java").count());
        }
        assertEquals(before, bench.entries());
    }

    @Test
    void jarReplacedWhileFilesAreCompiled_keepsNothing() throws IOException {
        Path jar = Files.write(bench.path("x.jar"), jar(constant(1)));
        byte[] next = jar(constant(2));
        bench.file("site/F.java", "public class F { D d; int x = acme.Lib.X; }");
        bench.file("site/D.java", "public class D { }");
        try (CompileCache cache = bench.open();
                URLClassLoader libraries = loader(jar)) {
            bench.libraries(libraries);
            Compilation.Known replacing = file -> {
                replace(jar, next);
                return null;
            };
            assertEquals(
                    2, bench.compile(replacing, bench.part(cache), "F.java").count());
        }
        assertEquals(List.of(), bench.entries());
    }

    private static void replace(Path jar, byte[] next) {
        try {
            Files.write(jar, next);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Action {
        void run() throws IOException;
    }

    private void withJar(Path jar, Action action) throws IOException {
        try (URLClassLoader libraries = loader(jar)) {
            bench.libraries(libraries);
            action.run();
        }
    }

    private static URLClassLoader loader(Path jar) throws IOException {
        return new URLClassLoader(new URL[] {jar.toUri().toURL()}, new ApiLoader());
    }

    private byte[] constant(int value) throws IOException {
        bench.file(
                "site/acme/Lib.java", "package acme; public class Lib { public static final int X = " + value + "; }");
        byte[] bytes = bench.withoutCache("acme/Lib.java")
                .file(bench.path("site/acme/Lib.java"))
                .classes()
                .get("acme.Lib");
        Files.delete(bench.path("site/acme/Lib.java"));
        return bytes;
    }

    private byte[] jar(byte[] type) throws IOException {
        Path jar = bench.path("made.jar");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file)) {
            JarEntry entry = new JarEntry("acme/Lib.class");
            entry.setTime(0);
            out.putNextEntry(entry);
            out.write(type);
            out.closeEntry();
        }
        return Files.readAllBytes(jar);
    }

    // --- damage

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 1})
    void damagedEntry_isIgnored_andWrittenOver(double where) throws IOException {
        bench.file("site/F.java", "public class F { static class R { R(int x) {} } Object o = new R(1); }");
        bench.start("F.java");
        Path entry = bench.entries().get(0);
        byte[] good = Files.readAllBytes(entry);
        int at = (int) ((good.length - 1) * where);
        byte[] flipped = good.clone();
        flipped[at] ^= 1;
        byte[] cut = Arrays.copyOf(good, at);
        byte[] longer = Arrays.copyOf(good, good.length + 1 + at);
        for (byte[] damaged : List.of(flipped, cut, longer)) {
            Files.write(entry, damaged);
            bench.startCompiles(1, "F.java");
            bench.startCompiles(0, "F.java");
        }
        assertEquals(List.of(entry), bench.entries());
    }

    @Test
    void entriesThatAStartUses_areKept_andThoseThatNobodyUses_areDropped() throws IOException {
        threeInARow();
        bench.start("F.java");
        Path unused = Files.createFile(bench.entries().get(0).resolveSibling("0".repeat(64)));
        Instant now = Instant.now();
        Files.setLastModifiedTime(unused, FileTime.from(now.minus(Duration.ofDays(31))));
        for (Path entry : bench.entries()) {
            if (!entry.equals(unused)) {
                Files.setLastModifiedTime(entry, FileTime.from(now.minus(Duration.ofDays(29))));
            }
        }
        bench.startCompiles(0, "F.java");
        assertEquals(3, bench.entries().size());
        for (Path entry : bench.entries()) {
            assertTrue(Files.getLastModifiedTime(entry).toInstant().isAfter(now.minus(Duration.ofDays(1))));
        }
    }

    @Test
    void entryOfAnotherFile_isIgnored() throws IOException {
        threeInARow();
        bench.start("E.java");
        Path entryOfE = bench.entries().get(0);
        bench.start("F.java");
        for (Path entry : bench.entries()) {
            if (!entry.equals(entryOfE)) {
                Files.copy(entry, entryOfE, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        bench.startCompiles(1, "E.java");
    }

    @Test
    void entryOfAnotherKey_isIgnored() throws IOException {
        bench.file("site/F.java", "public class F { }");
        CompileCacheKey one = new CompileCacheKey(List.of("compiler one"), Map.of());
        CompileCacheKey two = new CompileCacheKey(List.of("compiler two"), Map.of());
        compile(1, one);
        Path entryOfOne = bench.entries().get(0);
        compile(1, two);
        for (Path entry : bench.entries()) {
            if (!entry.equals(entryOfOne)) {
                Files.copy(entryOfOne, entry, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        compile(1, two);
        compile(0, one);
    }

    @Test
    void entryMadeWithAnotherSecret_isIgnored() throws IOException {
        threeInARow();
        bench.start("F.java");
        List<Path> before = bench.entries();
        try (CompileCache other = CompileCache.open(bench.cache(), new byte[] {9})) {
            assertEquals(3, bench.compile(bench.part(other), "F.java").count());
        }
        List<Path> theirs = new ArrayList<>(bench.entries());
        theirs.removeAll(before);
        assertEquals(3, theirs.size(), "names are secret too");
        for (int i = 0; i < 3; i++) {
            Files.copy(theirs.get(i), before.get(i), StandardCopyOption.REPLACE_EXISTING);
        }
        bench.startCompiles(3, "F.java");
    }

    // --- several daemons, and a disk that does not take more

    @Test
    void twoDaemons_onTheSameFolder_useWhatTheOtherOneKept() throws IOException {
        threeInARow();
        try (CompileCache b = bench.open()) {
            try (CompileCache a = bench.open()) {
                assertEquals(3, bench.compile(bench.part(a), "F.java").count());
            }
            assertEquals(0, bench.compile(bench.part(b), "F.java").count());
            bench.file("site/E.java", "public class E { public static final int VALUE = 2; }");
            assertEquals(3, bench.compile(bench.part(b), "F.java").count());
        }
        bench.startCompiles(0, "F.java");
    }

    @Test
    void folderThatTakesNothing_costsTheCache_andOneLine() throws IOException {
        threeInARow();
        try (CompileCache cache = bench.open()) {
            Files.delete(bench.cache());
            Files.writeString(bench.cache(), "no folder");
            for (String name : List.of("F.java", "D.java", "E.java")) {
                assertTrue(bench.compile(bench.part(cache), name).count() > 0);
            }
        }
        assertEquals(
                1, bench.log().lines("WARN").size(), () -> bench.log().lines().toString());
        String line = bench.log().lines("WARN").get(0);
        assertTrue(line.contains("PN0112 compile-cache = " + bench.cache() + ": "), line);
    }

    @Test
    void folderThatCannotBeUsed_isNoCache_andOneLine() throws IOException {
        Files.writeString(bench.cache(), "no folder");
        assertNull(CompileCache.open(bench.cache(), new byte[0]));
        assertEquals(1, bench.log().lines("WARN").size());
        String line = bench.log().lines("WARN").get(0);
        assertTrue(line.contains("PN0111 compile-cache = " + bench.cache() + ": it is no folder"), line);
    }
}

package org.postern.daemon.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which files are compact, and what becomes of them. */
class SourceScanTest {

    static Stream<String> compact() {
        return Stream.of(
                "int handler(Object req) { return 0; }",
                "static int handler(Object req) { return 0; }",
                "void a() {}\nvoid b() {}",
                "int a;",
                "int a, b = 2;",
                "int[] a = {1, 2};",
                "int[][] a = {{1}, {2}};",
                "Runnable r = () -> { };",
                "Object o = new Object() { int x = 1; void m() { } };",
                "List<String> l = new ArrayList<>() {{ add(\"a\"); }};",
                "static { }",
                "{ }",
                "<T> T same(T t) { return t; }",
                "<T extends Comparable<? super T> & Runnable> java.util.Map<String, T[]> m(T... t) throws Exception { return null; }",
                "record Row(int x) {}\nint a;",
                "class Helper { int x; }\nint a() { return 1; }",
                "int a() { return 1; }\nclass Helper { int x; }",
                "enum E { A { int x() { return 1; } }, B }\nint a;",
                "interface I { default void m() { } }\nint a;",
                "@interface A { int value() default 1; }\nint a;",
                "sealed interface S permits X, Y {}\nrecord X() implements S {}\nrecord Y() implements S {}\nint a;",
                "non-sealed class N extends M {}\nint a;",
                "@Deprecated int a;",
                "@SuppressWarnings({\"a\", \"}\"}) void m() { }",
                "@java.lang.SuppressWarnings(value = {\"a\"}) @Deprecated static void m() { }",
                "java.util.@A List<String> l;",
                "Class<?> c = String.class;",
                "Class<?>[] c = {int.class, Class.class};",
                "@A(X.class) int a;",
                "int f(@A({1, 2}) int x) { return 1; }",
                "String s = \"\"\"\n  class X { \n  \"\"\";",
                "char c = '{'; class X {}",
                "String s = \"}\"; // }\n/* } */ class X {}",
                "int x = switch (1) { case 1 -> { yield 2; } default -> 3; };",
                "package a.b;\nint x;",
                "import java.util.*;\nimport static java.lang.Math.*;\nint x;",
                "import java.util.List;;\nint x;",
                "/** doc { */ int x;",
                "\\u0069nt x;",
                "int \\u007b",
                "synchronized void m() { }",
                "abstract void m();",
                "record Pair<A, B>(@X({1}) A a, B b) { Pair { } }\nvoid m() { }",
                "var x = 1;",
                "int x");
    }

    @ParameterizedTest
    @MethodSource
    void compact(String source) {
        assertTrue(scan(source).insertedLength() > 0, source);
    }

    static Stream<String> whole() {
        return Stream.of(
                "",
                "  \n\t\r\n",
                "// int x;",
                "/* int x; */",
                "package a;",
                "import java.util.List;",
                ";",
                "class page { int x; }",
                "public class page { int x; void m() { } { } static { } }",
                "public class page { }\nbroken",
                "public class page { }\nint beside;",
                "public final class page<T extends Comparable<T>> extends A<T[]> implements B, C { int[] a = {1}; }",
                "interface page { int X = 1; }",
                "enum page { A, B { } ; int x; }",
                "record page(int x) { }",
                "record page<T>(T x) { }",
                "record page(@A({1, 2}) int x) { }",
                "record page(@A(value = {@B({1}), @B({2})}) int x, int y) implements C { int z() { return 1; } }",
                "class page extends @A({1}) B { int x; }",
                "class page<@A({1}) T> { int x; }",
                "sealed interface page permits A, B { }\nfinal class A implements page { }\nnon-sealed class B implements page { }",
                "@interface page { int[] value() default {1, 2}; }",
                "@Deprecated public class page { }",
                "@A({1, 2}) class page { }",
                "@A(b = @B({\"}\", \"{\"})) class page { }",
                "@A public @interface page { }",
                "@a.b.C(x = 1) strictfp class page { }",
                "class A { }\nclass page { }\ninterface I { }",
                "class A { } ;\n; class page { }",
                "class page { String s = \"}\"; char c = '}'; /* } */ // }\n}",
                "class page { String s = \"\"\"\n } \"} \n\"\"\"; }",
                "class page { char c = '\\''; String s = \"\\\"}\"; }",
                "\\u0063lass page { }",
                "class page \\u007b int x; \\u007d",
                "import static a.B.*;\r\n\r\npublic class page {\r\n}\r\n");
    }

    @ParameterizedTest
    @MethodSource
    void whole(String source) {
        SourceScan scan = scan(source);
        assertEquals(0, scan.insertedLength(), source);
        assertEquals(source, scan.compiled(), "left as it is");
    }

    @Test
    void classHead_isPutBeforeTheFirstDeclaration_onItsLine() {
        SourceScan scan = scan("import java.util.*;\n\n/** doc */\n@A\nint x;\n// end");
        assertEquals("import java.util.*;\n\n/** doc */\npublic class page { @A\nint x;\n// end\n}", scan.compiled());
        assertEquals(scan.compiled().indexOf("public class"), scan.insertedAt());
        assertEquals("public class page { ".length(), scan.insertedLength());
    }

    @Test
    void lines_stayWhereTheyAre_withCarriageReturns() {
        SourceScan scan = scan("import a.B;\r\n\r\nint x;\r\nint y;\r\n");
        assertEquals("import a.B;\r\n\r\npublic class page { int x;\r\nint y;\r\n\n}", scan.compiled());
    }

    @Test
    void packageAndWildcards_areFound() {
        SourceScan scan = scan("package a . b;\nimport java.util.*; import static c.D.*; import e.F;\nclass page { }");
        assertEquals("a.b", scan.packageName());
        assertEquals(List.of("java/util", "c/D"), scan.wildcards());
    }

    @Test
    void mainType_isTheOneNamedAfterTheFile_elseThePublicOne_elseTheFirst() {
        assertEquals("page", scan("public class A { } class page { }").mainType());
        assertEquals("B", scan("class A { } public record B(int x) { }").mainType());
        assertEquals("A", scan("interface A { } class B { }").mainType());
        assertEquals("page", scan("").mainType());
        assertEquals("page", scan("class A { } int x;").mainType());
    }

    @Test
    void annotatedPackage_isNoDeclarationOfAMember() {
        assertEquals("a", scan("@Deprecated package a;").packageName());
        assertFalse(scan("@Deprecated package a; class page { }").insertedLength() > 0);
    }

    @Test
    void moreBracesThanOpened_endNowhere() {
        assertEquals(0, scan("class page { } }").insertedLength(), "the compiler says what is wrong");
    }

    private static SourceScan scan(String source) {
        return SourceScan.of(source, "page");
    }
}

package org.postern.daemon.importer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Which files share a class loader, and what therefore works between files as it does in Java. */
class UnitsTest {

    @AutoClose
    private final Bench bench = Bench.byHand();

    @Test
    void filesThatUsePublicThingsOnly_haveLoadersOfTheirOwn() throws IOException {
        bench.text("page.java", "Helper.text()");
        bench.text("Helper.java", "\"public\"");
        assertEquals("public", bench.ask("page"));
        assertApart("page", "Helper");
    }

    @Test
    void P14_packagePrivateMethod_joinsTheFiles() throws IOException {
        bench.text("page.java", "Helper.hidden()");
        bench.file("Helper.java", "public class Helper { static String hidden() { return \"hidden\"; } }");
        assertEquals("hidden", bench.ask("page"));
        assertTogether("page", "Helper");
    }

    @Test
    void P14_packagePrivateClass_joinsTheFiles() throws IOException {
        bench.text("page.java", "Helper.text()");
        bench.file("Helper.java", "class Helper { public static String text() { return \"hidden\"; } }");
        assertEquals("hidden", bench.ask("page"));
        assertTogether("page", "Helper");
    }

    @Test
    void P14_packagePrivateConstructorAndField_joinTheFiles() throws IOException {
        bench.text("page.java", "new Helper().hidden");
        bench.file("Helper.java", "public class Helper { String hidden = \"hidden\"; }");
        assertEquals("hidden", bench.ask("page"));
        assertTogether("page", "Helper");
    }

    @Test
    void protectedMember_ofTheSamePackage_joinsTheFiles() throws IOException {
        bench.text("page.java", "Helper.shown()");
        bench.file("Helper.java", "public class Helper { protected static String shown() { return \"protected\"; } }");
        assertEquals("protected", bench.ask("page"));
        assertTogether("page", "Helper");
    }

    @Test
    void protectedMember_inheritedFromAnotherFile_joinsThatFile() throws IOException {
        bench.text("page.java", "new Helper().inherited()");
        bench.file("Helper.java", "public class Helper extends Base { }");
        bench.file("Base.java", "public class Base { protected String inherited() { return \"inherited\"; } }");
        assertEquals("inherited", bench.ask("page"));
        assertTogether("page", "Base");
    }

    @Test
    void superclassOfTheSamePackage_overriddenPackagePrivateMethodIsCalled() throws IOException {
        bench.text("page.java", "new Derived().shown()");
        bench.file(
                "Base.java",
                "public class Base { String name() { return \"base\"; } public String shown() { return name(); } }");
        bench.file("Derived.java", "public class Derived extends Base { String name() { return \"derived\"; } }");
        assertEquals("derived", bench.ask("page"));
        assertTogether("Derived", "Base");
    }

    @Test
    void superclassOfAnotherPackage_protectedMembersAreInherited() throws IOException {
        bench.file(
                "page.java",
                "import base.Base;",
                "public class page extends Base {",
                "public static Object text() { return new page().name() + greeting; } }");
        bench.file(
                "base/Base.java",
                "package base;",
                "public class Base { protected static String greeting = \" hi\"; protected String name() { return \"base\"; } }");
        assertEquals("base hi", bench.ask("page"));
        assertApart("page", "base/Base");
    }

    @Test
    void sealedTypeAndWhatItPermits_areTogether() throws IOException {
        bench.text("page.java", "new Circle(2).area() + new Square(2).area()");
        bench.file("Shape.java", "public sealed interface Shape permits Circle, Square { int area(); }");
        bench.file(
                "Circle.java",
                "public record Circle(int r) implements Shape { public int area() { return 3 * r * r; } }");
        bench.file(
                "Square.java", "public record Square(int a) implements Shape { public int area() { return a * a; } }");
        assertEquals("16", bench.ask("page"));
        assertTogether("Shape", "Circle");
        assertTogether("Shape", "Square");
    }

    @Test
    void P14_cycle_isOneUnit_andRebuiltAsOne() throws IOException {
        bench.text("A.java", "\"a\" + B.name()");
        bench.file("B.java", "public class B { public static String name() { return \"b\" + C.name(); } }");
        bench.file("C.java", "public class C { public static String name() { return \"c\" + (A.class != null); } }");
        bench.counting("outside.java", "\"outside\"");
        assertEquals("abctrue", bench.ask("A"));
        assertEquals("outside 1", bench.ask("outside"));
        assertTogether("A", "B");
        assertTogether("B", "C");
        bench.file("C.java", "public class C { public static String name() { return \"C\" + (A.class != null); } }");
        bench.refresh("C.java");
        assertEquals("abCtrue", bench.ask("A"));
        assertTogether("A", "C");
        assertEquals("outside 2", bench.ask("outside"), "not rebuilt");
    }

    @Test
    void P46_cycleIsBuiltOnce() throws IOException {
        bench.text("A.java", "B.class.getSimpleName()");
        bench.file("B.java", "public class B { static Object a = A.class; }");
        for (int i = 0; i < 100; i++) {
            assertEquals("B", bench.ask("A"));
        }
        assertEquals(1, bench.module("A").version());
    }

    @Test
    void firstLoadThatJoinsALoadedFile_leavesRequestsThatBeganBefore_onTheirVersion() throws IOException {
        bench.counting("Helper.java", "\"helper\"");
        bench.text("page.java", "Helper.count");
        ModuleView before = bench.view();
        assertEquals("helper 1", bench.ask(before, "", "Helper"));
        ModuleView alsoBefore = bench.view();
        assertEquals("0", bench.ask("page"), "Helper had to be linked anew, with page");
        assertEquals("helper 2", bench.ask(before, "", "Helper"));
        assertEquals("helper 3", bench.ask(alsoBefore, "", "Helper"));
        bench.text("third.java", "\"third\"");
        assertEquals("third", bench.ask(alsoBefore, "", "third"));
        assertEquals("helper 4", bench.ask(alsoBefore, "", "Helper"), "loading something else changes nothing");
        assertEquals("helper 1", bench.ask("Helper"));
        assertEquals("1", bench.ask("page"), "one Helper for all that begin now");
    }

    @Test
    void twoFiles_mayEachHaveATypeOfTheSameNameBesideTheirOwn() throws IOException {
        for (String name : new String[] {"A", "B"}) {
            bench.file(
                    name + ".java",
                    "public class " + name + " { public static Object text() { return new Row(\"" + name + "\"); } }",
                    "record Row(String of) { }");
        }
        bench.text("page.java", "A.text() + \" \" + B.text()");
        assertEquals("Row[of=A] Row[of=B]", bench.ask("page"));
        bench.file(
                "A.java",
                "public class A { public static Object text() { return new Row(\"A2\"); } }",
                "record Row(String of) { }");
        bench.refresh("A.java");
        assertEquals("Row[of=A2] Row[of=B]", bench.ask("page"));
    }

    @Test
    void twoFilesThatUseEachOther_mayEachHaveATypeOfTheSameNameBesideTheirOwn() throws IOException {
        bench.file(
                "page.java",
                "public class page { public static Object text() { return new Row(1) + \" \" + Helper.text(); } }",
                "record Row(int a) { }");
        bench.file(
                "Helper.java",
                "public class Helper { public static Object text() { return new Row(\"b\"); } }",
                "record Row(String b) { }");
        assertEquals("Row[a=1] Row[b=b]", bench.ask("page"));
        bench.file(
                "Helper.java",
                "public class Helper { public static Object text() { return new Row(\"c\"); } }",
                "record Row(String b) { }");
        bench.refresh("Helper.java");
        assertEquals("Row[a=1] Row[b=c]", bench.ask("page"));
    }

    @Test
    void hiddenTypeOfAnotherFile_isRefused_atFirstAndAfterAnEdit() throws IOException {
        bench.text("page.java", "\"no row\"");
        bench.file(
                "Helper.java",
                "public class Helper { public static Object text() { return new Row(); } }",
                "class Row { }");
        bench.text("first.java", "Helper.text() != null && new Row() != null");
        assertTrue(
                bench.fault("first")
                        .text()
                        .contains("type Row is declared in " + bench.path("Helper.java")
                                + " beside that file's own type"),
                bench.fault("first").text());
        assertEquals("no row", bench.ask("page"));
        bench.ask("Helper");
        bench.text("page.java", "Helper.text() != null && new Row() != null");
        bench.refresh("page.java");
        assertTrue(
                bench.fault("page").text().contains("Row"), bench.fault("page").text());
    }

    @Test
    void hiddenTypeThatOnlyItsOwnFileNames_mayBeASuperclassOrAResult() throws IOException {
        bench.file(
                "Helper.java",
                "public class Helper extends Base { public static Helper make() { return new Helper(); } }",
                "class Base { public String name() { return \"base\"; } }");
        bench.text("page.java", "\"1 \" + Helper.make().name()");
        assertEquals("1 base", bench.ask("page"));
        bench.text("page.java", "\"2 \" + Helper.make().name()");
        bench.refresh("page.java");
        assertEquals("2 base", bench.ask("page"), "an edit of one file finds what the first load found");
    }

    @Test
    void nestedAndAnonymousAndLambda_workAcrossFiles() throws IOException {
        bench.text("page.java", "Helper.Inner.Deeper.of(() -> \"x\").get() + new Helper.Inner() { }.name()");
        bench.file(
                "Helper.java",
                "import java.util.function.*;",
                "public class Helper { public static class Inner { public String name() { return \"inner\"; }",
                "public interface Deeper { static Supplier<String> of(Supplier<String> s) { return () -> s.get() + 1; } } } }");
        assertEquals("x1inner", bench.ask("page"));
    }

    private void assertTogether(String one, String other) {
        assertSame(
                bench.module(one).type().getClassLoader(),
                bench.module(other).type().getClassLoader());
        assertEquals(bench.module(one).version(), bench.module(other).version());
    }

    private void assertApart(String one, String other) {
        assertNotSame(
                bench.module(one).type().getClassLoader(),
                bench.module(other).type().getClassLoader());
        assertNotEquals(bench.module(one).version(), bench.module(other).version());
    }
}

package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.kit.Eventually;
import org.postern.daemon.kit.TestSite;

/** Pages are modules: they find others as modules do, and an edit of one, or of what it is made of, is live. */
@Timeout(120)
class PspReloadTest {

    @RegisterExtension
    static final TestSite SITE =
            new TestSite().setting("compile-cache", "@FOLDER@/cache").setting("settle", "150ms");

    private static void folder(String name, String... directives) throws IOException {
        String[] all = new String[directives.length + 1];
        all[0] = "Use JavaHandler postern.psp";
        System.arraycopy(directives, 0, all, 1, directives.length);
        SITE.handled(name, all);
    }

    @Test
    void X27_aPage_itsIncludes_andItsModules_areEdited() throws IOException {
        folder("edits");
        SITE.file("edits/Helper.java", "public class Helper { public static final int VALUE = 1; }");
        SITE.file("edits/deep/inner.inc", "inner 1");
        SITE.file("edits/outer.inc", "<%@ include file=\"deep/inner.inc\" %>");
        SITE.file("edits/page.psp", "page 1 <%@ include file=\"outer.inc\" %> <%= Helper.VALUE %>");
        assertEquals("page 1 inner 1 1", SITE.get("/edits/page.psp").body());
        SITE.file("edits/page.psp", "page 2 <%@ include file=\"outer.inc\" %> <%= Helper.VALUE %>");
        SITE.awaitBody("/edits/page.psp", "page 2 inner 1 1");
        SITE.file("edits/deep/inner.inc", "inner 2");
        SITE.awaitBody("/edits/page.psp", "page 2 inner 2 1");
        SITE.file("edits/Helper.java", "public class Helper { public static final int VALUE = 2; }");
        SITE.awaitBody("/edits/page.psp", "page 2 inner 2 2");
    }

    @Test
    void X27_brokenInclude_keepsThePage_orIsShownToDevelopers() throws IOException {
        folder("broken");
        folder("brokenDebug", "Use JavaDebug On", "Use JavaInterpreter debug");
        SITE.file("broken/part.inc", "<%= 1 %>");
        SITE.file("broken/page.psp", "<%@ include file=\"part.inc\" %>");
        SITE.file("brokenDebug/page.psp", "<%@ include file=\"../broken/part.inc\" %>");
        assertEquals("1", SITE.get("/broken/page.psp").body());
        assertEquals("1", SITE.get("/brokenDebug/page.psp").body());
        SITE.file("broken/part.inc", "<%= nosuch %>");
        Eventually.holds(
                "the error is shown",
                () -> SITE.get("/brokenDebug/page.psp").body().contains("part.inc:1:5"));
        Eventually.holds(
                "it is logged",
                () -> SITE.logged("PN0404 " + SITE.root() + "/broken/part.inc:1:5")
                                .size()
                        == 2);
        assertEquals("1", SITE.get("/broken/page.psp").body());
        Files.delete(SITE.root().resolve("broken/part.inc"));
        Eventually.holds(
                "it is logged", () -> !SITE.logged("part.inc\": there is no ").isEmpty());
        assertEquals("1", SITE.get("/broken/page.psp").body());
        SITE.file("broken/part.inc", "<%= 2 %>");
        SITE.awaitBody("/broken/page.psp", "2");
        SITE.awaitBody("/brokenDebug/page.psp", "2");
    }

    @Test
    void includeThatComesLater_isFound() throws IOException {
        folder("later");
        SITE.file("later/page.psp", "<%@ include file=\"parts/late.inc\" %>");
        assertEquals(500, SITE.get("/later/page.psp").status());
        SITE.file("later/parts/late.inc", "there");
        SITE.awaitBody("/later/page.psp", "there");
    }

    @Test
    void includeBehindALink_isThatOfTheOtherSide_afterASwitch() throws IOException {
        folder("links");
        SITE.file("links/one/part.inc", "one");
        SITE.file("links/two/part.inc", "two");
        Path link = SITE.root().resolve("links/current");
        Files.createSymbolicLink(link, Path.of("one"));
        SITE.file("links/page.psp", "<%@ include file=\"current/part.inc\" %>");
        assertEquals("one", SITE.get("/links/page.psp").body());
        Path fresh = Files.createSymbolicLink(SITE.root().resolve("links/fresh"), Path.of("two"));
        Files.move(fresh, link, StandardCopyOption.ATOMIC_MOVE);
        SITE.awaitBody("/links/page.psp", "two");
    }

    @Test
    void oneFileBehindTwoLinks_isFoundAnew_afterASwitchOfEither() throws IOException {
        folder("both");
        SITE.file("both/one/part.inc", "one");
        SITE.file("both/two/part.inc", "two");
        for (String link : new String[] {"first", "second"}) {
            Files.createSymbolicLink(SITE.root().resolve("both/" + link), Path.of("one"));
        }
        SITE.file("both/page.psp", "<%@ include file=\"first/part.inc\" %> <%@ include file=\"second/part.inc\" %>");
        assertEquals("one one", SITE.get("/both/page.psp").body());
        Path fresh = Files.createSymbolicLink(SITE.root().resolve("both/fresh"), Path.of("two"));
        Files.move(fresh, SITE.root().resolve("both/second"), StandardCopyOption.ATOMIC_MOVE);
        SITE.awaitBody("/both/page.psp", "one two");
    }

    @Test
    void pagesThatHaveGone_areA404_andComeAgain() throws IOException {
        folder("gone");
        SITE.file("gone/page.psp", "1");
        assertEquals("1", SITE.get("/gone/page.psp").body());
        Files.delete(SITE.root().resolve("gone/page.psp"));
        Eventually.holds("gone", () -> SITE.get("/gone/page.psp").status() == 404);
        SITE.file("gone/page.psp", "2");
        SITE.awaitBody("/gone/page.psp", "2");
    }

    @Test
    void names_areLookedUpInItsFolder_itsRoot_andJavaPath() throws IOException {
        folder("names/deep", "Use JavaRoot " + SITE.root() + "/names", "Use JavaPath " + SITE.root() + "/lib");
        SITE.file("names/deep/Own.java", "public class Own { public static String text() { return \"own\"; } }");
        SITE.file("names/Root.java", "public class Root { public static String text() { return \"root\"; } }");
        SITE.file("names/shop/Cart.java", "package shop; public class Cart { public static String text = \"cart\"; }");
        SITE.file("lib/Lib.java", "public class Lib { public static String text() { return \"lib\"; } }");
        SITE.file(
                "names/deep/page.psp",
                "<%@ page import=\"shop.Cart\" %><%= Own.text() + Root.text() + Lib.text() + Cart.text %>");
        assertEquals("ownrootlibcart", SITE.get("/names/deep/page.psp").body());
    }

    @Test
    void pages_andModulesOfTheSameName_areDifferentThings() throws IOException {
        folder("same");
        SITE.file("same/x.java", "public class x { public static String text() { return \"module\"; } }");
        SITE.file("same/x_psp.java", "public class x_psp { public static String text() { return \"module\"; } }");
        SITE.file("same/user.java", "public class user { public static String text() { return x_psp.text(); } }");
        SITE.file("same/x.psp", "<%= x.text() + user.text() %>");
        SITE.file("same/a-b.psp", "a-b <%! static int n; %><%= ++n %>");
        SITE.file("same/a_b.psp", "a_b <%! static int n; %><%= ++n %>");
        assertEquals("modulemodule", SITE.get("/same/x.psp").body());
        assertEquals("a-b 1", SITE.get("/same/a-b.psp").body());
        assertEquals("a_b 1", SITE.get("/same/a_b.psp").body());
        assertEquals("a-b 2", SITE.get("/same/a-b.psp").body());
    }

    @Test
    void keptValues_surviveAnEdit() throws IOException {
        folder("kept");
        String members = "<%@ page import=\"java.util.concurrent.atomic.*\" %><%! static final AtomicInteger HITS ="
                + " keep(\"hits\", AtomicInteger::new); %>";
        SITE.file("kept/page.psp", members + "one <% HITS.set(7); %><%= HITS.get() %>");
        assertEquals("one 7", SITE.get("/kept/page.psp").body());
        SITE.file("kept/page.psp", members + "two <%= HITS.get() %>");
        SITE.awaitBody("/kept/page.psp", "two 7");
    }

    @Test
    void javaCodeOff_runsNoPage() throws IOException {
        folder("off", "Use JavaCode Off");
        SITE.file("off/page.psp", "text");
        assertEquals(500, SITE.get("/off/page.psp").status());
        assertFalse(SITE.logged("PN0304").isEmpty());
    }

    @Test
    void janino_compilesPagesToo() throws IOException {
        folder("janino", "Use JavaCompiler janino", "Use JavaDebug On");
        SITE.file(
                "janino/page.psp",
                "<%@ page import=\"java.util.*\" %><%@ var String x = \"\\\"<\" %>\\041\1<% for (int i = 0; i < 2; i++) { %>"
                        + " <%= x + i %><%== form.getfirst(\"a\") %><% } %>");
        assertEquals(
                "\\041\1 &quot;&lt;0b &quot;&lt;1b",
                SITE.get("/janino/page.psp?a=b").body());
        SITE.file("janino/broken.psp", "one\n\n<%= nosuch %>");
        assertTrue(SITE.get("/janino/broken.psp").body().contains("broken.psp:3:5"));
        SITE.file("janino/thrower.psp", "one\n\n<% Integer.parseInt(\"x\"); %>");
        assertTrue(SITE.get("/janino/thrower.psp").body().contains("(thrower.psp:3)"));
    }

    @Test
    void restart_compilesAPageWhoseIncludeHasChanged() throws IOException {
        folder("cached");
        SITE.file("cached/part.inc", "one");
        SITE.file("cached/page.psp", "<%@ include file=\"part.inc\" %> <% if (false) throw new Exception(); %>");
        assertEquals("one ", SITE.get("/cached/page.psp").body());
        SITE.stopDaemon();
        SITE.startDaemon();
        assertEquals("one ", SITE.get("/cached/page.psp").body());
        SITE.stopDaemon();
        SITE.file("cached/part.inc", "two");
        SITE.startDaemon();
        assertEquals("two ", SITE.get("/cached/page.psp").body());
    }
}

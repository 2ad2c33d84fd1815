package org.postern.daemon.importer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.daemon.fault.Fault;
import org.postern.daemon.kit.Eventually;

/** A reload is at an initialiser, and meanwhile somebody asks, loads, or edits again. */
@Timeout(60)
class ReloadRacesTest extends GatedReloads {

    ReloadRacesTest() {
        super(Bench.byHand());
    }

    @Test
    void P43_reloadThatHangs_isOvertaken_byANewerText() throws Exception {
        bench.text("page.java", "1");
        assertEquals("1", bench.ask("page"));
        slow("page", "2");
        Future<?> first = hanging("page.java");
        assertEquals("1", bench.ask("page"));
        bench.text("page.java", "3");
        bench.refresh("page.java");
        assertEquals("3", bench.ask("page"), "though the first reload hangs still");
        assertEquals(1, bench.log().lines("PN0412").size());
        Module three = bench.module("page");
        gate.open();
        end(first);
        assertSame(three, bench.module("page"), "it changes nothing any more");
        bench.text("page.java", "4");
        bench.refresh("page.java");
        assertEquals("4", bench.ask("page"));
    }

    @Test
    void P43_editsOfOthers_areLive_thoughAReloadHangs_alsoAtItsNextAttempt() throws Exception {
        for (String name : List.of("page", "other", "user")) {
            bench.text(name + ".java", "1");
            assertEquals("1", bench.ask(name));
        }
        slow("page", "2");
        Future<?> first = hanging("page.java");
        bench.text("other.java", "2");
        Future<?> second = hanging("page.java", "other.java");
        assertEquals("2", bench.ask("other"), "while the second attempt hangs too");
        assertEquals("1", bench.ask("page"));
        bench.text("other.java", "3");
        bench.text("user.java", "page.text() + \", used\"");
        Future<?> third = hanging("page.java", "other.java", "user.java");
        assertEquals("1", bench.ask("user"), "as it needs the page's newest text");
        bench.text("page.java", "4");
        bench.refresh("page.java", "other.java", "user.java");
        assertEquals("4", bench.ask("page"));
        assertEquals("4, used", bench.ask("user"));
        assertEquals("3", bench.ask("other"));
        gate.open();
        for (Future<?> each : List.of(first, second, third)) {
            end(each);
        }
        assertEquals("4, used", bench.ask("user"));
    }

    @Test
    void handOverThatHangs_isOvertaken_too() throws Exception {
        bench.file(
                "page.java",
                "public class page { static void handOver(org.postern.api.ModuleState next) { " + gate.here() + " }",
                "public static Object text() { return 1; } }");
        assertEquals("1", bench.ask("page"));
        bench.text("page.java", "2");
        Future<?> first = hanging("page.java");
        bench.text("other.java", "1");
        assertEquals("1", bench.ask("other"));
        bench.text("other.java", "2");
        Future<?> second = hanging("page.java", "other.java");
        gate.open();
        end(first);
        end(second);
        assertEquals("2", bench.ask("page"));
        assertEquals("2", bench.ask("other"));
        assertTrue(bench.log().lines("PN0412").get(0).contains("page.java, handOver"));
    }

    @Test
    void firstLoadMeanwhile_ofWhatDoesNotDependOnIt_keepsItsStatics() throws Exception {
        bench.text("page.java", "1");
        assertEquals("1", bench.ask("page"));
        slow("page", "2");
        Future<?> reload = hanging("page.java");
        bench.counting("other.java", "\"other\"");
        assertEquals("other 1", bench.ask("other"));
        gate.open();
        end(reload);
        assertEquals("2", bench.ask("page"));
        assertEquals("other 2", bench.ask("other"));
    }

    @Test
    void firstLoadMeanwhile_ofWhatDependsOnIt_isLoadedAnew() throws Exception {
        bench.text("Helper.java", "1");
        assertEquals("1", bench.ask("Helper"));
        slow("Helper", "2");
        Future<?> reload = hanging("Helper.java");
        bench.counting("page.java", "\"page \" + Helper.text()");
        assertEquals("page 1 1", bench.ask("page"));
        assertEquals("page 1 2", bench.ask("page"));
        gate.open();
        end(reload);
        assertEquals("page 2 1", bench.ask("page"));
    }

    @Test
    void firstLoadMeanwhile_ofWhatImportsItAsItIsInitialised_isLoadedAnew() throws Exception {
        bench.text("Plugin.java", "1");
        assertEquals("1", bench.ask("Plugin"));
        slow("Plugin", "2");
        Future<?> reload = hanging("Plugin.java");
        bench.file(
                "page.java",
                "public class page { static final Class<?> PLUGIN = org.postern.api.Apache.importModule(\"Plugin\");",
                "public static Object text() throws Exception { return \"page \" + PLUGIN.getMethod(\"text\").invoke(null); } }");
        assertEquals("page 1", bench.ask("page"));
        gate.open();
        end(reload);
        assertEquals("page 2", bench.ask("page"));
    }

    @Test
    void retryMeanwhile_ofAFirstLoadThatHadFailed_stays() throws Exception {
        bench.file(
                "other.java",
                "public class other { static int count; static { if (!Boolean.getBoolean(\"retry\")) throw new IllegalStateException(); }",
                "public static Object text() { return ++count; } }");
        bench.text("page.java", "1");
        assertEquals("1", bench.ask("page"));
        try {
            bench.fault("other");
            slow("page", "2");
            Future<?> reload = hanging("page.java");
            System.setProperty("retry", "true");
            Eventually.holds("it is tried again", () -> {
                try {
                    return bench.ask("other").equals("1");
                } catch (Fault notYet) {
                    return false;
                }
            });
            gate.open();
            end(reload);
            assertEquals("2", bench.ask("page"));
            assertEquals("2", bench.ask("other"));
        } finally {
            System.clearProperty("retry");
        }
    }

    @Test
    void contextLoader_isAsBefore_afterInitialisersHooksAndCalls() throws Exception {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        bench.file(
                "page.java",
                "public class page {",
                "static void handOver(org.postern.api.ModuleState next) {}",
                "public static Object text() { return 1; } public static int call(Object o) { return 5; } }");
        assertEquals("1", bench.ask("page"));
        assertSame(before, Thread.currentThread().getContextClassLoader());
        bench.file("page.java", "public class page { static int x = 1 / 0; }");
        bench.refresh("page.java");
        assertSame(before, Thread.currentThread().getContextClassLoader());
        Entry entry = bench.module("page").entry("call", Object.class);
        try {
            assertEquals(5, entry.call("argument"));
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
        assertSame(before, Thread.currentThread().getContextClassLoader());
    }
}

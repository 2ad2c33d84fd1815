package org.postern.daemon.importer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.postern.api.Request;
import org.postern.daemon.kit.Eventually;

/** Old versions are collected. */
class MemoryTest {

    private static final int EDITS = 300;

    @Test
    void P55_threeHundredEdits_leaveThreeLoadersAtMost() throws IOException {
        try (Bench bench = Bench.byHand()) {
            List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
            for (int i = 0; i < EDITS; i++) {
                bench.file(
                        "page.java",
                        "import org.postern.api.*; public class page { enum E { A } record R(int x) { }",
                        "static final ThreadLocal<Object> LOCAL = ThreadLocal.withInitial(Object::new);",
                        "public static int handler(Request req) { return 0; } void own(Request req) { }",
                        "public static Object text() { Runnable r = () -> LOCAL.get(); return Helper.text() + \"" + i
                                + "\" + E.valueOf(\"A\") + new R(1); } }");
                bench.text("Helper.java", "\"helper " + i + " \"");
                bench.refresh("page.java", "Helper.java");
                assertEquals("helper " + i + " " + i + "AR[x=1]", bench.ask("page"));
                Module page = bench.module("page");
                assertTrue(page.entry("handler", Request.class) != null && page.entry("own", Request.class) != null);
                loaders.add(new WeakReference<>(page.type().getClassLoader()));
                loaders.add(new WeakReference<>(bench.module("Helper").type().getClassLoader()));
            }
            bench.log().clear();
            Eventually.holds("at most three loaders are left", () -> {
                System.gc();
                return loaders.stream().filter(loader -> loader.get() != null).count() <= 3;
            });
            assertEquals("helper 299 299AR[x=1]", bench.ask("page"));
        }
    }

    @Test
    void P55_editsThatFail_leaveNothing() throws IOException {
        try (Bench bench = Bench.byHand()) {
            bench.text("page.java", "\"good\"");
            bench.ask("page");
            List<WeakReference<Object>> faults = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                bench.file(
                        "page.java",
                        "public class page { static Object big = new byte[1_000_000]; static int x = 1 / 0; /*" + i
                                + "*/ }");
                bench.refresh("page.java");
                faults.add(new WeakReference<>(bench.fault("page")));
                assertEquals("good", bench.ask("page"));
            }
            Eventually.holds("at most the last failure is left", () -> {
                System.gc();
                return faults.stream().filter(fault -> fault.get() != null).count() <= 1;
            });
        }
    }
}

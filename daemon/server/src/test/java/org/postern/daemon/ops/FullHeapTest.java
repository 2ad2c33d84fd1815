package org.postern.daemon.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.daemon.kit.Sources;

/** A daemon in a process of its own whose heap a handler fills. */
@Timeout(180)
class FullHeapTest {

    private static final String EATER = Sources.module("eat", """
            static final Map<String, Object> HELD = Apache.keep("held", ConcurrentHashMap::new);

            public static int handler(Request req) throws Exception {
                Map<String, Object> held = "for-good".equals(req.args()) ? HELD : new HashMap<>();
                for (int size = 1 << 20; size > 64; ) {
                    try {
                        held.put("" + held.size(), new byte[size]);
                    } catch (OutOfMemoryError full) {
                        if (held != HELD) throw full;
                        size /= 2;
                    }
                }
                return OK;
            }
            """);

    private static DaemonProcess site() throws IOException, InterruptedException {
        DaemonProcess site = new DaemonProcess().java("-Xmx64m");
        site.handler("eat", "return OK;");
        site.source("eat", EATER);
        site.handler("page", "req.write(\"one\"); return OK;");
        return site.start();
    }

    @Test
    void heapWithRoom_isNotFull() {
        FullHeap heap = new FullHeap();
        assertFalse(heap.getAsBoolean());
        assertFalse(heap.getAsBoolean());
    }

    @Test
    @Tag("long")
    void requestThatWantsMoreThanThereIs_isA500_andOthersGoOn() throws Exception {
        try (DaemonProcess site = site()) {
            assertEquals(500, site.get("/eat/").status());
            assertEquals(1, site.logged("PN0212").size(), site.out());
            assertEquals("one", site.get("/page/").body());
        }
    }

    @Test
    @Tag("long")
    void heapThatStaysFull_endsTheDaemonWith1() throws Exception {
        try (DaemonProcess site = site()) {
            Thread client = new Thread(() -> {
                try {
                    site.get("/eat/?for-good");
                } catch (IOException gone) {
                    // with the daemon
                }
            });
            client.setDaemon(true);
            client.start();
            assertTrue(site.process().waitFor(120, TimeUnit.SECONDS), "it still runs");
            assertEquals(1, site.process().exitValue(), site.out());
        }
    }
}

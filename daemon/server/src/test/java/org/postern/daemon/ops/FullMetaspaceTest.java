package org.postern.daemon.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.daemon.kit.Eventually;
import org.postern.daemon.kit.Sources;

/** A daemon in a process of its own that has no room for a class more. */
@Timeout(120)
class FullMetaspaceTest {

    /** Loads a class that is nothing, each time by a loader of its own, until there is no room. */
    private static final String EATER = Sources.module("eat", """
            static final Map<String, Object> HELD = Apache.keep("held", ConcurrentHashMap::new);

            public static int handler(Request req) throws Exception {
                if ("free".equals(req.args())) {
                    HELD.clear();
                    System.gc();
                    req.write("free");
                    return OK;
                }
                var bytes = new java.io.ByteArrayOutputStream();
                var out = new java.io.DataOutputStream(bytes);
                out.writeInt(0xCAFEBABE);
                for (int each : new int[] {0, 52, 5}) out.writeShort(each);
                out.writeByte(7);
                out.writeShort(2);
                out.writeByte(1);
                out.writeUTF("Nothing");
                out.writeByte(7);
                out.writeShort(4);
                out.writeByte(1);
                out.writeUTF("java/lang/Object");
                for (int each : new int[] {0x21, 1, 3, 0, 0, 0, 0}) out.writeShort(each);
                try {
                    while (true) {
                        HELD.put("" + HELD.size(), new ClassLoader() {
                            Class<?> nothing() {
                                return defineClass("Nothing", bytes.toByteArray(), 0, bytes.size());
                            }
                        }.nothing());
                    }
                } catch (OutOfMemoryError full) {
                    req.write("full");
                }
                return OK;
            }
            """);

    private static String page(String text) {
        return Sources.handler("page", "req.write(\"" + text + "\"); return OK;");
    }

    /** What a daemon has met that runs for a while: errors, answers that break off, connections that end. */
    private static void live(DaemonProcess site) throws IOException {
        site.handler("wrong", "throw new IllegalStateException(\"on purpose\");");
        site.handler("broken", "req.write(\"half\"); req.flush(); throw new IllegalStateException(\"on purpose\");");
        for (int i = 0; i < 3; i++) {
            assertEquals(500, site.get("/wrong/").status());
            assertThrows(EOFException.class, () -> site.get("/broken/"));
            try (SocketChannel httpd =
                    SocketChannel.open(UnixDomainSocketAddress.of(site.folder().resolve("ajp.sock")))) {
                httpd.write(ByteBuffer.wrap(new byte[] {0x12}));
            }
        }
        for (int i = 0; i < 300; i++) {
            assertEquals("one", site.get("/page/").body());
        }
    }

    private static boolean isServed(DaemonProcess site, String text, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            if (!site.get("/page/").body().equals(text)) {
                return false;
            }
        }
        return true;
    }

    /** How much goes on is not Postern's alone: the JVM makes a class of a call that is made often, at a moment of its own. */
    @Test
    @Tag("long")
    void daemonGoesOn_orEndsWith1_whereItCanServeNobody() throws Exception {
        try (DaemonProcess site = new DaemonProcess().java("-XX:MaxMetaspaceSize=64m")) {
            site.handler("eat", "return OK;");
            site.source("eat", EATER);
            site.handler("page", "req.write(\"one\"); return OK;");
            site.start();
            live(site);
            assertEquals("full", site.get("/eat/").body());
            site.handler("other", "req.write(\"other\"); return OK;");
            assertTrue(site.get("/other/").status() >= 500);
            site.source("page", page("two"));
            Eventually.holds("it is said", () -> !site.logged("PN0212").isEmpty());
            Eventually.holds("it goes on, or ends", 60, () -> !site.process().isAlive() || isServed(site, "one", 1));
            if (site.process().isAlive()) {
                site.awaitBody("/eat/?free", "free");
                site.awaitBody("/page/", "two");
                site.awaitBody("/other/", "other");
                Eventually.holds("all is well again", () -> isServed(site, "two", 50));
                assertEquals(500, site.get("/wrong/").status());
                site.process().destroy();
                assertEquals(0, site.process().waitFor());
            } else {
                assertEquals(1, site.process().exitValue(), site.out());
            }
        }
    }
}

package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.Eventually;
import org.postern.daemon.kit.Http;
import org.postern.daemon.kit.Sources;
import org.postern.daemon.kit.TestSite;

/** Edits while requests run: each request has one version of everything, from its first phase to its last. */
@Timeout(120)
class ReloadUnderLoadTest {

    private static final int CLIENTS = 50;

    @RegisterExtension
    static final TestSite SITE = new TestSite();

    /** A helper's source, in its place at once. */
    private static void version(String folder, String name, int version) throws IOException {
        Path fresh = Files.createTempFile(SITE.folder(), "edit-", "");
        Files.writeString(
                fresh, "public class " + name + " { public static String text() { return \"" + version + "\"; } }");
        Files.move(fresh, SITE.root().resolve(folder).resolve(name + ".java"), StandardCopyOption.ATOMIC_MOVE);
    }

    @Test
    void fiftyClientsAndAnEditEveryHalfSecond_everyAnswerIsOfExactlyOneVersion() throws Exception {
        SITE.page("busy", "A.text() + \" \" + B.text()");
        SITE.file("busy/A.java", "public class A { public static String text() { return Helper.text(); } }");
        SITE.file("busy/B.java", "public class B { public static String text() { return Helper.text(); } }");
        SITE.file("busy/Helper.java", "public class Helper { public static String text() { return \"0\"; } }");
        AtomicBoolean over = new AtomicBoolean();
        AtomicLong answers = new AtomicLong();
        Set<String> wrong = ConcurrentHashMap.newKeySet();
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            running.add(clients.submit(() -> {
                while (!over.get()) {
                    try (Http http = new Http(SITE.port())) {
                        boolean open = true;
                        while (open && !over.get()) {
                            Answer answer = http.get("/busy/");
                            String[] versions = answer.body().split(" ", -1);
                            if (answer.status() != 200 || versions.length != 2 || !versions[0].equals(versions[1])) {
                                wrong.add(answer.status() + " " + answer.body());
                            }
                            answers.incrementAndGet();
                            open = !"close".equals(answer.header("Connection"));
                        }
                    }
                }
                return null;
            }));
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        int version = 0;
        for (long next = System.nanoTime(); next < end; next += TimeUnit.MILLISECONDS.toNanos(500)) {
            version("busy", "Helper", ++version);
            String edited = "" + version;
            SITE.awaitBody("/busy/", edited + " " + edited);
            LockSupport.parkNanos(next + TimeUnit.MILLISECONDS.toNanos(500) - System.nanoTime());
        }
        over.set(true);
        for (Future<?> client : running) {
            client.get(30, TimeUnit.SECONDS);
        }
        clients.shutdown();
        assertEquals(Set.of(), wrong);
        assertTrue(answers.get() > 1000, answers + " answers");
        assertTrue(version >= 15, version + " edits");
    }

    @Test
    void P37_P48_requestStoppedInTheMiddle_keepsItsVersionThroughAllPhases() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        List<String> logged = new ArrayList<>();
        System.getProperties().put("p48.arrived", arrived);
        System.getProperties().put("p48.go", go);
        System.getProperties().put("p48.logged", logged);
        try {
            SITE.file("pinned/Helper.java", "public class Helper { public static String text() { return \"1\"; } }");
            SITE.file(
                    "pinned/Late.java", "public class Late { public static String text() { return Helper.text(); } }");
            SITE.file("pinned/pinned.java", """
                    import static org.postern.api.Apache.*;
                    import org.postern.api.*;
                    import java.util.*;
                    import java.util.concurrent.CountDownLatch;

                    public class pinned {
                        static int accessHandler(Request req) throws Exception {
                            req.notes().set("access", Helper.text());
                            if ("stop".equals(req.args())) {
                                ((CountDownLatch) System.getProperties().get("p48.arrived")).countDown();
                                ((CountDownLatch) System.getProperties().get("p48.go")).await();
                            }
                            return OK;
                        }
                        static int handler(Request req) throws Exception {
                            req.registerCleanup(() -> log("registered " + Late.text()));
                            req.write(req.notes().get("access") + Helper.text() + Late.text());
                            return OK;
                        }
                        static void logHandler(Request req) { log("log " + Helper.text()); }
                        static void cleanupHandler(Request req) { log("cleanup " + Late.text()); }
                        @SuppressWarnings("unchecked") static void log(String what) {
                            List<String> all = (List<String>) System.getProperties().get("p48.logged");
                            synchronized (all) { all.add(what); }
                        }
                    }
                    """);
            SITE.file(
                    "pinned/content.java",
                    Sources.handler("content", "pinned.handler(req); req.write(Late.text()); return OK;"));
            SITE.handled(
                    "pinned",
                    "Use JavaRoot " + SITE.root() + "/pinned",
                    "Use JavaAccessHandler pinned",
                    "Use JavaHandler content",
                    "Use JavaLogHandler pinned",
                    "Use JavaCleanupHandler pinned");
            assertEquals("1111", SITE.get("/pinned/").body());
            synchronized (logged) {
                logged.clear();
            }
            try (Http http = new Http(SITE.port())) {
                http.write("GET", "/pinned/?stop", new byte[0]);
                assertTrue(arrived.await(30, TimeUnit.SECONDS));
                version("pinned", "Helper", 2);
                SITE.awaitBody("/pinned/", "2222");
                synchronized (logged) {
                    logged.clear();
                }
                go.countDown();
                assertEquals("1111", http.read(false).body());
            }
            Eventually.holds("all phases of the stopped request", () -> {
                synchronized (logged) {
                    return logged.containsAll(List.of("log 1", "registered 1", "cleanup 1"));
                }
            });
        } finally {
            System.getProperties().remove("p48.arrived");
            System.getProperties().remove("p48.go");
            System.getProperties().remove("p48.logged");
        }
    }

    @Test
    void firstLoadInAStoppedRequest_isBuiltAgainstTheVersionsWithWhichItBegan() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        System.getProperties().put("first.arrived", arrived);
        System.getProperties().put("first.go", go);
        try {
            SITE.file("first/Helper.java", "public class Helper { public static String text() { return \"1\"; } }");
            SITE.file("first/gate.java", """
                    import static org.postern.api.Apache.*;
                    import org.postern.api.*;
                    import java.util.concurrent.CountDownLatch;

                    public class gate {
                        static int accessHandler(Request req) throws Exception {
                            req.notes().set("access", Helper.text());
                            if ("stop".equals(req.args())) {
                                ((CountDownLatch) System.getProperties().get("first.arrived")).countDown();
                                ((CountDownLatch) System.getProperties().get("first.go")).await();
                            }
                            return OK;
                        }
                    }
                    """);
            SITE.file("first/content.java", Sources.page("content", "req.notes().get(\"access\") + Helper.text()"));
            SITE.file("first/other.java", Sources.page("other", "req.notes().get(\"access\") + Helper.text()"));
            String root = "Use JavaRoot " + SITE.root() + "/first";
            SITE.handled("first/a", root, "Use JavaAccessHandler gate", "Use JavaHandler content");
            SITE.handled("first/b", root, "Use JavaAccessHandler gate", "Use JavaHandler other");
            assertEquals("11", SITE.get("/first/b/").body());
            try (Http http = new Http(SITE.port())) {
                http.write("GET", "/first/a/?stop", new byte[0]);
                assertTrue(arrived.await(30, TimeUnit.SECONDS));
                version("first", "Helper", 2);
                SITE.awaitBody("/first/b/", "22");
                go.countDown();
                assertEquals("11", http.read(false).body());
            }
            assertEquals("22", SITE.get("/first/a/").body());
        } finally {
            System.getProperties().remove("first.arrived");
            System.getProperties().remove("first.go");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 60})
    void P42_slowFirstLoad_byManyClients_isOneInitialisation(int clients) throws Exception {
        String folder = "slow" + clients;
        SITE.file(folder + "/Count.java", """
                public class Count {
                    static { System.setProperty("p42", System.getProperty("p42", "") + "i");
                        long end = System.nanoTime() + 300_000_000L; while (System.nanoTime() < end) Thread.onSpinWait(); }
                    public static String text() { return System.getProperty("p42") + " " + System.identityHashCode(Count.class); }
                }
                """);
        SITE.page(folder, "Count.text()");
        ExecutorService pool = Executors.newFixedThreadPool(clients);
        try {
            CyclicBarrier barrier = new CyclicBarrier(clients);
            List<Future<String>> futures = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                futures.add(pool.submit(() -> {
                    barrier.await();
                    return SITE.get("/" + folder + "/").body();
                }));
            }
            Set<String> bodies = ConcurrentHashMap.newKeySet();
            for (Future<String> future : futures) {
                bodies.add(future.get(60, TimeUnit.SECONDS));
            }
            assertEquals(1, bodies.size(), bodies.toString());
            assertTrue(bodies.iterator().next().startsWith("i "), bodies.toString());
        } finally {
            System.clearProperty("p42");
            pool.shutdown();
        }
    }
}

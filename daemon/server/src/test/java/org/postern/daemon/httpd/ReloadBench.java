package org.postern.daemon.httpd;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.junit.jupiter.api.Test;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.Http;
import org.postern.daemon.kit.Sources;
import org.postern.daemon.kit.TestSite;
import org.slf4j.LoggerFactory;

/**
 * How long an edit takes to be live, what it costs others, and what many edits leave behind; measured through a real httpd by {@code
 * scripts/bench reload}. Times count from the end of the settle time.
 */
class ReloadBench {

    private static final int SETTLE = 100;
    private static final Path RESULT = Path.of("target/reload-bench.txt");

    private final StringBuilder result = new StringBuilder();

    @Test
    void edits() throws Exception {
        ((Logger) LoggerFactory.getLogger("ROOT")).setLevel(Level.ERROR);
        TestSite site = new TestSite().setting("settle", SETTLE + "ms").server("MaxKeepAliveRequests 0");
        site.start();
        try {
            smallEdits(site);
            manyDependents(site);
            firstLoads(site);
        } finally {
            site.close();
        }
        TestSite quick = new TestSite().setting("settle", "1ms").server("MaxKeepAliveRequests 0");
        quick.start();
        try {
            manyEdits(quick, Integer.getInteger("bench.edits", 10_000));
        } finally {
            quick.close();
        }
        Files.writeString(RESULT, result);
    }

    private void say(String what, Object... values) {
        result.append(String.format(Locale.ROOT, what, values)).append('\n');
    }

    // --- one small handler

    private static String twentyLines(int edit) {
        StringBuilder source = new StringBuilder("""
                import static org.postern.api.Apache.*;
                import java.util.*;
                import org.postern.api.Request;

                public class page {
                    static final Map<String, List<Integer>> NUMBERS = new TreeMap<>();
                    public static int handler(Request req) throws Exception {
                        req.contentType("text/plain");
                        int sum = 0;
                        for (int i = 0; i < 10; i++) {
                            NUMBERS.computeIfAbsent("n" + i, name -> new ArrayList<>()).add(i);
                            sum += i;
                        }
                        if (sum != 45) {
                            return HTTP_INTERNAL_SERVER_ERROR;
                        }
                """);
        return source.append("        req.write(\"")
                .append(edit)
                .append("\");\n        return OK;\n    }\n}\n")
                .toString();
    }

    private void smallEdits(TestSite site) throws IOException {
        site.handled("small", "Use JavaRoot " + site.root() + "/small", "Use JavaHandler page");
        site.file("small/page.java", twentyLines(0));
        double[] millis = new double[200];
        try (Http http = new Http(site.port())) {
            http.get("/small/");
            for (int i = -50; i < millis.length; i++) {
                String wanted = String.valueOf(1000 + i);
                site.file("small/page.java", twentyLines(1000 + i));
                long written = System.nanoTime();
                while (!http.get("/small/").body().equals(wanted)) {
                    Thread.onSpinWait();
                }
                if (i >= 0) {
                    millis[i] = (System.nanoTime() - written) / 1e6 - SETTLE;
                }
            }
        }
        Arrays.sort(millis);
        say(
                "edit of a 20-line handler to its first answer, behind the settle time of %d ms: p50 %.1f ms, p95 %.1f ms, most %.1f ms",
                SETTLE, millis[100], millis[190], millis[199]);
    }

    // --- a leaf with many dependents

    private void manyDependents(TestSite site) throws Exception {
        int pages = 200;
        site.file("many/Leaf.java", "public class Leaf { public static String text() { return \"0\"; } }");
        site.handled("many", "Use JavaRoot " + site.root() + "/many");
        for (int i = 0; i < pages; i++) {
            site.file("many/p" + i + ".java", Sources.page("p" + i, "Leaf.text()"));
            site.handled("many/" + i, "Use JavaRoot " + site.root() + "/many", "Use JavaHandler p" + i);
        }
        site.page("other", "\"other\"");
        List<Double> seconds = new ArrayList<>();
        double longest = 0;
        long answers = 0;
        long bad = 0;
        try (Http http = new Http(site.port())) {
            for (int i = 0; i < pages; i++) {
                http.get("/many/" + i + "/");
            }
            for (int edit = 1; edit <= 7; edit++) {
                Meanwhile meanwhile = new Meanwhile(site, "/other/", "/many/7/");
                String wanted = String.valueOf(edit);
                site.file(
                        "many/Leaf.java",
                        "public class Leaf { public static String text() { return \"" + edit + "\"; } }");
                long written = System.nanoTime();
                while (!http.get("/many/199/").body().equals(wanted)) {
                    TimeUnit.MILLISECONDS.sleep(5);
                }
                double took = (System.nanoTime() - written) / 1e9 - SETTLE / 1e3;
                meanwhile.stop();
                if (edit > 2) {
                    seconds.add(took);
                    longest = Math.max(longest, meanwhile.longest());
                    answers += meanwhile.answers;
                    bad += meanwhile.bad;
                }
            }
        }
        seconds.sort(null);
        say(
                "edit of a leaf with %d dependents: median %.2f s, most %.2f s; meanwhile %d answers, %d not 200, the slowest %.1f ms",
                pages, seconds.get(2), seconds.get(4), answers, bad, longest);
    }

    /** Clients that go on asking. */
    private static final class Meanwhile {
        private final AtomicBoolean over = new AtomicBoolean();
        private final ExecutorService pool;
        private final List<Future<double[]>> clients = new ArrayList<>();
        private double longest;
        private long answers;
        private long bad;

        Meanwhile(TestSite site, String... pages) {
            pool = Executors.newFixedThreadPool(pages.length);
            for (String page : pages) {
                clients.add(pool.submit(() -> ask(site, page)));
            }
        }

        private double[] ask(TestSite site, String page) throws IOException, InterruptedException {
            double[] result = new double[3];
            try (Http http = new Http(site.port())) {
                while (!over.get()) {
                    long began = System.nanoTime();
                    Answer answer = http.get(page);
                    result[0] = Math.max(result[0], (System.nanoTime() - began) / 1e6);
                    result[1]++;
                    result[2] += answer.status() == 200 ? 0 : 1;
                    TimeUnit.MILLISECONDS.sleep(1);
                }
            }
            return result;
        }

        void stop() throws Exception {
            over.set(true);
            for (Future<double[]> client : clients) {
                double[] result = client.get();
                longest = Math.max(longest, result[0]);
                answers += (long) result[1];
                bad += (long) result[2];
            }
            pool.shutdown();
        }

        double longest() {
            return longest;
        }
    }

    // --- many at once on a slow first load

    private void firstLoads(TestSite site) throws Exception {
        site.handled("slow", "Use JavaRoot " + site.root() + "/slow", "Use JavaHandler page");
        site.file("slow/page.java", """
                import java.util.concurrent.atomic.*;
                import org.postern.api.*;
                public class page {
                    static final int RUNS = ((AtomicInteger) Apache.shared("runs", AtomicInteger::new)).incrementAndGet();
                    static {
                        try { Thread.sleep(500); } catch (InterruptedException e) { throw new IllegalStateException(e); }
                    }
                    static void handler(Request req) throws Exception {
                        req.write(RUNS + " " + page.class.getClassLoader().getName());
                    }
                }
                """);
        int threads = 16;
        CountDownLatch go = new CountDownLatch(1);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        List<Future<String>> answers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            answers.add(pool.submit(() -> {
                try (Http http = new Http(site.port())) {
                    go.await();
                    Answer answer = http.get("/slow/");
                    return answer.status() + " " + answer.body();
                }
            }));
        }
        go.countDown();
        List<String> distinct = new ArrayList<>();
        for (Future<String> answer : answers) {
            if (!distinct.contains(answer.get())) {
                distinct.add(answer.get());
            }
        }
        pool.shutdown();
        say(
                "%d clients on a first load of half a second: initialised %s, distinct answers %d",
                threads, distinct.get(0).split(" ")[1].equals("1") ? "once" : "more than once", distinct.size());
    }

    // --- many edits

    private void manyEdits(TestSite site, int edits) throws IOException {
        site.handled("edits", "Use JavaRoot " + site.root() + "/edits", "Use JavaHandler page");
        long began = System.nanoTime();
        double[] metaspace = new double[11];
        int alive = 0;
        try (Http http = new Http(site.port())) {
            for (int edit = 0; edit <= edits; edit++) {
                site.file(
                        "edits/Helper.java",
                        "public class Helper { public static int value() { return " + edit + "; } }");
                if (edit == 0) {
                    site.file("edits/page.java", counting());
                }
                String wanted = String.valueOf(edit);
                while (!http.get("/edits/").body().equals(wanted)) {
                    Thread.onSpinWait();
                }
                if (edit % Math.max(1, edits / 10) == 0) {
                    int at = Math.min(10, edit * 10 / Math.max(1, edits));
                    alive = Math.max(
                            alive, Integer.parseInt(http.get("/edits/?alive").body()));
                    metaspace[at] = metaspace();
                }
            }
        }
        say(
                "%d edits of a helper, and so of its page, in %.0f s: at most %d loaders of older pages alive after a collection; metaspace after each tenth, MB: %s",
                edits,
                (System.nanoTime() - began) / 1e9,
                alive,
                Arrays.stream(metaspace)
                        .mapToObj(mb -> String.format(Locale.ROOT, "%.1f", mb))
                        .toList());
    }

    private static String counting() {
        return """
                import java.lang.ref.WeakReference;
                import java.util.*;
                import java.util.concurrent.*;
                import org.postern.api.*;
                public class page {
                    static final Queue<WeakReference<ClassLoader>> LOADERS =
                            Apache.shared("loaders", ConcurrentLinkedQueue::new);
                    static { LOADERS.add(new WeakReference<>(page.class.getClassLoader())); }
                    static void handler(Request req) throws Exception {
                        if ("alive".equals(req.args())) {
                            for (int i = 0; i < 3; i++) { System.gc(); Thread.sleep(100); }
                            LOADERS.removeIf(loader -> loader.get() == null);
                            req.write("" + (LOADERS.size() - 1));
                        } else {
                            req.write("" + Helper.value());
                        }
                    }
                }
                """;
    }

    private static double metaspace() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getName().equals("Metaspace"))
                .mapToDouble(pool -> pool.getUsage().getUsed() / 1e6)
                .sum();
    }
}

package org.postern.daemon.leak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.daemon.kit.Eventually;

/** What takes a JVM with other options than those of the tests. */
class OtherJvmTest {

    private static final String OPENS =
            "@" + Path.of("../../scripts/java.opens").toAbsolutePath().normalize();

    /** No search sees this: it is a static field of one of the daemon's own classes. */
    static volatile Object hidden;

    /** Prints the first report. */
    public static final class Watching {
        public static void main(String[] arguments) throws Exception {
            List<String> reports = new CopyOnWriteArrayList<>();
            try (LeakWatch watch = new LeakWatch(Duration.ofMillis(5))) {
                if (arguments[0].equals("hidden")) {
                    retire(watch, reports, "public static void plant() { }");
                } else {
                    retire(
                            watch,
                            reports,
                            "public static void plant() { Thread t = new Thread(page::loop, \"poller\");",
                            "t.setDaemon(true); t.start(); }",
                            "static void loop() { LinkedTransferQueue<Object> never = new LinkedTransferQueue<>();",
                            "try { never.take(); } catch (InterruptedException e) { } }");
                }
                Eventually.holds("a report", () -> {
                    System.gc();
                    return !reports.isEmpty();
                });
            }
            System.out.println(String.join("\n", reports));
        }

        private static void retire(LeakWatch watch, List<String> reports, String... members) {
            ClassLoader loader =
                    OldVersions.page(members).loader("site#1", ClassLoader.getPlatformClassLoader(), all -> true);
            OldVersions.call(loader, "plant");
            hidden = members.length == 1 ? loader : null;
            watch.retired(loader, "page.java version 1", List.of(), reports::add);
        }
    }

    private static String run(List<String> options, String what) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Watching.class.getName(), what));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue(), out);
        return out.lines().filter(line -> !line.contains(" DEBUG ")).reduce("", (a, b) -> a + b + "\n");
    }

    @ParameterizedTest
    @Tag("long")
    @ValueSource(strings = {"-XX:+UseSerialGC", "-XX:+UseParallelGC", "-XX:+UseZGC"})
    void P55_holderThatIsNotFound_isReportedWithOtherCollectorsToo(String collector) throws Exception {
        isReportedOnceTheCanaryIsGone(collector);
    }

    @Test
    void P55_holderThatIsNotFound_isReportedOnceTheCanaryIsGone() throws Exception {
        isReportedOnceTheCanaryIsGone("-XX:+UseG1GC");
    }

    /** The JVM is told to clear soft references whenever it collects, as the canary is held by one. */
    private static void isReportedOnceTheCanaryIsGone(String collector) throws Exception {
        String out = run(List.of(OPENS, "-XX:SoftRefLRUPolicyMSPerMB=0", collector), "hidden");
        assertTrue(
                out.matches("page.java version 1 is still in memory: what holds it was not found"
                        + " \\(expected: that nothing does; a heap dump tells: jcmd \\d+ GC.heap_dump FILE\\)\n"),
                out);
    }

    @Test
    void jdkThatIsNotOpen_hidesSomeHoldersAndNothingFails() throws Exception {
        String out = run(List.of(), "thread");
        assertEquals(
                "page.java version 1 is still in memory: thread \"poller\", which runs page.loop(page.java:5), holds its class"
                        + " loader (expected: the thread ends in onRetire)\n",
                out);
    }
}

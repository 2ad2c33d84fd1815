package org.postern.daemon.importer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.daemon.fault.Fault;
import org.postern.daemon.kit.Eventually;

/** Files that are written while requests come. */
@Timeout(120)
class SettleTest {

    /** Requests that come one after the other, from its construction to its close. */
    private static final class Traffic implements AutoCloseable {
        private final Set<String> answers = ConcurrentHashMap.newKeySet();
        private final AtomicBoolean ended = new AtomicBoolean();
        private final Thread thread;

        Traffic(Bench bench, String root) {
            this.thread = new Thread(() -> {
                while (!ended.get()) {
                    try {
                        answers.add(bench.ask(root, "page"));
                    } catch (Fault fault) {
                        answers.add(fault.code().id());
                    }
                }
            });
            thread.start();
        }

        @Override
        public void close() {
            ended.set(true);
            Eventually.holds("the traffic ends", () -> !thread.isAlive());
        }
    }

    @Test
    void P20_fileWrittenSlowly_endsAsItsLastText() throws Exception {
        slowly(20);
    }

    @Tag("long")
    @Timeout(600)
    @Test
    void P20_fileWrittenSlowly_endsAsItsLastText_aThousandTimes() throws Exception {
        slowly(1000);
    }

    /** The settle time is shorter than the pause, so that half-written files are met too. */
    private static void slowly(int times) throws Exception {
        try (Bench bench = Bench.watched(Duration.ofMillis(20));
                Traffic traffic = trafficOver(bench)) {
            Path page = bench.path("page.java");
            for (int i = 1; i <= times; i++) {
                String text = "public class page { public static Object text() { return " + i + "; } }";
                Files.writeString(page, "");
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(i % 40));
                Files.writeString(page, text.substring(0, 20));
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(i % 30));
                Files.writeString(page, text);
                String last = String.valueOf(i);
                Eventually.holds("page says " + last, () -> says(bench, last));
                bench.importer().awaitPending();
                assertEquals(last, bench.ask("page"), "and goes on to");
            }
            String last = String.valueOf(times);
            Eventually.holds("requests get it", () -> traffic.answers.contains(last));
        }
    }

    private static Traffic trafficOver(Bench bench) throws IOException {
        bench.text("page.java", "0");
        assertEquals("0", bench.ask("page"));
        return new Traffic(bench, "");
    }

    private static boolean says(Bench bench, String text) {
        try {
            return bench.ask("page").equals(text);
        } catch (Fault notYet) {
            return false;
        }
    }

    @Test
    void P20_fileWrittenWithinTheSettleTime_isNeverMetHalfWritten() throws Exception {
        try (Bench bench = Bench.watched(Duration.ofSeconds(1));
                Traffic traffic = trafficOver(bench)) {
            Files.writeString(bench.path("page.java"), "");
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(30));
            Files.writeString(
                    bench.path("page.java"), "public class page { public static Object text() { return 1; } }");
            Eventually.holds("page says 1", () -> traffic.answers.contains("1"));
            assertEquals(Set.of("0", "1"), traffic.answers);
            assertEquals(0, bench.log().lines("PN0").size());
        }
    }

    @Test
    void P21_requestsLookAtNoFile() throws Exception {
        try (Bench bench = Bench.byHand()) {
            bench.text("Price.java", "1");
            bench.text("page.java", "Price.text()");
            assertEquals("1", bench.ask("page"));
            bench.delete("page.java");
            bench.delete("Price.java");
            assertEquals("1", bench.ask("page"), "nobody has told of it yet");
        }
    }

    @Test
    void P29_folderRenamedDuringTraffic_givesNoMixedAnswer() throws Exception {
        try (Bench bench = Bench.watched(Duration.ofMillis(20))) {
            versions(bench, "app", 1);
            versions(bench, "next", 2);
            assertEquals("1 1", bench.ask("app", "page"));
            Set<String> answers;
            try (Traffic traffic = new Traffic(bench, "app")) {
                answers = traffic.answers;
                Files.move(bench.path("app"), bench.path("old"));
                Files.move(bench.path("next"), bench.path("app"));
                Eventually.holds("the new tree answers", () -> answers.contains("2 2"));
                price(bench, "app", 3);
                Eventually.holds("an edit in it", () -> answers.contains("2 3"));
            }
            assertEquals("1 1", bench.ask("old", "page"), "the old tree, under its new name");
            answers.removeAll(Set.of("1 1", "2 2", "2 3", "PN0401"));
            assertEquals(Set.of(), answers);
        }
    }

    @Test
    void P68_filesWrittenWithinTheSettleTime_areOneEdit() throws Exception {
        try (Bench bench = Bench.watched(Duration.ofSeconds(1))) {
            versions(bench, "app", 1);
            assertEquals("1 1", bench.ask("app", "page"));
            Set<String> answers;
            try (Traffic traffic = new Traffic(bench, "app")) {
                answers = traffic.answers;
                versions(bench, "app", 2);
                Eventually.holds("the new pair", () -> answers.contains("2 2"));
            }
            assertEquals(Set.of("1 1", "2 2"), answers);
        }
    }

    private static void versions(Bench bench, String root, int version) throws IOException {
        bench.text(root + "/page.java", "\"" + version + " \" + shop.Price.text()");
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50)); // no two writes are simultaneous
        price(bench, root, version);
    }

    private static void price(Bench bench, String root, int version) throws IOException {
        bench.file(
                root + "/shop/Price.java",
                "package shop; public class Price { public static Object text() { return " + version + "; } }");
    }
}

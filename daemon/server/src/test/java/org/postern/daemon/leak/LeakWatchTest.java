package org.postern.daemon.leak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.SoftReference;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postern.daemon.fault.Code;
import org.postern.daemon.kit.Eventually;
import org.postern.daemon.kit.LogCapture;
import org.postern.daemon.leak.OldVersions.Old;

/** When is told what, of which versions. */
class LeakWatchTest {

    private static final ClassLoader JDK = ClassLoader.getPlatformClassLoader();

    private final OldVersions versions = new OldVersions();

    @AfterEach
    void close() {
        versions.close();
    }

    private static Thread thread() {
        List<Thread> found = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("postern-leaks"))
                .toList();
        assertEquals(1, found.size());
        return found.get(0);
    }

    private static void sleepsForGood() {
        Eventually.holds("the watch waits without a time", () -> thread().getState() == Thread.State.WAITING);
    }

    private Old held(List<Object> holder) {
        ClassLoader loader = OldVersions.page().loader(OldVersions.name(), JDK, all -> true);
        holder.add(loader);
        return versions.retired(loader, List.of(), Map.of("the test", holder));
    }

    @Test
    void nothingToWatch_nothingToDo() {
        sleepsForGood();
        List<Object> holder = new ArrayList<>();
        Old old = held(holder);
        old.isReported("the test holds its class loader");
        sleepsForGood();
        holder.clear();
        old.goes();
        sleepsForGood();
    }

    @Test
    void versionThatStays_isReportedOnceAndSuspectUntilItGoes() {
        Instant before = Instant.now();
        List<Object> holder = new ArrayList<>();
        Old old = held(holder);
        old.isReported("the test holds its class loader");
        Old second = held(holder);
        second.isReported("the test holds its class loader");
        assertEquals(2, versions.reports().size(), () -> "" + versions.reports());

        List<Suspect> suspects = versions.watch().suspects();
        assertEquals(2, suspects.size());
        assertEquals("the test holds its class loader", suspects.get(0).holder());
        assertTrue(versions.reports().get(0).startsWith(suspects.get(0).what()), () -> "" + suspects);
        assertFalse(suspects.get(0).since().isBefore(before));
        assertFalse(suspects.get(1).since().isBefore(suspects.get(0).since()));

        holder.clear();
        old.goes();
        second.goes();
        assertEquals(List.of(), versions.watch().suspects());
        assertEquals(2, versions.reports().size(), () -> "" + versions.reports());
    }

    @Test
    void versionInItsGraceTime_isSuspectAndNotReported() {
        try (LeakWatch patient = new LeakWatch(Duration.ofHours(1))) {
            ClassLoader loader = OldVersions.page().loader(OldVersions.name(), JDK, all -> true);
            List<String> reports = new ArrayList<>();
            patient.retired(loader, "page.java version 1", List.of(), reports::add);
            assertEquals(
                    List.of("page.java version 1"),
                    patient.suspects().stream().map(Suspect::what).toList());
            assertNull(patient.suspects().get(0).holder());
            assertEquals(List.of(), reports);
            assertEquals("site", loader.getName().substring(0, 4), "is there until here");
        }
    }

    /** A cache may have it, until the JVM wants the memory. */
    @Test
    void versionThatIsSoftlyHeld_isNotReported() {
        List<SoftReference<ClassLoader>> cache = new ArrayList<>();
        List<Object> holder = new ArrayList<>();
        Old cached = cached(cache);
        Old held = held(holder);
        held.isReported("the test holds its class loader");
        for (int i = 0; i < 5; i++) {
            System.gc();
        }
        holder.clear();
        held.goes();
        assertTrue(cached.isThere(), "the collector had no need of memory");
        assertEquals(1, versions.reports().size(), () -> "" + versions.reports());
        cache.forEach(SoftReference::clear);
        cached.goesUnnoticed();
    }

    private Old cached(List<SoftReference<ClassLoader>> cache) {
        ClassLoader loader = OldVersions.page().loader(OldVersions.name(), JDK, all -> true);
        cache.add(new SoftReference<>(loader));
        return versions.retired(loader, List.of(), Map.of());
    }

    @Test
    void reportThatFails_doesNotEndTheWatch() throws Exception {
        try (LogCapture log = new LogCapture()) {
            ClassLoader loader = OldVersions.page().loader(OldVersions.name(), JDK, all -> true);
            versions.watch()
                    .retired(loader, "page.java version 0", List.of(), () -> Map.of("the test", loader), line -> {
                        throw new IllegalStateException("no");
                    });
            log.await(Code.DEFECT.id() + " nobody took the report on page.java version 0");
        }
        List<Object> holder = new ArrayList<>();
        held(holder).isReported("the test holds its class loader");
    }

    @Test
    void searchThatFails_doesNotEndTheWatch() throws Exception {
        ClassLoader loader = OldVersions.page().loader(OldVersions.name(), JDK, all -> true);
        try (LogCapture log = new LogCapture()) {
            versions.watch()
                    .retired(
                            loader,
                            "page.java version 0",
                            List.of(),
                            () -> {
                                throw new IllegalStateException("no");
                            },
                            line -> {});
            log.await(Code.DEFECT.id() + " the search for old versions failed");
        }
        List<Object> holder = new ArrayList<>();
        held(holder).isReported("the test holds its class loader");
        assertEquals("site", loader.getName().substring(0, 4), "is there until here");
    }

    @Test
    void close_endsTheThread() {
        Thread thread = thread();
        versions.close();
        assertFalse(thread.isAlive());
        held(new ArrayList<>());
        assertEquals(List.of(), versions.watch().suspects());
    }

    @Test
    void code_hasItsNumber() {
        assertEquals("PN0413", Code.LEAK.id());
    }
}

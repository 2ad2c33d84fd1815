package org.postern.daemon.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postern.api.spi.SessionStore;
import org.postern.api.spi.SessionStore.Entry;
import org.postern.api.spi.SessionStore.Key;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;
import org.postern.daemon.kit.Eventually;
import org.postern.daemon.session.StoreServers.Kind;

/** What every store does, and what files are besides. */
class StoresTest {

    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final Key ANN = new Key("site", "0123456789abcdef0123456789abcdef");

    @RegisterExtension
    static final StoreServers SERVERS = new StoreServers();

    @TempDir
    private Path folder;

    private Path sessions() {
        return folder.resolve("sessions");
    }

    /** One of a kind; each time on the same sessions, as far as these outlive it. */
    private SessionStore store(Kind kind) {
        return SERVERS.store(kind, sessions());
    }

    private static Entry entry(long version, String text) {
        return new Entry(text.getBytes(), NOW, version);
    }

    private static String text(SessionStore store, Key key) throws IOException {
        Entry entry = store.load(key);
        return entry == null ? "none" : new String(entry.content()) + " " + entry.version() + " " + entry.expires();
    }

    private Path file() throws IOException {
        try (Stream<Path> all = Files.walk(sessions())) {
            return all.filter(each -> each.endsWith(ANN.id())).findFirst().orElseThrow();
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void session_isAsItWasStoredLast(Kind kind) throws IOException {
        try (SessionStore store = store(kind)) {
            assertEquals("none", text(store, ANN));
            assertFalse(store.replace(ANN, entry(1, "a")));
            assertTrue(store.create(ANN, entry(1, "a")));
            assertFalse(store.create(ANN, entry(1, "b")));
            assertEquals("a 1 " + NOW, text(store, ANN));
            assertFalse(store.replace(ANN, entry(1, "c")));
            assertFalse(store.replace(ANN, entry(3, "c")));
            assertTrue(store.replace(ANN, new Entry(new byte[0], NOW.plusMillis(1), 2)));
            assertEquals(" 2 " + NOW.plusMillis(1), text(store, ANN));
            store.delete(ANN);
            store.delete(ANN);
            assertFalse(store.replace(ANN, entry(3, "d")));
            assertEquals("none", text(store, ANN));
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void interpreters_areApart(Kind kind) throws IOException {
        List<String> names = List.of(
                "site",
                "Site",
                "site/",
                "..",
                ".",
                "",
                "/srv/shop/app/",
                "a/b",
                "a_b",
                "damaged",
                "\u00e9",
                "x".repeat(300));
        try (SessionStore store = store(kind)) {
            for (String name : names) {
                assertTrue(store.create(new Key(name, ANN.id()), entry(1, "of " + name)));
            }
            for (String name : names) {
                assertEquals("of " + name + " 1 " + NOW, text(store, new Key(name, ANN.id())));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void X25_expiredSessions_areClearedAway_othersAreNot(Kind kind) throws IOException {
        SessionIds ids = new SessionIds();
        Clock atTheEnd = Clock.fixed(NOW, ZoneOffset.UTC);
        List<Key> old = new ArrayList<>();
        try (SessionStore store = SERVERS.store(kind, sessions(), atTheEnd)) {
            for (int i = 0; i < 300; i++) {
                old.add(new Key(i % 2 == 0 ? "site" : "other", ids.next()));
                store.create(old.get(i), entry(1, "old"));
            }
            store.create(ANN, new Entry(new byte[0], NOW.plus(Duration.ofHours(1)), 1));
            int steps = 1;
            while (store.expire(NOW)) {
                steps++;
            }
            boolean inSteps = kind != Kind.MEMORY && kind != Kind.REDIS;
            assertTrue(!inSteps || steps > 1, "in steps that are in nobody's way: " + steps);
            Eventually.holds("all of them are gone", () -> {
                for (Key each : old) {
                    if (store.load(each) != null) {
                        return false;
                    }
                }
                return true;
            });
            assertNotNull(store.load(ANN));
            if (kind == Kind.FILE) {
                try (Stream<Path> all = Files.walk(sessions())) {
                    assertEquals(
                            List.of(file()),
                            all.filter(Files::isRegularFile)
                                    .filter(each -> !each.startsWith(sessions().resolve("locks")))
                                    .toList());
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void anyBytes_comeBackAsTheyWere(Kind kind) throws IOException {
        byte[] all = new byte[3_000_000];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) (i * 31 >> 3);
        }
        try (SessionStore store = store(kind)) {
            store.create(ANN, new Entry(all, NOW, 1));
            Entry loaded = store.load(ANN);
            assertNotNull(loaded);
            assertArrayEquals(all, loaded.content());
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void ofManyWhoStoreTheNextVersion_oneDoes(Kind kind) throws Exception {
        int writers = 4;
        int rounds = 25;
        AtomicInteger created = new AtomicInteger();
        AtomicInteger replaced = new AtomicInteger();
        ExecutorService pool = Executors.newFixedThreadPool(writers);
        SessionStore first = store(kind);
        try (SessionStore second = kind.isShared() ? store(kind) : first) {
            CyclicBarrier together = new CyclicBarrier(writers);
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < writers; i++) {
                SessionStore store = i % 2 == 0 ? first : second;
                String name = "writer " + i;
                all.add(pool.submit(() -> {
                    together.await();
                    created.addAndGet(store.create(ANN, entry(1, name)) ? 1 : 0);
                    for (int version = 2; version < 2 + rounds; version++) {
                        together.await();
                        replaced.addAndGet(store.replace(ANN, entry(version, name)) ? 1 : 0);
                    }
                    return null;
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
            assertEquals(1, created.get());
            assertEquals(rounds, replaced.get());
        } finally {
            pool.shutdownNow();
            first.close();
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void sessionsOfBefore_areThereAfterARestart_butForThoseInMemory(Kind kind) throws IOException {
        store(kind).close();
        try (SessionStore store = store(kind)) {
            store.create(ANN, entry(1, "a"));
        }
        try (SessionStore store = store(kind)) {
            assertEquals(kind == Kind.MEMORY ? "none" : "a 1 " + NOW, text(store, ANN));
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void closedStore_leavesNoThreadBehind(Kind kind) throws IOException {
        Set<Thread> others = Thread.getAllStackTraces().keySet(); // those of other tests' drivers live on for a while
        try (SessionStore store = store(kind)) {
            store.create(ANN, entry(1, "a"));
        }
        Eventually.holds(
                "no thread is left",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> !others.contains(thread))
                        .map(Thread::getName)
                        .noneMatch(name -> name.matches("(?i).*(lettuce|postern-sessions|postgresql|h2).*")));
    }

    // --- files

    @Test
    void folderThatWasThereAndIsGone_isAFailure_andNotAnEmptySession() throws IOException {
        FileStore store = new FileStore(sessions());
        store.create(ANN, entry(1, "some content"));
        Path away = sessions().resolveSibling("away");
        Files.move(sessions(), away);
        assertThrows(IOException.class, () -> store.load(ANN));
        assertThrows(IOException.class, () -> store.create(ANN, entry(1, "new")));
        Files.move(away, sessions());
        assertNotNull(store.load(ANN));
    }

    @Test
    void fileThatIsNotWhole_isToldOnce_andPutAside() throws IOException {
        FileStore store = new FileStore(sessions());
        store.create(ANN, entry(1, "some content"));
        byte[] whole = Files.readAllBytes(file());
        for (int length = 0; length < whole.length; length++) {
            Files.write(file(), Arrays.copyOf(whole, length));
            Path file = file();
            Fault fault = assertThrows(Fault.class, () -> store.load(ANN));
            assertEquals(Code.SESSION_DAMAGED, fault.code());
            assertFalse(Files.exists(file));
            assertNull(store.load(ANN));
            assertTrue(store.create(ANN, entry(1, "some content")));
        }
        for (int at = 0; at < whole.length; at++) {
            byte[] changed = whole.clone();
            changed[at] ^= 0x40;
            Files.write(file(), changed);
            assertThrows(Fault.class, () -> store.load(ANN), "byte " + at);
            assertTrue(store.create(ANN, entry(1, "some content")));
        }
        assertArrayEquals(whole, Files.readAllBytes(file()));
    }

    @Test
    void damagedFile_isLeftToItsVisitor_byTheOneWhoClearsAway() throws IOException {
        FileStore store = new FileStore(sessions());
        store.create(ANN, entry(1, "a"));
        Files.write(file(), new byte[] {1, 2, 3});
        Files.setLastModifiedTime(file(), FileTime.from(NOW));
        expire(store, NOW.plus(Duration.ofDays(29)));
        assertThrows(Fault.class, () -> store.load(ANN));
    }

    @Test
    void fileThatWasCopiedBack_isNotClearedAwayByItsTime() throws IOException {
        FileStore store = new FileStore(sessions());
        store.create(ANN, new Entry(new byte[0], NOW.plus(Duration.ofDays(1)), 1));
        Files.setLastModifiedTime(file(), FileTime.from(NOW.minus(Duration.ofDays(40))));
        expire(store, NOW);
        assertNotNull(store.load(ANN));
    }

    @Test
    void fileThatAKilledWriterLeft_isClearedAwayLater() throws IOException {
        FileStore store = new FileStore(sessions());
        store.create(ANN, new Entry(new byte[0], NOW.plus(Duration.ofDays(1)), 1));
        Path left = Files.createFile(file().resolveSibling("." + ANN.id() + ".9.tmp"));
        Files.setLastModifiedTime(left, FileTime.from(NOW));
        expire(store, NOW.plus(Duration.ofMinutes(59)));
        assertTrue(Files.exists(left));
        expire(store, NOW.plus(Duration.ofMinutes(61)));
        assertFalse(Files.exists(left));
        assertNotNull(store.load(ANN));
    }

    private static void expire(SessionStore store, Instant now) throws IOException {
        boolean more = true;
        while (more) {
            more = store.expire(now);
        }
    }

    @Test
    void folderThatOthersMayEnter_isRefused() throws IOException {
        Files.createDirectory(sessions());
        Files.setPosixFilePermissions(sessions(), PosixFilePermissions.fromString("rwxr-x---"));
        FileStore store = new FileStore(sessions());
        for (Executable step : List.<Executable>of(() -> store.load(ANN), () -> store.create(ANN, entry(1, "a")))) {
            IOException refused = assertThrows(IOException.class, step);
            assertTrue(String.valueOf(refused.getMessage()).contains("its mode is rwxr-x---"), refused.getMessage());
        }
    }

    @Test
    void linkInPlaceOfAFile_isNotFollowed() throws IOException {
        FileStore store = new FileStore(sessions());
        store.create(ANN, entry(1, "a"));
        Path file = file();
        Path elsewhere = Files.move(file, folder.resolve("elsewhere"));
        Files.createSymbolicLink(file, elsewhere);
        assertThrows(IOException.class, () -> store.load(ANN));
    }
}

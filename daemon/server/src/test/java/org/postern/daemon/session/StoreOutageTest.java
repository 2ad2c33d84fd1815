package org.postern.daemon.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postern.api.spi.SessionStore;
import org.postern.api.spi.SessionStore.Entry;
import org.postern.api.spi.SessionStore.Key;
import org.postern.daemon.config.JdbcSettings;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;
import org.postern.daemon.kit.Eventually;
import org.postern.daemon.kit.ServerProcess;
import org.postern.daemon.session.StoreServers.Kind;

/** Stores whose server ends, hangs, comes back, or is not what the settings say. */
class StoreOutageTest {

    private static final Key ANN = new Key("site", "0123456789abcdef0123456789abcdef");
    private static final Instant END = StoreServers.STORED.plus(Duration.ofHours(1));

    @RegisterExtension
    static final StoreServers SERVERS = new StoreServers();

    @TempDir
    private Path folder;

    private static ServerProcess server(Kind kind) {
        return kind == Kind.REDIS ? SERVERS.redis() : SERVERS.postgres();
    }

    private static Entry entry(long version) {
        return new Entry(new byte[] {1}, END, version);
    }

    private static void awaitBack(SessionStore store) {
        Eventually.holds("the store is back", () -> {
            try {
                return store.load(ANN) != null;
            } catch (IOException notYet) {
                return false;
            }
        });
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"REDIS", "POSTGRESQL"})
    void serverThatWasKilled_isAFailureOfEachStep_andUsedAgainWhenItIsBack(Kind kind) throws Exception {
        try (SessionStore store = SERVERS.store(kind, folder)) {
            assertTrue(store.create(ANN, entry(1)));
            server(kind).kill();
            try {
                IOException failure = assertThrows(IOException.class, () -> store.load(ANN));
                assertTrue(String.valueOf(failure.getMessage())
                        .contains("127.0.0.1:" + server(kind).port()));
                assertThrows(IOException.class, () -> store.create(ANN, entry(1)));
                assertThrows(IOException.class, () -> store.replace(ANN, entry(2)));
                assertThrows(IOException.class, () -> store.delete(ANN));
                assertThrows(IOException.class, () -> store.expire(END));
            } finally {
                server(kind).start();
            }
            awaitBack(store);
            assertTrue(store.replace(ANN, entry(2)));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"REDIS", "POSTGRESQL"})
    void serverThatIsDownFirst_isUsedWhenItComes(Kind kind) throws Exception {
        try (SessionStore before = SERVERS.store(kind, folder)) {
            before.create(ANN, entry(1));
        }
        server(kind).kill();
        SessionStore store;
        try {
            store = SERVERS.store(kind, folder);
            assertThrows(IOException.class, () -> store.load(ANN));
        } finally {
            server(kind).start();
        }
        awaitBack(store);
        store.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"REDIS", "POSTGRESQL"})
    void serverThatHangs_isTriedByOneAtATime_theOthersFailAtOnce(Kind kind) throws Exception {
        try (SessionStore store = SERVERS.store(kind, folder)) {
            assertTrue(store.create(ANN, entry(1)));
            server(kind).freeze();
            try {
                assertThrows(IOException.class, () -> store.load(ANN));
                ExecutorService pool = Executors.newSingleThreadExecutor();
                CountDownLatch over = new CountDownLatch(1);
                Future<?> tries = pool.submit(() -> {
                    while (over.getCount() > 0) {
                        assertThrows(IOException.class, () -> store.load(ANN));
                    }
                });
                Eventually.holds("another one is not let through", () -> {
                    IOException failure = assertThrows(IOException.class, () -> store.load(ANN));
                    return String.valueOf(failure.getMessage()).contains("another request tries it");
                });
                over.countDown();
                tries.get();
                pool.shutdown();
            } finally {
                server(kind).thaw();
            }
            awaitBack(store);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"REDIS", "POSTGRESQL"})
    void passwordThatIsWrong_isAFailure_untilItIsRight(Kind kind) throws Exception {
        Path file = server(kind).passwordFile();
        Path right = Files.copy(file, folder.resolve("right"), StandardCopyOption.COPY_ATTRIBUTES);
        SessionStore store;
        try {
            Files.writeString(file, "wrong");
            store = SERVERS.store(kind, folder);
            IOException failure = assertThrows(IOException.class, () -> store.load(ANN));
            assertFalse(String.valueOf(failure.getMessage()).contains("wrong"), failure.getMessage());
        } finally {
            Files.write(file, Files.readAllBytes(right));
        }
        Eventually.holds("the store is back", () -> {
            try {
                return store.create(ANN, entry(1));
            } catch (IOException notYet) {
                return false;
            }
        });
        store.close();
    }

    @Test
    void valueOfAnotherProgram_isToldOnce_andRemoved() throws IOException {
        try (SessionStore store = SERVERS.store(Kind.REDIS, folder)) {
            SERVERS.redis().ask("SET \"" + folder + ":" + ANN.interpreter() + ":" + ANN.id() + "\" short");
            assertSame(
                    Code.SESSION_DAMAGED,
                    assertThrows(Fault.class, () -> store.load(ANN)).code());
            assertNull(store.load(ANN));
        }
    }

    @Test
    void tableThatSomebodyElseHasMade_isUsed_byAnAccountThatMayMakeNone() throws Exception {
        SERVERS.postgres()
                .execute(
                        "CREATE SCHEMA web",
                        "CREATE TABLE web.visits (interpreter VARCHAR(100) NOT NULL, id VARCHAR(32) NOT NULL, version BIGINT NOT"
                                + " NULL, expires BIGINT NOT NULL, content BYTEA NOT NULL, PRIMARY KEY (interpreter, id))",
                        "CREATE ROLE guest LOGIN PASSWORD 'guest'",
                        "GRANT USAGE ON SCHEMA web TO guest",
                        "GRANT SELECT, INSERT, UPDATE, DELETE ON web.visits TO guest");
        Path password = Files.copy(
                SERVERS.postgres().passwordFile(), folder.resolve("password"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.writeString(password, "guest");
        try (SessionStore store = new JdbcStore(guest("web.visits", password))) {
            assertTrue(store.create(ANN, entry(1)));
            assertNotNull(store.load(ANN));
        }
        try (SessionStore store = new JdbcStore(guest("web.others", password))) {
            IOException failure = assertThrows(IOException.class, () -> store.load(ANN));
            assertTrue(String.valueOf(failure.getMessage()).contains("permission denied"), failure.getMessage());
        }
    }

    private static JdbcSettings guest(String table, Path password) {
        return new JdbcSettings(
                SERVERS.postgres().url(), "guest", password, table, 2, Duration.ofSeconds(2), List.of());
    }

    @Test
    void tableThatIsDropped_isMadeAgain() throws Exception {
        try (SessionStore store = SERVERS.store(Kind.POSTGRESQL, folder)) {
            assertTrue(store.create(ANN, entry(1)));
            SERVERS.postgres().execute("DROP TABLE " + StoreServers.table(folder));
            assertThrows(IOException.class, () -> store.load(ANN));
            assertNull(store.load(ANN));
            assertTrue(store.create(ANN, entry(1)));
        }
    }

    @Test
    void urlWithoutADriver_isRefused() {
        JdbcSettings settings =
                new JdbcSettings("jdbc:nobody://host/db?a=b", null, null, "t", 1, Duration.ofSeconds(2), List.of());
        Fault fault = assertThrows(Fault.class, () -> new JdbcStore(settings).close());
        assertEquals(Code.BAD_SETTING, fault.code());
        assertTrue(fault.text().contains("sessions.jdbc.driver-path"), fault.text());
    }

    @Test
    void rowThatIsHeldByOthers_isAFailureInTime() throws Exception {
        try (SessionStore store = SERVERS.store(Kind.POSTGRESQL, folder)) {
            assertTrue(store.create(ANN, entry(1)));
            SERVERS.postgres().whileHeld("LOCK TABLE " + StoreServers.table(folder), () -> {
                IOException failure = assertThrows(IOException.class, () -> store.replace(ANN, entry(2)));
                assertTrue(String.valueOf(failure.getMessage()).contains("cancel"), failure.getMessage());
            });
            assertTrue(store.replace(ANN, entry(2)));
        }
    }
}

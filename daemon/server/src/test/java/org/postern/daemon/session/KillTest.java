package org.postern.daemon.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.api.spi.SessionStore.Entry;
import org.postern.api.spi.SessionStore.Key;

/** A process that stores sessions is killed by SIGKILL: each session is the old or the new one afterwards. */
class KillTest {

    private static final int SESSIONS = 8;
    private static final String NOWHERE = "nowhere";

    @TempDir
    private Path folder;

    /** The process: stores one session after the other, and says so. */
    static final class Writer {

        private static String stop = NOWHERE;

        public static void main(String[] args) throws IOException {
            FileStore store = new FileStore(Path.of(args[0]), Writer::step);
            int rounds = Integer.parseInt(args[2]);
            for (int i = 0; ; i++) {
                stop = i == rounds ? args[1] : NOWHERE;
                Key key = key(i % SESSIONS);
                Entry there = store.load(key);
                long version = there == null ? 1 : there.version() + 1;
                Entry next = new Entry(content(version), FAR, version);
                if (!(there == null ? store.create(key, next) : store.replace(key, next))) {
                    throw new IllegalStateException("nobody else is there");
                }
                say(i % SESSIONS + " " + version);
            }
        }

        private static void step(String step) {
            if (step.equals(stop)) {
                say("stopped");
                while (true) {
                    LockSupport.park();
                }
            }
        }

        /** In one piece, so that nobody reads half a line of one that is killed. */
        private static void say(String line) {
            byte[] bytes = (line + "\n").getBytes(StandardCharsets.US_ASCII);
            System.out.write(bytes, 0, bytes.length);
            System.out.flush();
        }
    }

    private static final Instant FAR = Instant.parse("2100-01-01T00:00:00Z");

    private static Key key(int number) {
        return new Key("site", "%032x".formatted(number + 1));
    }

    /** Of a length that takes more than one write of the system's. */
    private static byte[] content(long version) {
        byte[] content = new byte[(int) (1000 + version * 7919 % 200_000)];
        new Random(version).nextBytes(content);
        return content;
    }

    /** Runs a writer until it stops at a place, or has told of so many sessions; then kills it, and looks what it has left. */
    private void kill(String stop, int rounds) throws IOException, InterruptedException {
        Process writer = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        folder.resolve("sessions").toString(),
                        stop,
                        Integer.toString(rounds)))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Map<Integer, Long> told = new HashMap<>();
        try (BufferedReader lines = writer.inputReader(StandardCharsets.US_ASCII)) {
            boolean killed = false;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                boolean stopped = line.equals("stopped");
                if (!stopped) {
                    told.put(Integer.valueOf(line.split(" ")[0]), Long.valueOf(line.split(" ")[1]));
                }
                if (!killed && (stopped || stop.equals(NOWHERE) && --rounds <= 0)) {
                    writer.toHandle()
                            .destroyForcibly(); // which, other than that of Process, leaves what it has said to be read
                    killed = true;
                }
            }
            assertTrue(killed, "the writer ended by itself");
        } finally {
            writer.destroyForcibly();
        }
        assertEquals(128 + 9, writer.waitFor());
        check(told);
    }

    private void check(Map<Integer, Long> told) throws IOException {
        FileStore store = new FileStore(folder.resolve("sessions"));
        for (int number = 0; number < SESSIONS; number++) {
            long version = told.getOrDefault(number, 0L);
            Entry there = store.load(key(number));
            if (version > 0) {
                assertNotNull(there, "session " + number + " was stored");
                assertTrue(
                        there.version() == version || there.version() == version + 1,
                        "session " + number + " was stored in version " + version + ", and is " + there.version());
            }
            if (there != null) {
                assertArrayEquals(content(there.version()), there.content());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"begin", "write", "rename", "end"})
    void writerThatIsKilledAtEachStep_leavesTheOldOrTheNewSession(String step) throws Exception {
        kill(step, SESSIONS + 3);
        kill(step, 0); // by a new one on what the first has left
    }

    @Test
    void writerThatIsKilledAnywhere_leavesTheOldOrTheNewSession() throws Exception {
        everywhere(new Random(3), 4);
    }

    @Test
    @Tag("long")
    void writerThatIsKilledAHundredTimes_leavesTheOldOrTheNewSession_long() throws Exception {
        everywhere(new Random(), 100);
    }

    private void everywhere(Random random, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            kill(NOWHERE, 1 + random.nextInt(300));
        }
    }
}

package org.postern.daemon.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postern.api.spi.SessionStore.Entry;
import org.postern.api.spi.SessionStore.Key;
import org.postern.daemon.kit.Eventually;

/** A folder of sessions that two processes have, as while a daemon is restarted. */
@Timeout(60)
class TwoProcessesTest {

    private static final Key ANN = new Key("site", "0123456789abcdef0123456789abcdef");

    @TempDir
    Path folder;

    private static Entry entry(long version, String text) {
        return new Entry(text.getBytes(StandardCharsets.UTF_8), Instant.parse("2100-01-01T12:00:00Z"), version);
    }

    /** The other process: changes a session, and stops just before that is in its place, until it is told to go on. */
    public static void main(String[] arguments) throws IOException {
        FileStore store = new FileStore(Path.of(arguments[0]), step -> {
            if (step.equals("rename")) {
                System.out.println(step);
                goOn();
            }
        });
        System.out.println(store.replace(ANN, entry(2, "theirs")));
    }

    private static void goOn() {
        try {
            System.in.read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void changeOfOne_waitsForThatOfTheOther_andThenSeesIt() throws Exception {
        try (FileStore ours = new FileStore(folder.resolve("sessions"))) {
            assertTrue(ours.create(ANN, entry(1, "first")));
            Process other = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            TwoProcessesTest.class.getName(),
                            folder.resolve("sessions").toString()))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            BufferedReader said = other.inputReader(StandardCharsets.UTF_8);
            assertEquals("rename", said.readLine());
            CompletableFuture<Boolean> replaced = new CompletableFuture<>();
            Thread replacing = new Thread(() -> {
                try {
                    replaced.complete(ours.replace(ANN, entry(2, "ours")));
                } catch (IOException e) {
                    replaced.completeExceptionally(e);
                }
            });
            replacing.start();
            Eventually.holds("it waits, or does not", () -> replaced.isDone() || isLocking(replacing));
            other.getOutputStream().write('\n');
            other.getOutputStream().flush();
            assertEquals("true", said.readLine());
            assertFalse(replaced.get(30, TimeUnit.SECONDS), "it was changed meanwhile");
            Entry there = ours.load(ANN);
            assertEquals("theirs", new String(there.content(), StandardCharsets.UTF_8));
            assertEquals(0, other.waitFor());
        }
    }

    private static boolean isLocking(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .anyMatch(frame -> frame.getMethodName().equals("lock0"));
    }
}

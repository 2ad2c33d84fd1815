package org.postern.daemon.configtree;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;
import org.postern.daemon.fault.LogText;

/** Has httpd print its configuration, at most once a minute, for at most ten seconds. Safe for any thread. */
public final class HttpdConfig implements Supplier<String> {

    private static final int MOST = 16 << 20;
    private static final Duration FRESH = Duration.ofMinutes(1);

    private final @Nullable String command;
    private final Clock clock;
    private final Duration patience;
    private String dump = "";
    private Instant stale = Instant.EPOCH;

    /** @param command for the shell; null if there is none */
    public HttpdConfig(@Nullable String command, Clock clock) {
        this(command, clock, Duration.ofSeconds(10));
    }

    HttpdConfig(@Nullable String command, Clock clock, Duration patience) {
        this.command = command;
        this.clock = clock;
        this.patience = patience;
    }

    @Override
    public synchronized String get() {
        String asking = command;
        if (asking == null) {
            throw new Fault(
                    Code.CONFIG_TREE,
                    "Apache.configTree(): the setting httpd.config-command is not set (expected: a command that prints httpd's"
                            + " configuration)");
        }
        Instant now = clock.instant();
        if (!now.isBefore(stale) || now.isBefore(stale.minus(FRESH))) { // or the clock was set back
            dump = output(asking);
            stale = clock.instant().plus(FRESH);
        }
        return dump;
    }

    private String output(String asking) {
        try {
            Path errors = Files.createTempFile("postern-config", "");
            try {
                return output(asking, errors);
            } finally {
                Files.deleteIfExists(errors);
            }
        } catch (IOException e) {
            throw new Fault(Code.CONFIG_TREE, "httpd.config-command = " + asking + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Fault(Code.CONFIG_TREE, "httpd.config-command = " + asking + ": interrupted", e);
        }
    }

    private String output(String asking, Path errors) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("/bin/sh", "-c", asking)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectError(errors.toFile())
                .start();
        Executor late = CompletableFuture.delayedExecutor(patience.toMillis(), TimeUnit.MILLISECONDS);
        CompletableFuture<Void> end = CompletableFuture.runAsync(() -> kill(process), late);
        try (InputStream printed = process.getInputStream()) {
            byte[] bytes = printed.readNBytes(MOST + 1);
            if (bytes.length > MOST) {
                throw new IOException("prints more than " + MOST + " bytes");
            }
            int exit = process.waitFor();
            if (end.isDone()) {
                throw new IOException("did not end within " + patience.toMillis() / 1000.0 + " s");
            }
            if (exit != 0) {
                throw new IOException("exit code " + exit + ": "
                        + LogText.of(new String(Files.readAllBytes(errors), StandardCharsets.UTF_8).strip()));
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } finally {
            end.cancel(false);
            kill(process);
        }
    }

    /** The shell, and what it has started, which may hold the pipe open without it. */
    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}

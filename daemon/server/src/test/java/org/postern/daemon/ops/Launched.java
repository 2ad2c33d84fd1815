package org.postern.daemon.ops;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import org.postern.daemon.kit.Eventually;

/** A run of {@code scripts/postern}. */
final class Launched {

    private static final Path LAUNCHER =
            Path.of("../../scripts/postern").toAbsolutePath().normalize();

    private final Process process;
    private final List<String> out = new CopyOnWriteArrayList<>();
    private final List<String> err = new CopyOnWriteArrayList<>();
    private final List<Thread> readers = new ArrayList<>();

    Launched(String... arguments) throws IOException {
        this(Map.of(), arguments);
    }

    Launched(Map<String, String> environment, String... arguments) throws IOException {
        this(environment, command(arguments));
    }

    /** A launcher elsewhere, or by another user. */
    Launched(Map<String, String> environment, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        this.process = builder.start();
        read(process.inputReader(StandardCharsets.UTF_8), out);
        read(new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8)), err);
    }

    private static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(LAUNCHER.toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    private void read(BufferedReader from, List<String> into) {
        Thread reader = new Thread(() -> from.lines().forEach(into::add));
        reader.start();
        readers.add(reader);
    }

    /** Waits for the end; the exit code. */
    int code() throws InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("still runs: " + out + err);
        }
        for (Thread reader : readers) {
            reader.join();
        }
        return process.exitValue();
    }

    /** Standard output so far, or all of it after {@link #code}. */
    String out() {
        return String.join("\n", out);
    }

    String err() {
        return String.join("\n", err);
    }

    /** Waits for a line on standard output that begins so; the line. */
    String awaitLine(String beginning) {
        Eventually.holds(
                "a line \"" + beginning + "...\"",
                () -> out.stream().anyMatch(line -> line.startsWith(beginning)) || !process.isAlive());
        return out.stream()
                .filter(line -> line.startsWith(beginning))
                .findFirst()
                .orElseThrow(() -> new AssertionError("ended: " + out() + err()));
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }
}

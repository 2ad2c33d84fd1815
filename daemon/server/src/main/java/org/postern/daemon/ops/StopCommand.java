package org.postern.daemon.ops;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.postern.daemon.config.SettingsReader;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "stop", description = "Stop a daemon that `postern start` runs, and wait until it has ended.")
final class StopCommand implements Callable<Integer> {

    private static final int PATIENCE = 30;

    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "The settings with which it was started.")
    private Path config = Path.of("");

    @Option(names = "--help", usageHelp = true, description = "This text.")
    private boolean help;

    @Override
    public Integer call() {
        Path file = PidFile.of(new SettingsReader().file(config).read(), config).path();
        ProcessHandle daemon = running(pid(file))
                .orElseThrow(() -> new Fault(Code.CANNOT_START, "no daemon runs under the process id in " + file));
        List<ProcessHandle> children = daemon.children().toList();
        stop(daemon);
        successor(file, children).ifPresent(StopCommand::stop);
        return 0;
    }

    /** A child that has put its process id in the file while its parent was asked to end: a restart was under way. */
    private static Optional<ProcessHandle> successor(Path file, List<ProcessHandle> children) {
        return Files.exists(file) ? running(pid(file)).filter(children::contains) : Optional.empty();
    }

    private static Optional<ProcessHandle> running(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
    }

    private static void stop(ProcessHandle daemon) {
        daemon.destroy();
        try {
            daemon.onExit().get(PATIENCE, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new Fault(
                    Code.CANNOT_START, "process " + daemon.pid() + " has not ended after " + PATIENCE + " s", e);
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("nobody interrupts this, and the end of a process is no failure", e);
        }
    }

    private static long pid(Path file) {
        try {
            return Long.parseLong(Files.readString(file).strip());
        } catch (IOException | NumberFormatException e) {
            throw new Fault(
                    Code.CANNOT_START, "no daemon runs with these settings: there is no process id in " + file, e);
        }
    }
}

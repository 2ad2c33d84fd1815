package org.postern.daemon.ops;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.Daemon;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a daemon is replaced by another process, its child, so that user, environment, standard streams and systemd's unit stay what they
 * are.
 *
 * <pre>
 *   postern restart -&gt; restart   starts the successor, which reads the settings and loads modules
 *   the successor   -&gt; give      gets the sockets, listens on them and on those that are new
 *                      serving   this one listens no longer, ends its requests, and then itself
 *                      failed    or its end, or nothing in time: this one goes on as if nothing had been
 * </pre>
 *
 * The step of no return is {@code serving}: before it, all that lies on disk is this process's, whoever is killed; with it, the successor's
 * process id and control socket, which lie beside, come in place. Each end of a process in between leaves a file that nobody listens behind, at worst, which the next start replaces.
 */
final class Restart implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Restart.class);
    private static final int FIRST_PROCESS = 1;
    private static final long END_SECONDS = 10;

    /**
     * A successor.
     *
     * @param failure completed with the empty string where it serves
     */
    private record Attempt(Process process, CompletableFuture<String> failure) {}

    private final Daemon daemon;
    private final List<String> command;
    private final Runnable end;
    private final Consumer<Fault> fail;
    private @Nullable Attempt attempt;
    private boolean closed;
    private boolean left;
    private volatile Set<Path> theirs = Set.of();

    /**
     * @param command starts a successor
     * @param end ends this process well
     * @param fail ends it with a failure
     */
    Restart(Daemon daemon, List<String> command, Runnable end, Consumer<Fault> fail) {
        this.daemon = daemon;
        this.command = command;
        this.end = end;
        this.fail = fail;
    }

    // --- asked by an operator

    /** Starts a successor, and waits until it serves. */
    ControlSocket.Answer restart(long seconds) {
        Attempt successor = begin();
        String failure = failure(successor, seconds);
        long own = ProcessHandle.current().pid();
        long other = successor.process().pid();
        if (failure.isEmpty()) {
            return new ControlSocket.Answer(0, "process " + other + " serves in place of process " + own + "\n");
        }
        giveUp(successor);
        LOG.error("{} process {} does not take over: {}", Code.RESTART.id(), other, failure);
        throw new Fault(
                Code.RESTART, "process " + own + " goes on, as process " + other + " did not take over: " + failure);
    }

    private synchronized Attempt begin() {
        if (attempt != null || closed) {
            throw new Fault(Code.RESTART, "another restart, or the end of the daemon, is under way");
        }
        if (!daemon.sharesSockets()) {
            throw new Fault(
                    Code.RESTART,
                    "sockets cannot be handed over without native epoll (expected: ajp.native = on, on Linux on x86-64"
                            + " or ARM64); stop and start the daemon instead");
        }
        if (ProcessHandle.current().pid() == FIRST_PROCESS) {
            throw new Fault(
                    Code.RESTART,
                    "the daemon is process 1, with whose end all others end, the successor too; restart the container"
                            + " instead, or have an init in it");
        }
        try {
            Process process = new ProcessBuilder(command).inheritIO().start();
            LOG.info("process {} starts, to take over", process.pid());
            Attempt begun = new Attempt(process, new CompletableFuture<>());
            process.onExit()
                    .thenAccept(ended -> decide(
                            begun,
                            "it ended with code " + ended.exitValue()
                                    + ", and why stands on the daemon's standard error"));
            attempt = begun;
            return begun;
        } catch (IOException e) {
            throw new Fault(Code.RESTART, "a new process cannot be started: " + e.getMessage(), e);
        }
    }

    private String failure(Attempt successor, long seconds) {
        try {
            return successor.failure().get(seconds, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            return decide(
                    successor, "it does not serve after " + seconds + " s (expected: that it does; see --timeout)");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return decide(successor, "the daemon ends");
        } catch (ExecutionException e) {
            throw new IllegalStateException("never completed so", e);
        }
    }

    /** What came first counts. */
    private synchronized String decide(Attempt successor, String failure) {
        successor.failure().complete(failure);
        return successor.failure().join();
    }

    private void giveUp(Attempt failed) {
        Process process = failed.process();
        process.destroy();
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
        synchronized (this) {
            attempt = null;
            if (closed) {
                return;
            }
            daemon.resume();
        }
        Systemd.ready(); // the other one may have said that it is
    }

    // --- asked by the successor

    /** Gives it what it wants, of what there is. */
    synchronized ControlSocket.Answer give(long process, String meeting, String wanted) {
        checkUnderWay(process);
        return new ControlSocket.Answer(0, String.join(",", daemon.give(List.of(wanted.split(",")), meeting, process)));
    }

    /** Leaves it the place. */
    synchronized ControlSocket.Answer serving(long process, Path control, Path pidFile) {
        Attempt successor = checkUnderWay(process);
        if (successor.failure().isDone()) {
            throw new Fault(Code.RESTART, "process " + process + " is too late");
        }
        theirs = Set.of(control, pidFile);
        daemon.leave();
        theirs.forEach(Restart::publish);
        successor.failure().complete("");
        LOG.info("process {} serves; this one ends its requests", process);
        successor.process().onExit().thenAccept(this::successorEnded);
        Thread leaving = new Thread(
                () -> {
                    daemon.awaitLeft();
                    if (leave()) {
                        end.run();
                    }
                },
                "postern-leaving");
        leaving.setDaemon(true);
        leaving.start();
        return new ControlSocket.Answer(0, "");
    }

    /** The first reason to leave counts. */
    private synchronized boolean leave() {
        boolean first = !left && !closed;
        left = true;
        return first;
    }

    /** Where it has failed, systemd does not see it, as it is this one's child: what systemd sees is that this one, which says that it is the daemon again, fails. */
    private void successorEnded(Process successor) {
        int code = successor.exitValue();
        if (code == 0) {
            return;
        }
        Fault fault = new Fault(
                Code.SUCCESSOR_ENDED,
                "process " + successor.pid() + ", which served in place of this one, ended with code " + code
                        + " (expected: that it serves)");
        if (!Systemd.isThere()) {
            LOG.error("{}", fault.line());
        } else if (leave()) {
            Systemd.ready();
            fail.accept(fault);
        }
    }

    /** The successor tries again, and says it where that fails, too. */
    private static void publish(Path file) {
        try {
            new FreshFile(file).publish();
        } catch (IOException e) {
            LOG.warn("{}", e.toString());
        }
    }

    /** Does without it. */
    synchronized ControlSocket.Answer failed(long process, String why) {
        checkUnderWay(process).failure().complete(why);
        return new ControlSocket.Answer(0, "");
    }

    private Attempt checkUnderWay(long process) {
        Attempt current = attempt;
        if (current == null || closed || current.process().pid() != process) {
            throw new Fault(Code.RESTART, "process " + process + " is not to take over from this one");
        }
        return current;
    }

    // --- the end

    /** Whether a file belongs to the successor. */
    boolean isTheirs(Path file) {
        return theirs.contains(file);
    }

    /** Ends a successor that does not serve yet. */
    @Override
    public synchronized void close() {
        closed = true;
        if (attempt != null && attempt.failure().complete("the daemon was stopped meanwhile")) {
            attempt.process().destroyForcibly();
        }
    }
}

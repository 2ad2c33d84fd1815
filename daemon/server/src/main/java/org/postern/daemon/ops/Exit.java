package org.postern.daemon.ops;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of a command that runs until it is told to stop: what it has set up is taken down in reverse order, whether it ends by SIGTERM
 * or Ctrl-C, which is a good end with exit code 0, or because something failed. Safe for any thread.
 */
final class Exit {

    private static final Logger LOG = LoggerFactory.getLogger(Exit.class);

    private final Deque<Runnable> cleanups = new ArrayDeque<>();
    private final CompletableFuture<Fault> failure = new CompletableFuture<>();
    private final Thread command = Thread.currentThread();
    private final Thread onSignal = new Thread(this::endBySignal, "postern-exit");

    /** Begins to wait for signals. */
    Exit() {
        Runtime.getRuntime().addShutdownHook(onSignal);
    }

    /** No good end is that of a daemon that has failed, nor of one whose command has died of an error on its way to {@link #abandon}. */
    private void endBySignal() {
        int code = failure.isDone() || !command.isAlive() ? 1 : 0;
        try {
            takeDown();
        } finally {
            Runtime.getRuntime().halt(code);
        }
    }

    /** Has {@code cleanup} run at the end, before those that were given earlier. */
    void add(Runnable cleanup) {
        synchronized (cleanups) {
            cleanups.push(cleanup);
        }
    }

    /** Ends the command with a failure, from any thread. */
    void fail(String why) {
        fail(new Fault(Code.CANNOT_START, why));
    }

    /** The same with a code. */
    void fail(Fault why) {
        failure.complete(why);
    }

    /** Ends the process well, as a signal would, from any thread; does not return. */
    void end() {
        System.exit(0);
    }

    /** Waits for a failure, which it takes down after and returns; a signal ends the process instead. */
    Fault awaitFailure() throws InterruptedException {
        try {
            Fault why = failure.get();
            LOG.error("{}", why.line());
            abandon();
            return why;
        } catch (ExecutionException e) {
            throw new IllegalStateException("never completed so", e);
        }
    }

    /** Takes everything down and stops waiting for signals; for a command that fails. */
    void abandon() {
        Runtime.getRuntime().removeShutdownHook(onSignal);
        takeDown();
    }

    private void takeDown() {
        synchronized (cleanups) {
            while (!cleanups.isEmpty()) {
                cleanups.pop().run();
            }
        }
    }
}

package org.postern.daemon.ops;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * The end of a command that runs until it is told to stop: what it has set up is taken down in reverse order, whether it ends by SIGTERM
 * or Ctrl-C, which is a good end with exit code 0, or because something failed. Safe for any thread.
 */
final class Exit {

    private final Deque<Runnable> cleanups = new ArrayDeque<>();
    private final CompletableFuture<String> failure = new CompletableFuture<>();
    private final Thread onSignal = new Thread(
            () -> {
                takeDown();
                Runtime.getRuntime().halt(0);
            },
            "postern-exit");

    /** Begins to wait for signals. */
    Exit() {
        Runtime.getRuntime().addShutdownHook(onSignal);
    }

    /** Has {@code cleanup} run at the end, before those that were given earlier. */
    void add(Runnable cleanup) {
        synchronized (cleanups) {
            cleanups.push(cleanup);
        }
    }

    /** Ends the command with a failure, from any thread. */
    void fail(String why) {
        failure.complete(why);
    }

    /** Ends the process well, as a signal would, from any thread; does not return. */
    void end() {
        System.exit(0);
    }

    /** Waits for a failure, which it takes down after and returns; a signal ends the process instead. */
    String awaitFailure() throws InterruptedException {
        try {
            String why = failure.get();
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

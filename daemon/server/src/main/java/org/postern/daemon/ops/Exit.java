package org.postern.daemon.ops;

import java.util.concurrent.CountDownLatch;

/** The end of the process on SIGTERM and Ctrl-C, which is a good end: exit code 0. */
final class Exit {

    private Exit() {}

    /**
     * Has {@code cleanUp} run at the end.
     *
     * @return never opens: the process ends within the signal's hook
     */
    static CountDownLatch onSignal(Runnable cleanUp) {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            cleanUp.run();
                            Runtime.getRuntime().halt(0);
                        },
                        "postern-exit"));
        return new CountDownLatch(1);
    }
}

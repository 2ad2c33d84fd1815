package org.postern.daemon.watch;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.WatchKey;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/** The real system's events, made worse. */
final class PoorSystem implements Events {

    private final Events real;
    private final CountDownLatch until;
    private volatile Predicate<Path> refused;

    private PoorSystem(CountDownLatch until, Predicate<Path> refused) throws IOException {
        this.real = Events.ofSystem();
        this.until = until;
        this.refused = refused;
    }

    /** Accepts every folder and never tells anything. */
    static PoorSystem deaf() throws IOException {
        return lateUntil(new CountDownLatch(1));
    }

    /** Tells nothing until the latch opens. */
    static PoorSystem lateUntil(CountDownLatch latch) throws IOException {
        return new PoorSystem(latch, folder -> false);
    }

    /** Says of some folders what Linux says when there is no room for more. */
    static PoorSystem refusing(Predicate<Path> folders) throws IOException {
        return new PoorSystem(new CountDownLatch(0), folders);
    }

    void refuses(Predicate<Path> folders) {
        refused = folders;
    }

    @Override
    public WatchKey register(Path folder) throws IOException {
        if (refused.test(folder)) {
            throw new IOException("User limit of inotify watches reached");
        }
        return real.register(folder);
    }

    @Override
    public WatchKey take() throws InterruptedException {
        until.await();
        return real.take();
    }

    @Override
    public @Nullable WatchKey poll() {
        return real.poll();
    }

    @Override
    public void close() throws IOException {
        real.close();
        until.countDown();
    }
}

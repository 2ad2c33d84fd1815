package org.postern.ajp.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;

/** Event loops that run services on their own threads, and the threads that follow them. */
public final class LeaderLoops extends MultiThreadIoEventLoopGroup {

    private final ExecutorService followers;
    private final Watch watch;

    /**
     * Loops that begin with their first channel.
     *
     * @param threads how many loops; there are more threads where services take long, one for each of these
     * @param failures what services throw, and that there is no thread to be had; from any thread
     */
    public static LeaderLoops of(int threads, IoHandlerFactory io, Consumer<Throwable> failures) {
        ThreadFactory factory = new DefaultThreadFactory("postern-ajp", true);
        return new LeaderLoops(threads, factory, io, Executors.newCachedThreadPool(factory), new Watch(), failures);
    }

    private LeaderLoops(
            int threads,
            ThreadFactory factory,
            IoHandlerFactory io,
            ExecutorService followers,
            Watch watch,
            Consumer<Throwable> failures) {
        super(threads, factory, io, followers, watch, failures);
        this.followers = followers;
        this.watch = watch;
        List<LeaderLoop> loops = new ArrayList<>();
        for (EventExecutor loop : this) {
            loops.add((LeaderLoop) loop);
        }
        watch.begin(loops, new DefaultThreadFactory("postern-watch", true).newThread(watch));
    }

    /** Called while the group is constructed, so all that a loop needs comes as arguments. */
    @Override
    @SuppressWarnings("unchecked")
    protected IoEventLoop newChild(Executor executor, IoHandlerFactory io, Object... arguments) {
        return new LeaderLoop(
                this, executor, io, (Executor) arguments[0], (Watch) arguments[1], (Consumer<Throwable>) arguments[2]);
    }

    /** Asks each loop for an answer; gives how often in a row one of them has had none when it was asked again. For one thread. */
    public int unanswered() {
        int most = 0;
        for (EventExecutor loop : this) {
            most = Math.max(most, ((LeaderLoop) loop).ask());
        }
        return most;
    }

    /**
     * Ends the loops, and interrupts the services that they have gone on without.
     *
     * @return whether they have ended; else a service minds no interruption, and its loop ends with it
     */
    public boolean end(long patience, TimeUnit unit) {
        for (EventExecutor loop : this) {
            ((LeaderLoop) loop).interruptService();
        }
        boolean ended = shutdownGracefully(0, patience, unit).awaitUninterruptibly(2 * patience, unit);
        watch.end();
        followers.shutdownNow();
        return ended;
    }
}

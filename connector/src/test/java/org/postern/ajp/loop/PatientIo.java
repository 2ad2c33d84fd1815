package org.postern.ajp.loop;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.ThreadAwareExecutor;

/** No sockets, and sleep as deep as it may be: where nobody wakes it, it does not look after a second, as Netty's own do. */
final class PatientIo implements IoHandler {

    private final ThreadAwareExecutor executor;
    private final AtomicBoolean asleep = new AtomicBoolean();
    private volatile Thread sleeper;
    private volatile Error breaks;

    PatientIo(ThreadAwareExecutor executor) {
        this.executor = executor;
    }

    /** Fails the next time. */
    void breaks(Error with) {
        breaks = with;
    }

    @Override
    public int run(IoHandlerContext context) {
        Error broken = breaks;
        if (broken != null) {
            breaks = null;
            throw broken;
        }
        if (context.canBlock()) {
            sleeper = Thread.currentThread();
            asleep.set(true);
            while (asleep.get() && context.canBlock()) {
                LockSupport.park(this);
            }
            asleep.set(false);
        }
        return 0;
    }

    @Override
    public void wakeup() {
        if (!executor.isExecutorThread(Thread.currentThread()) && asleep.getAndSet(false)) {
            LockSupport.unpark(sleeper);
        }
    }

    @Override
    public IoRegistration register(IoHandle handle) {
        throw new UnsupportedOperationException("sockets");
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
        return false;
    }
}

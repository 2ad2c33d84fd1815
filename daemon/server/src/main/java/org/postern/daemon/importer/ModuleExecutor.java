package org.postern.daemon.importer;

import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.fault.Code;
import org.slf4j.Logger;

/**
 * Threads of a module, as {@code Apache.executor} and {@code Apache.timer} give them. Their context class loader is the module's; what
 * their tasks throw is logged.
 */
final class ModuleExecutor extends ScheduledThreadPoolExecutor {

    private final String name;
    private final Logger log;
    private volatile boolean periodicEnded;

    ModuleExecutor(String name, int threads, UnitLoader loader, Logger log) {
        super(checked(name, threads), new Threads(name, loader));
        this.name = name;
        this.log = log;
        setRemoveOnCancelPolicy(true);
        setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    private static int checked(String name, int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException(
                    "executor \"" + name + "\": " + threads + " threads (expected: 1 or more)");
        }
        return threads;
    }

    /** Its threads, of the version that made it for as long as it ends with that. */
    private static final class Threads implements ThreadFactory {

        private final String name;
        private final String version;
        private final Set<Thread> made = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
        private final AtomicInteger count = new AtomicInteger();
        private volatile ClassLoader context;

        Threads(String name, UnitLoader loader) {
            this.name = name;
            this.version = " of " + loader.getName();
            this.context = loader;
        }

        @Override
        public Thread newThread(Runnable task) {
            Thread thread = new Thread(task, name + "-" + count.incrementAndGet() + version);
            thread.setDaemon(true);
            thread.setContextClassLoader(context);
            made.add(thread);
            return thread;
        }

        void become(ClassLoader loader) {
            context = loader;
            synchronized (made) {
                made.forEach(thread -> thread.setContextClassLoader(loader));
            }
        }
    }

    /** From now on it does not end with the version that made it, and must not keep that in memory. */
    void outlive(ClassLoader libraries) {
        ((Threads) getThreadFactory()).become(libraries);
    }

    /** Ends what is done again and again; what is to be done once is done. */
    void endPeriodic() {
        periodicEnded = true;
        getQueue().forEach(ModuleExecutor::cancelIfPeriodic);
    }

    private static void cancelIfPeriodic(Runnable task) {
        if (task instanceof RunnableScheduledFuture<?> scheduled && scheduled.isPeriodic()) {
            scheduled.cancel(false);
        }
    }

    /** What was at work when its like was ended is not in the queue then, and comes to it again. */
    @Override
    protected void beforeExecute(Thread thread, Runnable task) {
        super.beforeExecute(thread, task);
        if (periodicEnded) {
            cancelIfPeriodic(task);
        }
    }

    @Override
    protected void afterExecute(Runnable task, @Nullable Throwable thrown) {
        super.afterExecute(task, thrown);
        Throwable why = thrown;
        if (why == null && task instanceof Future<?> future && future.isDone()) {
            try {
                future.get();
            } catch (CancellationException ended) {
                return;
            } catch (ExecutionException failed) {
                why = failed.getCause();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        if (why != null) {
            log.error("{} executor \"{}\": a task threw {}", Code.TASK_THREW.id(), name, String.valueOf(why), why);
        }
    }
}

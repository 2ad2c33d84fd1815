package org.postern.daemon.importer;

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
        super(checked(name, threads), threads(name, loader));
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

    private static ThreadFactory threads(String name, UnitLoader loader) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + count.incrementAndGet() + " of " + loader.getName());
            thread.setDaemon(true);
            thread.setContextClassLoader(loader);
            return thread;
        };
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

package org.postern.daemon.leak;

import java.lang.ref.Reference;
import java.lang.reflect.Field;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/** The roots that threads are, by the code that they run and by what they have. */
final class Threads {

    private static final String END = "the thread ends in onRetire";
    private static final String CONTAINERS = "jdk.internal.vm.ThreadContainers";
    private static final String CONTAINER = "jdk.internal.vm.ThreadContainer";

    private static final String TIMER = "java.util.TimerThread";

    private final Fields fields;
    private final Map<Thread, StackTraceElement[]> live = new IdentityHashMap<>();

    /** The threads that are alive now. */
    Threads(Fields fields) {
        this.fields = fields;
        live.putAll(Thread.getAllStackTraces());
        Class<?> containers = Fields.jdkClass(CONTAINERS);
        if (containers != null) {
            addVirtual(Fields.call(containers, "root", null));
        }
        live.remove(Thread.currentThread());
    }

    /** Virtual threads are in no list but that of their container. */
    private void addVirtual(@Nullable Object container) {
        Class<?> type = Fields.jdkClass(CONTAINER);
        if (container == null || type == null) {
            return;
        }
        if (Fields.call(container.getClass(), "threads", container) instanceof Stream<?> threads) {
            threads.map(Thread.class::cast).forEach(thread -> live.computeIfAbsent(thread, Thread::getStackTrace));
        }
        if (Fields.call(type, "children", container) instanceof Stream<?> children) {
            children.forEach(this::addVirtual);
        }
    }

    /** @param loaders by name, which is what a stack frame has of its loader */
    void running(Map<String, ClassLoader> loaders, Consumer<Root> roots) {
        live.forEach((thread, stack) -> {
            for (StackTraceElement frame : stack) {
                ClassLoader loader = loaders.get(frame.getClassLoaderName());
                if (loader != null) {
                    roots.accept(new Root(loader, name(thread) + ", which runs " + place(frame) + ",", "", END));
                    return;
                }
            }
        });
    }

    private static String place(StackTraceElement frame) {
        String method = frame.getClassName() + "." + frame.getMethodName();
        return frame.getFileName() == null
                ? method
                : method + "(" + frame.getFileName() + ":" + frame.getLineNumber() + ")";
    }

    void having(Consumer<Root> roots) {
        live.keySet().forEach(thread -> {
            boolean timer = thread.getClass().getName().equals(TIMER);
            of(thread, name(thread), timer ? "Timer.cancel() in onRetire" : END, roots);
        });
    }

    /** What one thread has, be it alive or not yet started. */
    void of(Thread thread, String name, String remedy, Consumer<Root> roots) {
        roots.accept(new Root(thread, name, " as the thread itself", remedy));
        for (Field field : fields.of(thread.getClass())) {
            Class<?> declaring = field.getDeclaringClass();
            if (declaring.getName().equals(TIMER)) {
                tasks(fields.value(field, thread), name, remedy, roots);
            } else if (declaring != Thread.class && !declaring.getName().equals("java.lang.VirtualThread")) {
                add(fields.value(field, thread), name, " in its field " + field.getName(), remedy, roots);
            }
        }
        add(task(thread), name, " as its task", remedy, roots);
        add(
                fields.read(thread, "uncaughtExceptionHandler"),
                name,
                " as its handler of uncaught exceptions",
                remedy,
                roots);
        locals(fields.read(thread, "threadLocals"), name, roots);
        locals(fields.read(thread, "inheritableThreadLocals"), name, roots);
        add(fields.read(thread, "contextClassLoader"), name, " as its context class loader", remedy, roots);
        // before JDK 24 a thread remembers the code that made it
        add(
                fields.read(thread, "inheritedAccessControlContext"),
                name,
                " as it was made by its code",
                "pools of longer life have their threads before a module uses them",
                roots);
    }

    /** Each a root, lest what else the thread has be nearer, which tells less. */
    private void tasks(@Nullable Object queue, String name, String remedy, Consumer<Root> roots) {
        if (queue != null && fields.read(queue, "queue") instanceof Object[] tasks) {
            for (Object task : tasks) {
                add(task, name, " in its timer's queue", remedy, roots);
            }
        }
    }

    private @Nullable Object task(Thread thread) {
        Object holder = fields.read(thread, "holder");
        Object task = holder == null ? fields.read(thread, "target") : fields.read(holder, "task");
        return task != null ? task : fields.read(thread, "cont");
    }

    private void locals(@Nullable Object map, String name, Consumer<Root> roots) {
        if (map != null && fields.read(map, "table") instanceof Object[] table) {
            for (Object entry : table) {
                if (entry instanceof Reference<?>) {
                    add(
                            fields.read(entry, "value"),
                            name,
                            " in a ThreadLocal",
                            "ThreadLocal.remove() at the end of each request, in a finally",
                            roots);
                }
            }
        }
    }

    private static void add(@Nullable Object start, String holder, String place, String remedy, Consumer<Root> roots) {
        if (start != null) {
            roots.accept(new Root(start, holder, place, remedy));
        }
    }

    private static String name(Thread thread) {
        String kind = thread.getClass().getName().equals("java.lang.VirtualThread") ? "virtual thread" : "thread";
        return thread.getName().isEmpty() ? kind + " without a name" : kind + " \"" + thread.getName() + "\"";
    }
}

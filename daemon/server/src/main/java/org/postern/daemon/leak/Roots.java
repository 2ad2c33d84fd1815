package org.postern.daemon.leak;

import java.lang.reflect.Field;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/** All roots that are known. Where two lead to the same object, the more telling one comes first. */
final class Roots {

    private static final String TAKEN_OUT = "it is taken out of there in onRetire";

    private final Fields fields;

    Roots(Fields fields) {
        this.fields = fields;
    }

    /** @param loaders those that are watched, by name */
    void jdk(Map<String, ClassLoader> loaders, Consumer<Root> roots) {
        Threads threads = new Threads(fields);
        threads.running(loaders, roots);
        for (Registry registry : Registry.ALL) {
            Object value = fields.readStatic(registry.type(), registry.field());
            if (value != null) {
                roots.accept(new Root(value, registry.type(), registry.place(), registry.remedy()));
            }
        }
        new Beans(fields).roots(roots);
        threads.having(roots);
        hooks(threads, roots);
    }

    private void hooks(Threads threads, Consumer<Root> roots) {
        Object hooks = fields.readStatic("java.lang.ApplicationShutdownHooks", "hooks");
        if (hooks instanceof IdentityHashMap<?, ?> && fields.read(hooks, "table") instanceof Object[] table) {
            for (Object each : table) {
                if (each instanceof Thread hook) {
                    threads.of(
                            hook,
                            "shutdown hook \"" + hook.getName() + "\"",
                            "Runtime.removeShutdownHook in onRetire",
                            roots);
                }
            }
        }
    }

    /** What the interpreter keeps for its modules, by what each is called. */
    static void kept(Map<String, ?> values, Consumer<Root> roots) {
        values.forEach((name, value) -> add(
                value, name, "", "values of classes that outlive the module, and nothing else put into them", roots));
    }

    void statics(Class<?> type, Consumer<Root> roots) {
        for (Field field : fields.ofStatic(type)) {
            add(
                    fields.value(field, null),
                    "class " + type.getTypeName(),
                    " in its static field " + field.getName(),
                    TAKEN_OUT,
                    roots);
        }
    }

    private static void add(@Nullable Object start, String holder, String place, String remedy, Consumer<Root> roots) {
        if (start != null) {
            roots.accept(new Root(start, holder, place, remedy));
        }
    }
}

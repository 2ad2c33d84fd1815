package org.postern.daemon.leak;

import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Follows fields from roots, from all of them at once and the near objects first, until it comes upon what belongs to a wanted loader, or
 * has seen as much as it may. So the root that is nearest is named, and of those equally near the first.
 *
 * <p>An object is looked at once. Threads on the way are passed over, as each is a root of its own; so are the fields that the daemon's
 * own classes declare, as these lead to every module: what the daemon holds for modules comes as roots.
 */
final class Walk {

    private static final int OBJECTS = 200_000;
    private static final int OBJECTS_OF_A_ROOT = 20_000;
    private static final int VIA = 4;

    private static final @Nullable ClassLoader OWN = Walk.class.getClassLoader();

    private final Fields fields;
    private final Set<ClassLoader> wanted;
    private final Map<ClassLoader, Holder> found = new IdentityHashMap<>();
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Queue<Step> queue = new ArrayDeque<>();

    /** A root, and how many objects may yet be looked at for its sake. */
    private static final class Beginning {
        private final Root root;
        private int left = OBJECTS_OF_A_ROOT;

        Beginning(Root root) {
            this.root = root;
        }
    }

    /** An object, and how it was reached. */
    private record Step(
            Object object,
            Beginning beginning,
            @Nullable Step before,
            @Nullable String field) {}

    /** @param wanted a set by identity */
    Walk(Fields fields, Set<ClassLoader> wanted) {
        this.fields = fields;
        this.wanted = wanted;
    }

    void begin(Root root) {
        queue.add(new Step(root.start(), new Beginning(root), null, null));
    }

    /** What holds the wanted loaders, as far as it can be found. */
    Map<ClassLoader, Holder> end() {
        while (found.size() < wanted.size() && seen.size() < OBJECTS && !queue.isEmpty()) {
            Step step = queue.remove();
            if (step.beginning.left > 0 && seen.add(step.object)) {
                step.beginning.left--;
                look(step);
            }
        }
        return found;
    }

    private void look(Step step) {
        Object object = step.object;
        if (object instanceof ClassLoader loader && wanted.contains(loader)) {
            found.computeIfAbsent(loader, l -> step.beginning.root.holds(object, via(step)));
        }
        ClassLoader owner = object instanceof Class<?> type
                ? type.getClassLoader()
                : object.getClass().getClassLoader();
        if (owner != null && owner != OWN) {
            add(owner, step, null);
            if (wanted.contains(owner)) {
                found.computeIfAbsent(owner, l -> step.beginning.root.holds(object, via(step)));
                return;
            }
        }
        follow(step);
    }

    private void follow(Step step) {
        Object object = step.object;
        if (object instanceof Object[] array) {
            for (int i = 0; i < array.length && i < OBJECTS_OF_A_ROOT; i++) {
                add(array[i], step, null);
            }
        } else if (object instanceof Executable member) {
            add(member.getDeclaringClass(), step, null);
        } else if (object instanceof Field member) {
            add(member.getDeclaringClass(), step, null);
        } else if (object instanceof ClassLoader loader) {
            add(loader.getParent(), step, null);
            // to the loaders to which it is linked
            followFields(step, true);
        } else if (!(object instanceof Class || object instanceof Thread || object instanceof ThreadGroup)) {
            followFields(step, false);
        }
    }

    private void followFields(Step step, boolean ofLoader) {
        for (Field field : fields.of(step.object.getClass())) {
            Class<?> declaring = field.getDeclaringClass();
            boolean jdk = Fields.isJdk(declaring);
            boolean mine = declaring.getClassLoader() == OWN;
            if (ofLoader ? !jdk : !mine) {
                String name = jdk || ofLoader ? null : declaring.getSimpleName() + "." + field.getName();
                add(fields.value(field, step.object), step, name);
            }
        }
    }

    private void add(@Nullable Object object, Step from, @Nullable String field) {
        if (object != null && !(object instanceof String) && from.beginning.left > 0 && queue.size() < OBJECTS) {
            queue.add(new Step(object, from.beginning, from, field));
        }
    }

    private static List<String> via(Step end) {
        List<String> via = new ArrayList<>();
        for (Step step = end; step != null && via.size() < VIA; step = step.before) {
            if (step.field != null) {
                via.add(0, step.field);
            }
        }
        return via;
    }
}

package org.postern.daemon.leak;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/** One search for what holds some of the watched loaders. It holds them itself, so nothing of it may outlast it. */
final class Scan {

    private Scan() {}

    /**
     * What holds them, as far as it was found.
     *
     * @param watched all that are alive, as one may be held by way of another
     */
    static Map<Watched, Holder> of(Collection<Watched> wanted, Collection<Watched> watched) {
        Map<ClassLoader, Watched> loaders = new IdentityHashMap<>();
        for (Watched each : wanted) {
            ClassLoader loader = each.get();
            if (loader != null) {
                loaders.put(loader, each);
            }
        }
        Map<String, ClassLoader> names = new HashMap<>();
        for (Watched each : watched) {
            ClassLoader loader = each.get();
            if (loader != null && loader.getName() != null) {
                names.put(loader.getName(), loader);
            }
        }
        Map<Watched, Holder> found = new IdentityHashMap<>();
        walk(loaders, names).end().forEach((loader, holder) -> {
            Watched each = loaders.get(loader);
            if (each != null) {
                found.put(each, holder);
            }
        });
        return found;
    }

    private static Walk walk(Map<ClassLoader, Watched> wanted, Map<String, ClassLoader> names) {
        Fields fields = new Fields();
        Walk walk = new Walk(fields, wanted.keySet());
        Roots roots = new Roots(fields);
        wanted.values().forEach(each -> Roots.kept(each.kept(), walk::begin));
        roots.jdk(names, walk::begin);
        var types = Collections.<Class<?>>newSetFromMap(new IdentityHashMap<>());
        wanted.values().forEach(each -> types.addAll(each.longLived()));
        for (Class<?> type : types) {
            roots.statics(type, walk::begin);
        }
        return walk;
    }
}

package org.postern.daemon.importer;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import org.jspecify.annotations.Nullable;
import org.postern.handlers.Cgi;
import org.postern.handlers.FormLogin;
import org.postern.handlers.Htpasswd;
import org.postern.handlers.Psp;
import org.postern.handlers.Publisher;
import org.postern.handlers.Servlets;

/**
 * Postern's own handlers. Their names begin with {@code postern.} and are looked up here alone, so no file can take their place.
 *
 * <p>They are no sources: nothing of them is compiled, reloaded or bound to a folder.
 */
public final class Bundled {

    private static final String PREFIX = "postern.";
    private static final Map<String, Class<?>> CLASSES = new TreeMap<>(Map.of(
            PREFIX + "auth.form",
            FormLogin.class,
            PREFIX + "auth.htpasswd",
            Htpasswd.class,
            PREFIX + "psp",
            Psp.class,
            PREFIX + "cgi",
            Cgi.class,
            PREFIX + "publisher",
            Publisher.class,
            PREFIX + "servlet",
            Servlets.class));

    /** More than any configuration asks for; beyond it they are looked for anew. */
    private static final int CACHED = 1000;

    private final ClassLoader libraries;
    private final ConcurrentMap<Member, Optional<Entry>> entries = new ConcurrentHashMap<>();

    private record Member(String module, String name, Class<?> parameter) {}

    /** @param libraries the context class loader of their calls: that of the interpreter's libraries */
    public Bundled(ClassLoader libraries) {
        this.libraries = libraries;
    }

    /** Whether a module's name is one of those that belong to Postern; a path never is. */
    public static boolean isOurs(String module) {
        return module.startsWith(PREFIX) && module.indexOf('/') < 0;
    }

    /** Whether a class is one of Postern's handlers, or belongs to one. */
    static boolean isOurs(Class<?> type) {
        return type.getPackageName().equals(Psp.class.getPackageName());
    }

    /** The names there are, in order. */
    public static Set<String> names() {
        return CLASSES.keySet();
    }

    /**
     * A method that can be called as a handler; null if the module has none of that name.
     *
     * @param module one of {@link #names}
     * @param member as for {@link Module#entry}
     */
    public @Nullable Entry entry(String module, String member, Class<?> parameter) {
        Class<?> type = CLASSES.get(module);
        if (type == null) {
            throw new IllegalArgumentException(module + " (expected: one of " + names() + ")");
        }
        if (entries.size() >= CACHED) {
            entries.clear();
        }
        Member wanted = new Member(module, member, parameter);
        Optional<Entry> known = entries.get(wanted);
        if (known == null) {
            known = Optional.ofNullable(Entry.find(type, member, parameter, libraries));
            entries.put(wanted, known);
        }
        return known.orElse(null);
    }
}

package org.postern.daemon.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The handlers of one phase: those for all requests, and those for requests with an extension, which take their place there.
 *
 * @param plain for requests whose extension has no list of its own
 * @param byExtension lists under extensions with their leading dot
 */
public record HandlerList(List<Handler> plain, Map<String, List<Handler>> byExtension) {

    static final HandlerList EMPTY = new HandlerList(List.of(), Map.of());

    public HandlerList {
        plain = List.copyOf(plain);
        byExtension = Map.copyOf(byExtension);
    }

    public boolean isEmpty() {
        return plain.isEmpty() && byExtension.isEmpty();
    }

    /** Whether a handler is named as such, and not only as one that a module may have. */
    boolean hasNamed() {
        return Stream.concat(plain.stream(), byExtension.values().stream().flatMap(List::stream))
                .anyMatch(handler -> !(handler instanceof Handler.Named named && named.silent()));
    }

    /** The handlers for a file with this extension; null is none. */
    public List<Handler> forExtension(@Nullable String extension) {
        List<Handler> special = extension == null ? null : byExtension.get(extension);
        return special == null ? plain : special;
    }

    /**
     * These handlers and others behind them, each once. For every extension it has what either list has there, so one list's handlers
     * for an extension never take the place of the other's for all requests.
     */
    HandlerList union(HandlerList other) {
        Map<String, List<Handler>> extensions = new LinkedHashMap<>();
        for (HandlerList list : List.of(this, other)) {
            for (String extension : list.byExtension.keySet()) {
                extensions.put(extension, append(forExtension(extension), other.forExtension(extension)));
            }
        }
        return new HandlerList(append(plain, other.plain), extensions);
    }

    /** These handlers behind {@code first}'s. */
    private static List<Handler> append(List<Handler> first, List<Handler> second) {
        List<Handler> all = new ArrayList<>(first);
        second.stream().filter(handler -> !all.contains(handler)).forEach(all::add);
        return all;
    }

    /**
     * The extension of a file name: everything from the first dot of its last segment on; null if that has no dot.
     *
     * <p>So {@code a.tar.gz} has {@code .tar.gz}, and a list for {@code .gz} does not apply to it.
     */
    public static @Nullable String extension(@Nullable String filename) {
        if (filename == null) {
            return null;
        }
        int dot = filename.indexOf('.', filename.lastIndexOf('/') + 1);
        return dot < 0 ? null : filename.substring(dot);
    }
}

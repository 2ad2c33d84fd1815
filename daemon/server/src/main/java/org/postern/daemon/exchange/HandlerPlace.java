package org.postern.daemon.exchange;

import java.util.List;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.postern.api.Hlist;
import org.postern.daemon.config.Handler;

/**
 * A handler's place in a section's list, which may grow behind it.
 *
 * @param roots where handlers are looked up first
 */
record HandlerPlace(List<Handler> section, int index, Function<Handler, String> roots) implements Hlist {

    @Override
    public String handler() {
        return section.get(index).text();
    }

    @Override
    public String directory() {
        return Roots.asFolder(roots.apply(section.get(index)));
    }

    @Override
    public boolean silent() {
        return section.get(index) instanceof Handler.Named named && named.silent();
    }

    @Override
    public @Nullable Hlist next() {
        return index + 1 < section.size() ? new HandlerPlace(section, index + 1, roots) : null;
    }
}

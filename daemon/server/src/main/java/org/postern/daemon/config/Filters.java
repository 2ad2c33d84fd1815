package org.postern.daemon.config;

import java.util.List;
import java.util.Map;

/**
 * The filters of one direction.
 *
 * @param defined by name in lower case
 * @param used names in lower case, in the order in which a body passes them
 */
public record Filters(Map<String, Handler> defined, List<String> used) {

    public Filters {
        defined = Map.copyOf(defined);
        used = List.copyOf(used);
    }
}

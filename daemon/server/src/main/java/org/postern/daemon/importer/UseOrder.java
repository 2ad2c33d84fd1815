package org.postern.daemon.importer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The order in which versions come to their end: those that use others before these. */
final class UseOrder {

    private final Map<Path, List<Module>> byFile = new HashMap<>();
    private final Set<Module> seen = new HashSet<>();
    private final List<Module> usedFirst = new ArrayList<>();

    private UseOrder() {}

    /** Modules, of any versions; where some use each other, or none the other, the last given comes first. */
    static List<Module> usersFirst(Collection<Module> modules) {
        UseOrder order = new UseOrder();
        modules.forEach(module -> order.byFile
                .computeIfAbsent(module.file(), file -> new ArrayList<>())
                .add(module));
        modules.forEach(order::visit);
        Collections.reverse(order.usedFirst);
        return order.usedFirst;
    }

    private void visit(Module module) {
        if (seen.add(module)) {
            module.uses().forEach(used -> byFile.getOrDefault(used, List.of()).forEach(this::visit));
            usedFirst.add(module);
        }
    }
}

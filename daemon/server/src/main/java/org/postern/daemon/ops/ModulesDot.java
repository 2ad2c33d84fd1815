package org.postern.daemon.ops;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.postern.daemon.importer.ModuleReport;

/**
 * What is loaded, as a graph for Graphviz: an arrow from each module to those that it uses, a frame around each interpreter and around
 * files of one unit. Red is broken; filled is what would be loaded anew.
 */
final class ModulesDot {

    private final StringBuilder dot = new StringBuilder("digraph postern {\n  rankdir=LR\n  node [shape=box]\n");
    private final Map<Path, String> ids = new HashMap<>();
    private int count;

    private ModulesDot() {}

    static String of(List<InterpreterReport> reports) {
        ModulesDot graph = new ModulesDot();
        reports.forEach(graph::interpreter);
        return graph.dot.append("}\n").toString();
    }

    private void interpreter(InterpreterReport report) {
        ids.clear();
        report.modules().forEach(module -> ids.put(module.file(), "m" + count++));
        dot.append("  subgraph cluster_").append(count++).append(" {\n");
        dot.append("    label=").append(quoted(report.name())).append('\n');
        Set<Path> done = new HashSet<>();
        for (ModuleReport module : report.modules()) {
            if (done.add(module.file())) {
                unit(report, module, done);
            }
        }
        for (ModuleReport module : report.modules()) {
            for (Path used : module.uses()) {
                if (ids.containsKey(used)) {
                    dot.append("    ")
                            .append(ids.get(module.file()))
                            .append(" -> ")
                            .append(ids.get(used))
                            .append('\n');
                }
            }
        }
        dot.append("  }\n");
    }

    private void unit(InterpreterReport report, ModuleReport module, Set<Path> done) {
        if (module.unit().isEmpty()) {
            node(report, module);
            return;
        }
        dot.append("    subgraph cluster_").append(count++).append(" {\n");
        dot.append("    label=\"\"; style=dashed; tooltip=")
                .append(quoted(String.join("; ", module.joins())))
                .append('\n');
        done.addAll(module.unit());
        report.modules().stream()
                .filter(each -> each == module || module.unit().contains(each.file()))
                .forEach(each -> node(report, each));
        dot.append("    }\n");
    }

    private void node(InterpreterReport report, ModuleReport module) {
        List<Path> ifChanged = report.ifChanged();
        String version = module.loaded() == null ? "not loaded" : "version " + module.version();
        dot.append("    ").append(ids.get(module.file()));
        dot.append(" [label=").append(quoted(module.file().getFileName() + "\n" + version));
        dot.append(", tooltip=").append(quoted(module.failure() == null ? "" + module.file() : module.failure()));
        if (module.failure() != null) {
            dot.append(", color=red");
        }
        if (ifChanged != null && ifChanged.contains(module.file())) {
            dot.append(", style=filled");
        }
        dot.append("]\n");
    }

    /** Graphviz takes backslashes in labels for its own, and ampersands for HTML's. */
    private static String quoted(String text) {
        return '"'
                + ModulesText.printable(text)
                        .replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("&", "&amp;")
                        .replace("\t", " ")
                        .replace("\n", "\\n")
                + '"';
    }
}

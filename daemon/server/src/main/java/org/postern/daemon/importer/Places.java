package org.postern.daemon.importer;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.postern.daemon.compiler.Lookup;
import org.postern.daemon.compiler.Source;

/** What the folders of look-ups are called in the configuration, where links may stand on the way to them. */
final class Places {

    private final Map<Path, Path> names = new HashMap<>();

    /** @param targets of names; where two lead to one folder, the first by order of the alphabet counts, and a link before the folder */
    Places(Map<Snapshot.Name, Snapshot.Target> targets) {
        targets.forEach((name, target) -> {
            if (!name.isOfDirective()) {
                return;
            }
            Lookup finder = target.finder();
            add(finder.root(), name.root());
            List<Path> path = finder.path();
            for (int i = 0; i < path.size(); i++) {
                add(path.get(i), name.path().get(i));
            }
        });
    }

    private void add(Path real, String name) {
        names.merge(real, Path.of(name), (a, b) -> first(real, a, b));
    }

    /** Modules that import by name name folders as they are, of which the configuration knows nothing. */
    private static Path first(Path real, Path a, Path b) {
        boolean isFirst = a.equals(real) == b.equals(real) ? a.compareTo(b) <= 0 : b.equals(real);
        return isFirst ? a : b;
    }

    /** The path of a source as the configuration leads to it: the same through the switch of a link. */
    Path logical(Source source) {
        for (Path at = source.as(); at != null; at = at.getParent()) {
            Path name = names.get(at);
            if (name != null) {
                return name.resolve(at.relativize(source.as())).normalize();
            }
        }
        return source.as();
    }
}

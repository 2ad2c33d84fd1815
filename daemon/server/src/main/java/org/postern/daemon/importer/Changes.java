package org.postern.daemon.importer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.compiler.Compiled;
import org.postern.daemon.compiler.Lookup;
import org.postern.daemon.compiler.SourceReader;

/** What has changed since a snapshot, and what therefore has to be built anew. */
final class Changes {

    private final Snapshot base;
    private final Set<Path> changed;
    private final Set<Path> stale = new LinkedHashSet<>();
    private final Set<Path> gone = new LinkedHashSet<>();
    private final Set<Path> retried = new LinkedHashSet<>();
    private final Map<Path, String> reasons = new HashMap<>();
    private final @Nullable List<Path> pathNow;

    /** Everything is to be built anew, whether it has changed or not. */
    static Changes everything(Snapshot base) {
        Changes changes = new Changes(base, Set.of(Path.of("/")));
        base.modules().keySet().stream()
                .filter(file -> !changes.gone.contains(file))
                .forEach(file -> changes.because(file, "an operator asked for it"));
        changes.retried.addAll(base.failures().keySet());
        return changes;
    }

    /** @param changed files, or folders below which anything may have changed */
    Changes(Snapshot base, Set<Path> changed) {
        this.base = base;
        this.changed = changed;
        this.pathNow = base.pathNow();
        base.modules().values().forEach(this::look);
        base.failures().forEach(this::look);
        stale.removeAll(gone);
        Set<Path> causes = new HashSet<>(stale);
        causes.addAll(gone);
        for (Path dependent : base.dependents(causes)) {
            because(dependent, "something that it uses changed");
        }
        // what has been gone for some time, and is used by what could not be made without
        stale.stream()
                .map(base::module)
                .filter(Objects::nonNull)
                .filter(Changes::isGone)
                .forEach(module -> gone.add(module.file()));
        stale.removeAll(gone);
    }

    private void look(Module module) {
        Path file = module.file();
        if (touches(file) && isGone(module)) {
            gone.add(file);
            return;
        }
        if (hasLookedInFormerPath(module)) {
            because(file, "a folder of JavaPath leads elsewhere");
        }
        Snapshot.Failure failure = base.failures().get(file);
        for (Path path : since(module)) {
            if (touches(path) && (failure == null || !failure.isAsItWas(path))) {
                because(file, path.equals(file) ? "it changed" : path + " changed, or appeared, or leads elsewhere");
            }
        }
    }

    /** Whether something was found, or looked for in vain, in a folder that is not in JavaPath any more, or stands elsewhere in it. */
    private boolean hasLookedInFormerPath(Module module) {
        List<Path> path = module.compiled().source().lookup().path();
        if (pathNow == null || path.equals(pathNow)) {
            return false;
        }
        int same = 0;
        while (same < Math.min(path.size(), pathNow.size()) && path.get(same).equals(pathNow.get(same))) {
            same++;
        }
        List<Path> former = path.subList(same, path.size());
        return Stream.of(
                        module.uses(),
                        module.compiled().missing(),
                        module.ties().concerns())
                .flatMap(Collection::stream)
                .anyMatch(file -> former.stream().anyMatch(file::startsWith));
    }

    private void look(Path file, Snapshot.Failure failure) {
        if (!mayBeOver(failure)) {
            return;
        }
        retried.add(file);
        Module last = base.module(file);
        if (last == null ? !Files.exists(file) : isGone(last)) {
            gone.add(file);
        } else if (last == null || !isAsLoaded(last)) {
            because(file, "it, or what it uses, changed");
        }
    }

    /** Who saves a file again as it is may have mended what its initialiser met with; a compiler meets with nothing else. */
    private boolean mayBeOver(Snapshot.Failure failure) {
        boolean savedAgain = failure.saved().keySet().stream().anyMatch(this::touches) && failure.isSavedAgain();
        return savedAgain || failure.concerns().stream().anyMatch(path -> touches(path) && !failure.isAsItWas(path));
    }

    private static boolean isGone(Module module) {
        return !Files.isRegularFile(module.file()) && !"".equals(module.origin().passedOver());
    }

    private boolean isAsLoaded(Module module) {
        return since(module).isEmpty()
                && module.uses().stream().map(base::module).allMatch(used -> used != null && !isGone(used));
    }

    /** The paths that are not any more as they were when a module was compiled. */
    static Set<Path> since(Module module) {
        Compiled compiled = module.compiled();
        Set<Path> since = new LinkedHashSet<>(module.ties().since());
        String now = SourceReader.hashNow(module.file());
        if (!now.equals(compiled.source().hash()) && !now.equals(module.origin().passedOver())) {
            since.add(module.file());
        }
        compiled.missing().stream().filter(Files::isRegularFile).forEach(since::add);
        compiled.links().forEach((link, target) -> {
            if (!Lookup.real(link).equals(target)) {
                since.add(link);
            }
        });
        return since;
    }

    private void because(Path file, String reason) {
        stale.add(file);
        reasons.putIfAbsent(file, reason);
    }

    private boolean touches(Path path) {
        for (Path at = path; at != null; at = at.getParent()) {
            if (changed.contains(at)) {
                return true;
            }
        }
        return false;
    }

    /** The files to build anew. */
    Set<Path> stale() {
        return stale;
    }

    /** The files that are not there any more. */
    Set<Path> gone() {
        return gone;
    }

    /** The files whose failures are void. */
    Set<Path> retried() {
        return retried;
    }

    /** Those of {@code left}, which are files to build anew, that hang together with one of them by using each other. */
    Set<Path> group(Path first, Set<Path> left) {
        Map<Path, Set<Path>> ties = new HashMap<>();
        Set<Path> all = new HashSet<>(left);
        all.addAll(gone);
        for (Path file : all) {
            Module module = base.module(file);
            if (module != null) {
                Set<Path> others = new HashSet<>(module.uses());
                others.addAll(module.unit().files());
                for (Path other : others) {
                    ties.computeIfAbsent(file, f -> new HashSet<>()).add(other);
                    ties.computeIfAbsent(other, f -> new HashSet<>()).add(file);
                }
            }
        }
        Set<Path> seen = new LinkedHashSet<>();
        Deque<Path> next = new ArrayDeque<>(List.of(first));
        while (!next.isEmpty()) {
            Path file = next.pop();
            // two that used a file which is gone hang together as they did
            if ((left.contains(file) || gone.contains(file)) && seen.add(file)) {
                next.addAll(ties.getOrDefault(file, Set.of()));
            }
        }
        seen.retainAll(left);
        return seen;
    }

    String reason(Path file) {
        return reasons.getOrDefault(
                file,
                base.module(file) == null
                        ? "a module that was loaded uses it"
                        : "it shares a loader with a file that changed");
    }

    boolean isEmpty() {
        return stale.isEmpty() && gone.isEmpty() && retried.isEmpty();
    }
}

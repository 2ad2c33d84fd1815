package org.postern.daemon.compiler;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Refuses a type that one file has beside its own and another names: whether the compiler finds it hangs on what else is compiled at
 * the time, so it would work today and fail tomorrow. A file that gets to see one without naming it, as the result of a method, is
 * free to.
 */
final class HiddenTypes {

    private final Map<Path, Compiled> compiled;
    private final Compilation.Known base;
    private final Platform platform;

    /** @param base what the files were compiled against */
    HiddenTypes(Map<Path, Compiled> compiled, Compilation.Known base, Platform platform) {
        this.compiled = compiled;
        this.base = base;
        this.platform = platform;
    }

    void check() {
        compiled.values().forEach(this::check);
    }

    private void check(Compiled file) {
        List<Compiled> seen = seenBy(file);
        for (ClassFacts facts : file.facts().values()) {
            for (String name : facts.topLevelReferences()) {
                Compiled owner = owner(file, seen, name);
                if (owner != null && platform.type(name) == null && names(file, name)) {
                    throw refusal(file, name, owner);
                }
            }
        }
    }

    /** The files whose types it may have met: those that it uses, and those that were compiled along. */
    private List<Compiled> seenBy(Compiled file) {
        List<Compiled> seen = new ArrayList<>();
        for (Path used : file.uses()) {
            Compiled other = compiled.containsKey(used) ? compiled.get(used) : base.compiled(used);
            if (other != null) {
                seen.add(other);
            }
        }
        compiled.values().stream()
                .filter(other -> other != file
                        && other.source().lookup().equals(file.source().lookup()))
                .forEach(seen::add);
        return seen;
    }

    /** Which of the files has this type beside its own; null if none has, or if the name is that of a file. */
    private static @Nullable Compiled owner(Compiled file, List<Compiled> seen, String name) {
        if (file.facts().containsKey(name)
                || seen.stream().anyMatch(other -> other.mainType().equals(name))) {
            return null;
        }
        return seen.stream()
                .filter(other -> other.facts().containsKey(name))
                .findFirst()
                .orElse(null);
    }

    private static boolean names(Compiled file, String type) {
        String simple = type.substring(type.lastIndexOf('/') + 1);
        return Pattern.compile("\\b" + Pattern.quote(simple) + "\\b")
                .matcher(file.source().text())
                .find();
    }

    private static CompileFault refusal(Compiled file, String name, Compiled owner) {
        return new CompileFault(List.of(new Diagnostic(
                file.file(),
                1,
                1,
                "type " + name.replace('/', '.') + " is declared in " + owner.file()
                        + " beside that file's own type (expected: a type that other files use has a file of its own name)",
                "")));
    }
}

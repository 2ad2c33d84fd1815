package org.postern.daemon.compiler;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.postern.daemon.config.Plan;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;

/**
 * Compiles all sources of a folder as the modules of a site whose root it is, and links none: nothing of them runs.
 *
 * <p>Each is compiled as for a first request, with what it uses. One that was compiled along with another, and was found good, is not
 * compiled again.
 */
public final class SourceCheck {

    /** Their names are no names of types, so no handler can name them. */
    private static final Set<String> NO_MODULES = Set.of("package-info.java", "module-info.java");

    private static final Comparator<Diagnostic> BY_PLACE = Comparator.comparing(Diagnostic::file)
            .thenComparingInt(Diagnostic::line)
            .thenComparingInt(Diagnostic::column)
            .thenComparing(Diagnostic::message);

    private final Path root;
    private final Lookup finder;
    private final SourceReader reader;
    private final Platform platform = new Platform(new ApiLoader(), false);
    private final Set<Path> good = new HashSet<>();
    private final Set<Diagnostic> problems = new TreeSet<>(BY_PLACE);

    /**
     * What came of it.
     *
     * @param sources how many there are
     * @param problems what is wrong, by file and line; each once, though many files may use the one that has it
     */
    public record Outcome(int sources, List<Diagnostic> problems) {}

    private SourceCheck(Path root) {
        this.root = root;
        this.finder = new Lookup(root, root, List.of());
        this.reader = new SourceReader(new Trust(List.of(root), Optional.empty()));
    }

    /**
     * Checks all sources below a folder, those in hidden folders excepted.
     *
     * @throws Fault if it cannot be read
     */
    public static Outcome of(Path folder) {
        try {
            SourceCheck check = new SourceCheck(folder.toRealPath());
            List<Path> sources = check.sources();
            sources.forEach(check::check);
            return new Outcome(sources.size(), List.copyOf(check.problems));
        } catch (IOException e) {
            throw new Fault(Code.UNREADABLE, folder + ": " + e, e);
        } catch (UncheckedIOException e) {
            throw new Fault(Code.UNREADABLE, folder + ": " + e.getCause(), e);
        }
    }

    private List<Path> sources() throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(this::isSource).sorted().toList();
        }
    }

    private boolean isSource(Path file) {
        String name = String.valueOf(file.getFileName());
        boolean isModule = name.endsWith(".java") && !NO_MODULES.contains(name);
        boolean isPage = PageReader.isPage(file) && !name.startsWith("_"); // which may be a part that needs the rest
        if (!isModule && !isPage || !Files.isRegularFile(file)) {
            return false;
        }
        for (Path step : root.relativize(file)) {
            if (step.toString().startsWith(".")) {
                return false;
            }
        }
        return true;
    }

    private void check(Path file) {
        Path real = Lookup.real(file);
        if (good.contains(real)) {
            return;
        }
        try {
            Compilation compilation =
                    new Compilation(nothing -> null, Set.of(), reader, platform, Plan.Compiler.ECJ, null);
            compilation.compile(
                    List.of(compilation.source(new Lookup.Found(real, real, root, List.of(), Map.of()), finder)));
            compilation.compiled().values().forEach(Compiled::checkMainType);
            good.addAll(compilation.compiled().keySet());
        } catch (CompileFault fault) {
            problems.addAll(fault.diagnostics());
        } catch (Fault fault) {
            problems.add(diagnostic(real, fault));
        }
    }

    /** A fault that no compiler found; what it says of the place is said already. */
    private static Diagnostic diagnostic(Path file, Fault fault) {
        String place = "^" + Pattern.quote(file.toString()) + "(:\\d+)*: ";
        return new Diagnostic(
                file,
                1,
                1,
                fault.text().replaceFirst(place, "") + " [" + fault.code().id() + "]",
                "");
    }
}

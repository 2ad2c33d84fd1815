package org.postern.daemon.compiler;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.fault.Fault;
import org.postern.daemon.janino.JaninoRun;
import org.postern.daemon.janino.Remark;
import org.postern.daemon.janino.Types;

/** One run of Janino over files of one look-up. It reports no references, so what a file depends on is taken from its words. */
final class JaninoBatch implements Batch, Types {

    private final Compilation compilation;
    private final Platform platform;
    private final Lookup lookup;
    private final JaninoRun run;
    private final Map<Path, Source> taken = new HashMap<>();
    private Map<String, JaninoRun.Outcome> outcomes = Map.of();
    private @Nullable Fault failure;

    JaninoBatch(Compilation compilation, Platform platform, Lookup lookup) {
        this.compilation = compilation;
        this.platform = platform;
        this.lookup = lookup;
        this.run = new JaninoRun(this, platform.libraries());
    }

    @Override
    public void compile(Collection<Source> sources) {
        for (Source source : sources) {
            Seen.Text text = text(source);
            run.add(text.file(), text.text());
        }
        outcomes = run.compile();
        if (failure != null) {
            throw failure;
        }
    }

    private Seen.Text text(Source source) {
        taken.put(source.file(), source);
        return new Seen.Text(source.file().toString(), source.compiled());
    }

    @Override
    public boolean hasClashingTypes() {
        return run.hasClashingTypes();
    }

    @Override
    public List<Compiled> results() {
        List<Diagnostic> diagnostics = new ArrayList<>();
        outcomes.forEach((file, outcome) ->
                outcome.remarks().forEach(remark -> diagnostics.add(diagnostic(source(file), remark))));
        if (!diagnostics.isEmpty()) {
            throw new CompileFault(diagnostics);
        }
        Traces traces = new Traces(compilation, lookup, taken);
        List<Compiled> compiled = new ArrayList<>();
        outcomes.forEach((file, outcome) -> {
            Source source = source(file);
            if (source.lookup().equals(lookup)) {
                Compiled made = traces.of(source, outcome.classes().values(), Words.names(source));
                made.facts().values().forEach(facts -> facts.classes().forEach(name -> refuseInternal(source, name)));
                compiled.add(made);
            }
        });
        return compiled;
    }

    /** Refuses a class of the JDK that it shows to nobody; Janino sees it, and the JVM would refuse it when the code runs. */
    private void refuseInternal(Source source, String name) {
        if (compilation.type(lookup, name) == null && platform.type(name) == null && platform.bytes(name) != null) {
            String simple = name.substring(1 + Math.max(name.lastIndexOf('/'), name.lastIndexOf('$')));
            throw new CompileFault(List.of(Diagnostic.at(
                    source,
                    Math.max(0, source.compiled().indexOf(simple)),
                    "class " + name.replace('/', '.')
                            + " is the JDK's own, and not visible (expected: a public class of an"
                            + " exported package)")));
        }
    }

    private Source source(String file) {
        Source source = taken.get(Path.of(file));
        if (source == null) {
            throw new IllegalStateException("the compiler answers for a file that it was not given: " + file);
        }
        return source;
    }

    private static Diagnostic diagnostic(Source source, Remark remark) {
        String text = source.compiled();
        int start = 0;
        for (int line = 1; line < remark.line() && text.indexOf('\n', start) >= 0; line++) {
            start = text.indexOf('\n', start) + 1;
        }
        return Diagnostic.at(source, start + remark.column() - 1, remark.message());
    }

    // --- what the compiler asks

    /** What goes wrong here is kept, as Janino takes it for a failure of its own. */
    @Override
    public @Nullable Seen find(String name) {
        try {
            return look(name);
        } catch (Fault fault) {
            failure = failure == null ? fault : failure;
            throw fault;
        }
    }

    private @Nullable Seen look(String name) {
        Compilation.Seen seen = compilation.type(lookup, name);
        if (seen instanceof Compilation.Seen.AsSource along) {
            return text(along.source());
        }
        byte[] bytes = seen instanceof Compilation.Seen.AsClass binary ? binary.bytes() : platform.bytes(name);
        return bytes == null ? null : new Seen.Bytes(bytes);
    }
}

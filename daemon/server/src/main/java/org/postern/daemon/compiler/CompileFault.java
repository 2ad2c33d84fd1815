package org.postern.daemon.compiler;

import java.util.List;
import java.util.stream.Collectors;

import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;

/** Sources that do not compile, with everything that the compiler had to say. */
public final class CompileFault extends Fault {

    private static final long serialVersionUID = 1L;

    private final transient List<Diagnostic> diagnostics;

    public CompileFault(List<Diagnostic> diagnostics) {
        super(Code.COMPILE, diagnostics.stream().map(Diagnostic::text).collect(Collectors.joining("\n")));
        this.diagnostics = List.copyOf(diagnostics);
    }

    /** In one line, for whom it meets after it was logged. */
    public String summary() {
        String files = diagnostics.stream()
                .map(diagnostic -> diagnostic.file().toString())
                .distinct()
                .collect(Collectors.joining(", "));
        String errors = diagnostics.size() == 1 ? "1 error" : diagnostics.size() + " errors";
        return files + ": " + errors + ", logged when it was compiled";
    }

    public List<Diagnostic> diagnostics() {
        return diagnostics;
    }
}

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

    public List<Diagnostic> diagnostics() {
        return diagnostics;
    }
}

package org.postern.daemon.ops;

import java.nio.file.Path;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.compiler.Lookup;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "modules",
        description =
                "Tell what the interpreters of a running daemon have loaded: versions, when and why, what shares a"
                        + " loader and why, what uses what, what is wrong.")
final class ModulesCommand implements Callable<Integer> {

    /** How it is told. */
    enum Format {
        TEXT,
        JSON,
        DOT
    }

    /** At most one of them. */
    static final class Formats {
        @Option(names = "--json", description = "As JSON.")
        private boolean json;

        @Option(names = "--dot", description = "As a graph of what uses what, for `dot -Tsvg`.")
        private boolean dot;

        Format format() {
            return json ? Format.JSON : dot ? Format.DOT : Format.TEXT;
        }
    }

    @Parameters(
            arity = "0..1",
            paramLabel = "INTERPRETER",
            description = "The interpreter, as this command lists it; default: all.")
    private String interpreter = "";

    @ArgGroup(multiplicity = "1")
    private WhichDaemon which = new WhichDaemon();

    @ArgGroup
    private Formats formats = new Formats();

    @Option(
            names = "--if-changed",
            paramLabel = "FILE",
            description = "What would be loaded anew if this file changed; it need not be there yet.")
    private @Nullable Path changed;

    @Option(names = "--help", usageHelp = true, description = "This text.")
    private boolean help;

    @Override
    public Integer call() {
        String file =
                changed == null ? "" : Lookup.real(changed.toAbsolutePath()).toString();
        return which.tell("modules", formats.format().name(), interpreter, file);
    }
}

package org.postern.daemon.ops;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;

import org.postern.daemon.compiler.Diagnostic;
import org.postern.daemon.compiler.SourceCheck;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "check",
        description =
                "Compile every source of a folder, as modules of a site whose JavaRoot it is, and run none of them."
                        + " Needs neither httpd nor settings. The exit code is 1 if something is wrong.")
final class CheckCommand implements Callable<Integer> {

    @Parameters(paramLabel = "DIR", description = "The folder.")
    private Path folder = Path.of("");

    @Option(names = "--help", usageHelp = true, description = "This text.")
    private boolean help;

    @Override
    public Integer call() throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new Fault(Code.BAD_ARGUMENT, folder + " is no folder (expected: postern check DIR)");
        }
        Path real = folder.toRealPath();
        SourceCheck.Outcome outcome = SourceCheck.of(real);
        outcome.problems().forEach(problem -> Commands.OUT.print(text(problem, real, folder)));
        Commands.OUT.println(summary(outcome));
        return outcome.problems().isEmpty() ? 0 : 1;
    }

    /** As compilers say it, which editors understand: the file's path as the user would type it, its line, and a mark below. */
    static String text(Diagnostic problem, Path real, Path typed) {
        Path file = problem.file().startsWith(real) ? typed.resolve(real.relativize(problem.file())) : problem.file();
        String line = file + ":" + problem.line() + ":" + problem.column() + ": " + problem.message() + "\n";
        return problem.excerpt().isEmpty() ? line : line + problem.excerpt() + "\n" + mark(problem) + "\n";
    }

    /** Tabs stay tabs, so that the mark stands right whatever their width. */
    private static String mark(Diagnostic problem) {
        int before = Math.min(problem.column() - 1, problem.excerpt().length());
        return problem.excerpt().substring(0, before).replaceAll("[^\t]", " ") + "^";
    }

    static String summary(SourceCheck.Outcome outcome) {
        String sources = count(outcome.sources(), "source");
        if (outcome.problems().isEmpty()) {
            return sources + ", nothing wrong";
        }
        long files =
                outcome.problems().stream().map(Diagnostic::file).distinct().count();
        return sources + ", " + count(outcome.problems().size(), "error") + " in " + count(files, "file");
    }

    private static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}

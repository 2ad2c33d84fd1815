package org.postern.daemon.ops;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.HandlerRun;
import org.postern.daemon.MadeUpRequest;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;
import org.postern.daemon.stdio.StdStreams;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "run",
        description = "Run a handler on a made-up request, without httpd, and print its answer; what is logged goes to"
                + " standard error. The exit code is 1 from status 400 on.")
final class RunCommand implements Callable<Integer> {

    private static final int FIRST_ERROR = 400;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "MODULE", description = "The handler, as in `Use JavaHandler`.")
    private String handler = "";

    @Parameters(
            index = "1",
            paramLabel = "URL",
            description = "/path?query, percent-encoded; http://host:port before it, if the handler asks for them.")
    private String url = "";

    @Option(
            names = "--root",
            paramLabel = "DIR",
            description = "JavaRoot and DocumentRoot; default: the current folder.")
    private Path root = Path.of("");

    @Option(names = "--method", paramLabel = "M", description = "Default: GET, or POST with --data.")
    private @Nullable String method;

    @Option(
            names = "--header",
            paramLabel = "'N: V'",
            description = "A header of the request; several times for several.")
    private List<String> headers = new ArrayList<>();

    @Option(
            names = "--data",
            paramLabel = "TEXT",
            description = "The request's body; a form unless --header says otherwise.")
    private @Nullable String data;

    @Option(names = "--help", usageHelp = true, description = "This text.")
    private boolean help;

    @Override
    public Integer call() throws IOException, InterruptedException {
        MadeUpRequest request = request();
        Logging.to(null);
        StdStreams.takeOver();
        HandlerRun.Outcome outcome = HandlerRun.of(request, Commands.OUT);
        Commands.OUT.flush();
        if (!outcome.complete()) {
            spec.commandLine().getErr().println("postern: the answer was broken off; the log's lines above say why");
            return 1;
        }
        return outcome.status() < FIRST_ERROR ? 0 : 1;
    }

    private MadeUpRequest request() throws IOException {
        if (!Files.isDirectory(root.toAbsolutePath())) {
            throw new Fault(Code.BAD_ARGUMENT, "--root " + root + " is no folder");
        }
        String verb = method == null ? data == null ? "GET" : "POST" : method.toUpperCase(Locale.ROOT);
        return new MadeUpRequest(
                handler,
                url,
                root.toRealPath(),
                verb,
                headers.stream().map(RunCommand::header).toList(),
                data == null ? null : MadeUpRequest.bytes(data));
    }

    private static Map.Entry<String, String> header(String text) {
        int colon = text.indexOf(':');
        if (colon < 1 || text.chars().anyMatch(c -> c < ' ' && c != '\t')) {
            throw new Fault(Code.BAD_ARGUMENT, "--header \"" + text + "\" (expected: Name: value)");
        }
        return Map.entry(
                text.substring(0, colon).strip(), text.substring(colon + 1).strip());
    }
}

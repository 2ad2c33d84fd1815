package org.postern.daemon.ops;

import java.nio.file.Path;
import java.util.concurrent.Callable;

import org.postern.daemon.config.SettingsReader;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "restart",
        description =
                "Put a new process in the place of a daemon that `postern start` runs, without losing a request: the new one"
                        + " reads the settings, loads what `import` names, and takes the sockets over; then the old one ends its"
                        + " requests, and itself. If the new one does not get so far, the old one goes on, and this says why.")
final class RestartCommand implements Callable<Integer> {

    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "The settings with which it was started.")
    private Path config = Path.of("");

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "How long the new process may take until it serves; ${DEFAULT-VALUE} unless given.")
    private int timeout = 60;

    @Option(names = "--help", usageHelp = true, description = "This text.")
    private boolean help;

    @Override
    public Integer call() {
        if (timeout < 1) {
            throw new Fault(Code.BAD_ARGUMENT, "--timeout " + timeout + " (expected: 1 or more seconds)");
        }
        Path control =
                WhichDaemon.control(new SettingsReader().file(config).read().control(), config);
        ControlSocket.Answer answer = ControlSocket.ask(control, "restart", String.valueOf(timeout));
        Commands.OUT.print(answer.text());
        return answer.code();
    }
}

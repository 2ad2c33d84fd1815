package org.postern.daemon.ops;

import java.util.concurrent.Callable;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "reload",
        description = "Have a running daemon load all modules anew, changed or not; with them their static state begins"
                + " anew, except for what they keep. The exit code is 1 if something is wrong, and what served before"
                + " goes on serving.")
final class ReloadCommand implements Callable<Integer> {

    @Parameters(
            arity = "0..1",
            paramLabel = "INTERPRETER",
            description = "The interpreter, as `postern modules` lists it; default: all.")
    private String interpreter = "";

    @ArgGroup(multiplicity = "1")
    private WhichDaemon which = new WhichDaemon();

    @Option(names = "--help", usageHelp = true, description = "This text.")
    private boolean help;

    @Override
    public Integer call() {
        return which.tell("reload", interpreter);
    }
}

package org.postern.daemon.ops;

import java.util.concurrent.Callable;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "status", description = "Tell how a running daemon is: its requests, connections and interpreters.")
final class StatusCommand implements Callable<Integer> {

    @ArgGroup(multiplicity = "1")
    private WhichDaemon which = new WhichDaemon();

    @Option(names = "--help", usageHelp = true, description = "This text.")
    private boolean help;

    @Override
    public Integer call() {
        return which.tell("status");
    }
}

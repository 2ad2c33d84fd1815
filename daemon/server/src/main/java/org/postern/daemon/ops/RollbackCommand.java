package org.postern.daemon.ops;

import java.util.concurrent.Callable;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "rollback",
        description =
                "Have an interpreter of a running daemon go back to what served before its last reload, all of it or"
                        + " nothing. The files on disk stay as they are, and are passed over until they change. A second time"
                        + " leads forth again.")
final class RollbackCommand implements Callable<Integer> {

    @Parameters(paramLabel = "INTERPRETER", description = "The interpreter, as `postern modules` lists it.")
    private String interpreter = "";

    @ArgGroup(multiplicity = "1")
    private WhichDaemon which = new WhichDaemon();

    @Option(names = "--help", usageHelp = true, description = "This text.")
    private boolean help;

    @Override
    public Integer call() {
        return which.tell("rollback", interpreter);
    }
}

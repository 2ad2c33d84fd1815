package org.postern.daemon.ops;

import java.io.PrintStream;
import java.util.concurrent.Callable;

import org.postern.daemon.fault.Fault;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The commands of {@code scripts/postern}. A failure is one sentence on standard error and exit code 1. */
@Command(
        name = "postern",
        description = "Java handlers behind Apache httpd.",
        subcommands = {
            DemoCommand.class,
            ServeCommand.class,
            StartCommand.class,
            StopCommand.class,
            StatusCommand.class,
            ModulesCommand.class,
            ReloadCommand.class,
            RollbackCommand.class,
            CheckCommand.class,
            RunCommand.class,
            VersionCommand.class,
            HelpCommand.class
        })
public final class Commands implements Callable<Integer> {

    /** The real standard output, whatever handlers are given in its place. */
    static final PrintStream OUT = System.out;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        spec.commandLine().usage(OUT);
        return 0;
    }

    /** Runs a command and ends the process. */
    public static void run(String[] arguments) {
        CommandLine line = new CommandLine(new Commands());
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            command.getErr()
                    .println("postern: " + (failure instanceof Fault fault ? fault.line() : failure.toString()));
            return 1;
        });
        line.setParameterExceptionHandler((failure, rest) -> {
            failure.getCommandLine()
                    .getErr()
                    .println("postern: " + failure.getMessage() + "; `postern help` lists the commands");
            return 1;
        });
        int code = line.execute(arguments);
        System.exit(code);
    }
}

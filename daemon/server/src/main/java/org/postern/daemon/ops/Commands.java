package org.postern.daemon.ops;

import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;

import org.postern.daemon.config.Spelling;
import org.postern.daemon.fault.Fault;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The commands of {@code scripts/postern}. A failure is one sentence on standard error and exit code 1. */
@Command(name = "postern", description = "Java handlers behind Apache httpd.")
public final class Commands implements Callable<Integer> {

    /** The real standard output, whatever handlers are given in its place. */
    static final PrintStream OUT = System.out;

    /** In the order of the list that `postern help` prints. */
    private static final List<Class<?>> ALL = List.of(
            DemoCommand.class,
            ServeCommand.class,
            StartCommand.class,
            StopCommand.class,
            RestartCommand.class,
            StatusCommand.class,
            ModulesCommand.class,
            ReloadCommand.class,
            RollbackCommand.class,
            CheckCommand.class,
            RunCommand.class,
            RehearseCommand.class,
            VersionCommand.class,
            HelpCommand.class);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--help", usageHelp = true, description = "This text.")
    private boolean help;

    @Override
    public Integer call() {
        spec.commandLine().usage(OUT);
        return 0;
    }

    /** Runs a command and ends the process. */
    public static void run(String[] arguments) {
        StartCommand start = StartCommand.plain(arguments);
        System.exit(start == null ? line(arguments).execute(arguments) : run(start));
    }

    /** Runs a command that is there already, without what parses arguments. */
    static int run(Callable<Integer> command) {
        try {
            return command.call();
        } catch (Exception failure) {
            System.err.println(text(failure));
            return 1;
        }
    }

    /**
     * What a line with these arguments needs: the command that they name, else all; failures are told on the line's standard error.
     * Setting all up takes a tenth of a start.
     */
    static CommandLine line(String... arguments) {
        List<Class<?>> named = ALL.stream()
                .filter(command -> arguments.length > 0 && name(command).equals(arguments[0]))
                .toList();
        CommandLine line = with(new Commands(), named.isEmpty() ? ALL : named);
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            command.getErr().println(text(failure));
            return 1;
        });
        line.setParameterExceptionHandler((failure, rest) -> {
            failure.getCommandLine().getErr().println("postern: " + text(failure));
            return 1;
        });
        return line;
    }

    /** With all of them. */
    static CommandLine all(Commands commands) {
        return with(commands, ALL);
    }

    private static CommandLine with(Commands commands, List<Class<?>> subcommands) {
        CommandLine line = new CommandLine(commands);
        subcommands.forEach(line::addSubcommand);
        return line;
    }

    private static String name(Class<?> command) {
        return command.getAnnotation(Command.class).name();
    }

    private static String text(Exception failure) {
        return "postern: " + (failure instanceof Fault fault ? fault.line() : failure.toString());
    }

    private static String text(ParameterException failure) {
        CommandLine command = failure.getCommandLine();
        if (command.getParent() != null) {
            String what = String.valueOf(failure.getMessage()).replaceFirst("^Error: ", "");
            return what + "; `postern help " + command.getCommandName() + "` tells what it takes";
        }
        String what = failure instanceof UnmatchedArgumentException unmatched
                ? unknown(unmatched.getUnmatched().get(0), command)
                : failure.getMessage();
        return what + "; `postern help` lists the commands";
    }

    private static String unknown(String word, CommandLine commands) {
        return "there is no command \"" + word + "\""
                + Spelling.nearest(word, commands.getSubcommands().keySet())
                        .map(known -> "; did you mean \"" + known + "\"?")
                        .orElse("");
    }
}

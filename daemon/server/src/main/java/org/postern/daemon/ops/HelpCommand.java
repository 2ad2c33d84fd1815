package org.postern.daemon.ops;

import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.config.Setting;
import org.postern.daemon.fault.Code;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(name = "help", description = "Explain a command, an error code such as PN0401, or all settings.")
final class HelpCommand implements Callable<Integer> {

    private static final int COLUMN = 34;

    @ParentCommand
    private Commands parent = new Commands();

    @Parameters(arity = "0..1", paramLabel = "TOPIC", description = "A command, a code, or the word settings.")
    private @Nullable String topic;

    @Option(names = "--help", usageHelp = true, description = "This text.")
    private boolean help;

    @Override
    public Integer call() {
        CommandLine all = Commands.all(parent);
        if (topic == null) {
            all.usage(Commands.OUT);
            return 0;
        }
        Optional<Code> code = Code.of(topic);
        if (code.isPresent()) {
            Commands.OUT.println(code.get().id() + "  " + code.get().cause());
            Commands.OUT.println("        " + code.get().remedy());
            return 0;
        }
        if (topic.equals("settings")) {
            for (Setting setting : Setting.values()) {
                String byDefault = setting.byDefault() == null ? "" : " = " + setting.byDefault();
                Commands.OUT.print(line(setting.key() + byDefault, setting.meaning()));
            }
            return 0;
        }
        CommandLine command = all.getSubcommands().get(topic);
        if (command == null) {
            throw new CommandLine.ParameterException(all, "nothing is known about \"" + topic + "\"");
        }
        command.usage(Commands.OUT);
        return 0;
    }

    /** What a setting means stands beside it, or below it where it is long. */
    static String line(String setting, String meaning) {
        String gap = setting.length() > COLUMN ? "\n" + " ".repeat(COLUMN + 1) : " ";
        return String.format(Locale.ROOT, "%-" + COLUMN + "s%s%s%n", setting, gap, meaning);
    }
}

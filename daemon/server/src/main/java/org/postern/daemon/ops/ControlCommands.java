package org.postern.daemon.ops;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.Daemon;
import org.postern.daemon.config.Spelling;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;
import org.postern.daemon.importer.Importer;

/** The commands that come over the control socket, on the daemon's side. */
final class ControlCommands implements Function<List<String>, ControlSocket.Answer> {

    private final Daemon daemon;
    private final StatusReport status;
    private final @Nullable Restart restart;

    ControlCommands(Daemon daemon) {
        this(daemon, System::nanoTime, null);
    }

    /**
     * @param nanos for how long the daemon has run
     * @param restart null where there is none
     */
    ControlCommands(Daemon daemon, LongSupplier nanos, @Nullable Restart restart) {
        this.daemon = daemon;
        this.restart = restart;
        this.status = new StatusReport(daemon, nanos);
    }

    /** Words are empty where a command was given nothing. */
    @Override
    public ControlSocket.Answer apply(List<String> words) {
        return switch (words.get(0) + " " + (words.size() - 1)) {
            case "status 0" -> new ControlSocket.Answer(0, status.text());
            case "modules 3" -> modules(words.get(1), words.get(2), words.get(3));
            case "reload 1" -> reload(words.get(1));
            case "rollback 1" -> rollback(words.get(1));
            case "restart 1" -> restart().restart(Long.parseLong(words.get(1)));
            case "give 3" -> restart().give(Long.parseLong(words.get(1)), words.get(2), words.get(3));
            case "serving 3" ->
                restart().serving(Long.parseLong(words.get(1)), Path.of(words.get(2)), Path.of(words.get(3)));
            case "failed 2" -> restart().failed(Long.parseLong(words.get(1)), words.get(2));
            default ->
                throw new Fault(
                        Code.BAD_ARGUMENT,
                        "the daemon does not know the command " + String.join(" ", words)
                                + " (expected: that it is of the same version of Postern as the command)");
        };
    }

    private Restart restart() {
        if (restart == null) {
            throw new Fault(
                    Code.RESTART, "this daemon is one of `postern serve` (expected: one that `postern start` runs)");
        }
        return restart;
    }

    private ControlSocket.Answer modules(String format, String interpreter, String file) {
        Path changed = file.isEmpty() ? null : Path.of(file);
        List<InterpreterReport> reports = chosen(interpreter).entrySet().stream()
                .map(entry -> InterpreterReport.of(entry.getKey(), entry.getValue(), changed))
                .toList();
        String text = switch (ModulesCommand.Format.valueOf(format)) {
            case JSON -> ModulesJson.of(reports);
            case DOT -> ModulesDot.of(reports);
            case TEXT -> ModulesText.of(reports, changed);
        };
        return new ControlSocket.Answer(0, text);
    }

    private ControlSocket.Answer reload(String interpreter) {
        StringBuilder text = new StringBuilder();
        boolean wrong = false;
        for (Map.Entry<String, Importer> each : chosen(interpreter).entrySet()) {
            Importer.Outcome outcome = each.getValue().reloadAll();
            wrong |= !outcome.problems().isEmpty();
            text.append(each.getKey()).append(": ").append(ModulesText.count(outcome.modules(), "module"));
            text.append(outcome.problems().isEmpty() ? " loaded anew\n" : " serve, and not all could be loaded anew\n");
            append(text, outcome);
        }
        return new ControlSocket.Answer(
                wrong ? 1 : 0, text.isEmpty() ? "there is no interpreter yet\n" : text.toString());
    }

    private ControlSocket.Answer rollback(String interpreter) {
        if (interpreter.isEmpty()) {
            throw new Fault(Code.BAD_ARGUMENT, "rollback of no interpreter (expected: its name)");
        }
        Importer.Outcome outcome =
                chosen(interpreter).values().iterator().next().rollback();
        StringBuilder text = new StringBuilder(interpreter);
        if (outcome.problems().isEmpty()) {
            text.append(": ").append(ModulesText.count(outcome.modules(), "module"));
            text.append(" rolled back; what lies on disk now is passed over until it changes\n");
        } else {
            text.append(": not rolled back\n");
        }
        append(text, outcome);
        return new ControlSocket.Answer(outcome.problems().isEmpty() ? 0 : 1, text.toString());
    }

    private static void append(StringBuilder text, Importer.Outcome outcome) {
        outcome.problems()
                .forEach(problem -> text.append(ModulesText.printable(problem).indent(2)));
    }

    /** The interpreter of a name, or all of them. */
    private Map<String, Importer> chosen(String name) {
        Map<String, Importer> all = daemon.importers();
        if (name.isEmpty()) {
            return all;
        }
        Importer one = all.get(name);
        if (one == null) {
            throw new Fault(Code.BAD_ARGUMENT, "interpreter " + name + ": there is none" + hint(name, all));
        }
        return Map.of(name, one);
    }

    private static String hint(String name, Map<String, Importer> all) {
        return Spelling.nearest(name, all.keySet())
                .map(known -> "; did you mean \"" + known + "\"?")
                .orElse(
                        all.isEmpty()
                                ? " yet; its first request makes it"
                                : "; there are: " + String.join(", ", all.keySet()));
    }
}

package org.postern.daemon.config;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;

/** Reads the settings {@code interpreter.NAME.*}, and finds the interpreters that other settings name. */
final class NamedInterpreters {

    private final SettingValues values;
    private final Map<String, NamedInterpreter> interpreters;

    NamedInterpreters(SettingValues values) {
        this.values = values;
        this.interpreters = values.names(Setting.INTERPRETER_ROOT).stream()
                .collect(Collectors.toMap(name -> name, this::interpreter));
    }

    /**
     * An interpreter.
     *
     * @param asking the setting that names it, as it stands in the file
     */
    NamedInterpreter of(String name, String asking) {
        NamedInterpreter interpreter = interpreters.get(name);
        if (interpreter == null) {
            throw new Fault(
                    Code.MISSING_SETTING,
                    values.where() + ": " + asking + ": setting " + Setting.INTERPRETER_ROOT.of(name)
                            + " is missing (expected: the folder below which its modules are looked up)"
                            + didYouMean(name));
        }
        return interpreter;
    }

    private String didYouMean(String name) {
        return Spelling.nearest(name, interpreters.keySet())
                .map(known -> "; there is " + Setting.INTERPRETER_ROOT.of(known) + ": did you mean \"" + known + "\"?")
                .orElse("");
    }

    private NamedInterpreter interpreter(String name) {
        String root = values.text(Setting.INTERPRETER_ROOT.of(name), "");
        values.folder(Setting.INTERPRETER_ROOT.of(name), root);
        return new NamedInterpreter(
                name,
                root,
                PlanParser.path(values.text(Setting.INTERPRETER_PATH.of(name))),
                values.flag(
                        Setting.INTERPRETER_AUTO_RELOAD.of(name),
                        values.text(Setting.INTERPRETER_AUTO_RELOAD.of(name), "on")),
                reloadOnError(Setting.INTERPRETER_RELOAD_ON_ERROR.of(name)),
                compiler(Setting.INTERPRETER_COMPILER.of(name)));
    }

    private Plan.@Nullable ReloadOnError reloadOnError(String key) {
        String value = values.text(key);
        if (value == null) {
            return null;
        }
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "keep" -> Plan.ReloadOnError.KEEP;
            case "fail" -> Plan.ReloadOnError.FAIL;
            default -> throw values.bad(key, value, "keep or fail");
        };
    }

    private Plan.Compiler compiler(String key) {
        String value = values.text(key, "ecj");
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "ecj" -> Plan.Compiler.ECJ;
            case "janino" -> Plan.Compiler.JANINO;
            default -> throw values.bad(key, value, "ecj or janino");
        };
    }
}

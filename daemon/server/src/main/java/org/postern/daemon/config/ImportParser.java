package org.postern.daemon.config;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;

/** Reads {@code import = MODULE[::FUNCTION]@INTERPRETER, ...} and the settings of the interpreters that it names. */
final class ImportParser {

    private final Map<String, String> values;
    private final String where;

    /** @param where the settings come from, for messages */
    ImportParser(Map<String, String> values, String where) {
        this.values = values;
        this.where = where;
    }

    List<Import> imports() {
        Map<String, NamedInterpreter> interpreters = values.keySet().stream()
                .map(Setting.INTERPRETER_ROOT::nameIn)
                .filter(Objects::nonNull)
                .collect(Collectors.toMap(name -> name, this::interpreter));
        List<Import> imports = new ArrayList<>();
        for (String entry : values.getOrDefault(Setting.IMPORT.key(), "").split(",")) {
            if (!entry.isBlank()) {
                imports.add(parse(entry.strip(), interpreters));
            }
        }
        return imports;
    }

    private Import parse(String entry, Map<String, NamedInterpreter> interpreters) {
        int at = entry.indexOf('@');
        String handler = at < 0 ? entry : entry.substring(0, at);
        int colons = handler.indexOf("::");
        String module = colons < 0 ? handler : handler.substring(0, colons);
        String function = colons < 0 ? null : handler.substring(colons + 2);
        boolean named = at > 0 && at < entry.length() - 1 && !module.isEmpty();
        if (!named || function != null && (function.isEmpty() || function.contains(":"))) {
            throw bad(Setting.IMPORT.key(), entry, "MODULE@INTERPRETER or MODULE::FUNCTION@INTERPRETER");
        }
        String name = entry.substring(at + 1);
        NamedInterpreter interpreter = interpreters.get(name);
        if (interpreter == null) {
            throw new Fault(
                    Code.MISSING_SETTING,
                    where + ": import = " + entry + ": setting " + Setting.INTERPRETER_ROOT.of(name)
                            + " is missing (expected: the folder below which its modules are looked up)"
                            + didYouMean(name, interpreters));
        }
        return new Import(module, function, interpreter);
    }

    private static String didYouMean(String name, Map<String, NamedInterpreter> interpreters) {
        return Spelling.nearest(name, interpreters.keySet())
                .map(known -> "; there is " + Setting.INTERPRETER_ROOT.of(known) + ": did you mean \"" + known + "\"?")
                .orElse("");
    }

    private NamedInterpreter interpreter(String name) {
        return new NamedInterpreter(
                name,
                root(name),
                PlanParser.path(text(Setting.INTERPRETER_PATH, name)),
                autoReload(name),
                reloadOnError(name),
                compiler(name));
    }

    private String root(String name) {
        String root = values.getOrDefault(Setting.INTERPRETER_ROOT.of(name), "");
        try {
            if (Path.of(root).isAbsolute() && Files.isDirectory(Path.of(root))) {
                return root;
            }
        } catch (InvalidPathException e) {
            throw bad(Setting.INTERPRETER_ROOT.of(name), root, "a path");
        }
        throw bad(Setting.INTERPRETER_ROOT.of(name), root, "an absolute path of a folder that is there");
    }

    private boolean autoReload(String name) {
        String value = text(Setting.INTERPRETER_AUTO_RELOAD, name);
        if (value == null || value.equalsIgnoreCase("on")) {
            return true;
        }
        if (value.equalsIgnoreCase("off")) {
            return false;
        }
        throw bad(Setting.INTERPRETER_AUTO_RELOAD.of(name), value, "on or off");
    }

    private Plan.@Nullable ReloadOnError reloadOnError(String name) {
        String value = text(Setting.INTERPRETER_RELOAD_ON_ERROR, name);
        if (value == null) {
            return null;
        }
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "keep" -> Plan.ReloadOnError.KEEP;
            case "fail" -> Plan.ReloadOnError.FAIL;
            default -> throw bad(Setting.INTERPRETER_RELOAD_ON_ERROR.of(name), value, "keep or fail");
        };
    }

    private Plan.Compiler compiler(String name) {
        String value = text(Setting.INTERPRETER_COMPILER, name);
        if (value == null) {
            return Plan.Compiler.ECJ;
        }
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "ecj" -> Plan.Compiler.ECJ;
            case "janino" -> Plan.Compiler.JANINO;
            default -> throw bad(Setting.INTERPRETER_COMPILER.of(name), value, "ecj or janino");
        };
    }

    private @Nullable String text(Setting setting, String name) {
        String value = values.get(setting.of(name));
        return value == null || value.isEmpty() ? null : value;
    }

    private Fault bad(String key, String value, String expected) {
        return new Fault(Code.BAD_SETTING, where + ": " + key + " = " + value + " (expected: " + expected + ")");
    }
}

package org.postern.daemon.config;

import java.util.List;

/** Reads {@code import = MODULE[::FUNCTION]@INTERPRETER, ...}. */
final class ImportParser {

    private final SettingValues values;
    private final NamedInterpreters interpreters;

    ImportParser(SettingValues values, NamedInterpreters interpreters) {
        this.values = values;
        this.interpreters = interpreters;
    }

    List<Import> imports() {
        return SettingValues.list(values.text(Setting.IMPORT.key(), "")).stream()
                .map(this::parse)
                .toList();
    }

    private Import parse(String entry) {
        int at = entry.indexOf('@');
        String handler = at < 0 ? entry : entry.substring(0, at);
        int colons = handler.indexOf("::");
        String module = colons < 0 ? handler : handler.substring(0, colons);
        String function = colons < 0 ? null : handler.substring(colons + 2);
        boolean named = at > 0 && at < entry.length() - 1 && !module.isEmpty();
        if (!named || function != null && (function.isEmpty() || function.contains(":"))) {
            throw values.bad(Setting.IMPORT.key(), entry, "MODULE@INTERPRETER or MODULE::FUNCTION@INTERPRETER");
        }
        return new Import(module, function, interpreters.of(entry.substring(at + 1), "import = " + entry));
    }
}

package org.postern.daemon.config;

import java.util.List;

/** Reads the settings {@code connection.NAME.*}. */
final class ConnectionParser {

    private final SettingValues values;
    private final NamedInterpreters interpreters;

    ConnectionParser(SettingValues values, NamedInterpreters interpreters) {
        this.values = values;
        this.interpreters = interpreters;
    }

    /** By their names' order. */
    List<ConnectionPort> ports() {
        return values
                .names(
                        Setting.CONNECTION_LISTEN,
                        Setting.CONNECTION_HANDLER,
                        Setting.CONNECTION_INTERPRETER,
                        Setting.CONNECTION_MAX,
                        Setting.CONNECTION_TIMEOUT,
                        Setting.CONNECTION_READ_MAX)
                .stream()
                .map(this::port)
                .toList();
    }

    private ConnectionPort port(String name) {
        String listen = Setting.CONNECTION_LISTEN.of(name);
        String max = Setting.CONNECTION_MAX.of(name);
        String timeout = Setting.CONNECTION_TIMEOUT.of(name);
        String readMax = Setting.CONNECTION_READ_MAX.of(name);
        Handler.Named handler = handler(Setting.CONNECTION_HANDLER.of(name));
        return new ConnectionPort(
                name,
                values.address(
                        listen,
                        values.required(listen, Setting.CONNECTION_LISTEN.meaning()),
                        "HOST:PORT, where 0.0.0.0 is every address of the machine"),
                handler,
                interpreter(name, handler),
                values.number(max, values.text(max, "100"), 1, 100_000),
                values.time(timeout, values.text(timeout, "60s")),
                (int) values.size(readMax, values.text(readMax, "64k"), 1, 1 << 30));
    }

    private Handler.Named handler(String key) {
        String text = values.required(key, Setting.CONNECTION_HANDLER.meaning());
        int colons = text.indexOf("::");
        String module = colons < 0 ? text : text.substring(0, colons);
        String member = colons < 0 ? null : text.substring(colons + 2);
        boolean oneWord = text.chars().noneMatch(c -> Character.isWhitespace(c) || "{|;".indexOf(c) >= 0);
        if (!oneWord || module.isEmpty() || member != null && (member.isEmpty() || member.contains(":"))) {
            throw values.bad(key, text, "MODULE or MODULE::METHOD");
        }
        return new Handler.Named(module, member, null, false);
    }

    /** The one that is named, else the connection's namesake. */
    private NamedInterpreter interpreter(String name, Handler.Named handler) {
        String key = Setting.CONNECTION_INTERPRETER.of(name);
        String named = values.text(key);
        return named == null
                ? interpreters.of(name, Setting.CONNECTION_HANDLER.of(name) + " = " + handler.text())
                : interpreters.of(named, key + " = " + named);
    }
}

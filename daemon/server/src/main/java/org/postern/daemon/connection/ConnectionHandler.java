package org.postern.daemon.connection;

import org.postern.api.Connection;
import org.postern.daemon.config.ConnectionPort;
import org.postern.daemon.config.Plan;
import org.postern.daemon.config.Setting;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;
import org.postern.daemon.importer.Entry;
import org.postern.daemon.importer.Module;
import org.postern.daemon.importer.ModuleView;
import org.postern.daemon.interpreter.Interpreter;
import org.postern.daemon.interpreter.Interpreters;

/** Finds the method that has the connections of a port. Safe for any thread. */
final class ConnectionHandler {

    private static final String MEMBER = "connectionHandler";

    private final ConnectionPort settings;
    private final Interpreters interpreters;

    ConnectionHandler(ConnectionPort settings, Interpreters interpreters) {
        this.settings = settings;
        this.interpreters = interpreters;
    }

    Interpreter interpreter() {
        return interpreters.of(settings.interpreter());
    }

    /** Loads its module, so that the first client need not wait. */
    void load() {
        ModuleView view = new ModuleView(interpreter().importer(), "the setting " + setting());
        view.enter();
        try {
            entry(view);
        } finally {
            view.leave();
        }
    }

    Entry entry(ModuleView view) {
        boolean newest = settings.interpreter().reloadOnError() == Plan.ReloadOnError.FAIL;
        Module module =
                view.module(settings.interpreter().root(), settings.handler().module(), newest);
        String named = settings.handler().member();
        String member = named == null ? MEMBER : named;
        Entry entry = module.entry(member, Connection.class);
        if (entry == null) {
            throw new Fault(
                    Code.NO_MEMBER,
                    module.file() + ": class " + module.type().getName() + " contains no '" + member + "'");
        }
        return entry;
    }

    /** What is wrong with it, and where it is named. */
    String told(Fault fault) {
        return setting() + " = " + settings.handler().text() + ": " + fault.text();
    }

    private String setting() {
        return Setting.CONNECTION_HANDLER.of(settings.name());
    }
}

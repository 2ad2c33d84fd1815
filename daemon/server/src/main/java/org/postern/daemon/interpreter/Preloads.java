package org.postern.daemon.interpreter;

import java.util.List;

import org.postern.daemon.config.Import;
import org.postern.daemon.fault.Fault;
import org.postern.daemon.importer.Module;
import org.postern.daemon.importer.ModuleView;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads the modules that the setting {@code import} names, one after the other, as the first request for each would. */
public final class Preloads {

    private static final Logger LOG = LoggerFactory.getLogger(Preloads.class);

    private final Interpreters interpreters;
    private final boolean required;

    /** @param required whether a failure is thrown; else it is logged, and the next one has its turn */
    public Preloads(Interpreters interpreters, boolean required) {
        this.interpreters = interpreters;
        this.required = required;
    }

    /** Loads them. */
    public void run(List<Import> imports) {
        for (Import each : imports) {
            try {
                run(each);
            } catch (Fault fault) {
                String text = "import = " + each.text() + ": " + fault.text();
                if (required) {
                    throw new Fault(fault.code(), text, fault);
                }
                LOG.error("{} {}", fault.code().id(), text, fault.getCause());
            }
        }
    }

    private void run(Import wanted) {
        Interpreter interpreter = interpreters.of(wanted.interpreter());
        ModuleView view = new ModuleView(interpreter.importer(), "the setting import");
        view.enter();
        try {
            Module module = view.module(wanted.interpreter().root(), wanted.module(), true);
            if (wanted.function() != null) {
                long began = System.nanoTime();
                module.call(wanted.function());
                interpreter
                        .log()
                        .info(
                                "called {}::{} in {} ms",
                                wanted.module(),
                                wanted.function(),
                                (System.nanoTime() - began) / 1_000_000);
            }
        } finally {
            view.leave();
        }
    }
}

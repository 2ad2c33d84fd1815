package org.postern.daemon.interpreter;

import org.postern.daemon.importer.Bundled;
import org.postern.daemon.importer.Importer;
import org.postern.daemon.importer.InlineHandlers;
import org.slf4j.Logger;

/**
 * One isolated set of loaded modules. Safe for any thread.
 *
 * @param name as handlers see it
 * @param label the name, with {@code #2} and so on behind it where several interpreters have it
 */
public record Interpreter(
        String name, String label, Importer importer, InlineHandlers inline, Bundled bundled, Logger log) {}

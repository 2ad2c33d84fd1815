package org.postern.daemon.exchange;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.config.Plan;
import org.postern.daemon.interpreter.Interpreter;

/**
 * Where a request goes, as far as its attributes say; the same for all requests that say the same.
 *
 * @param root JavaRoot, absolute
 * @param guarded whether a handler decides who may see the resource
 * @param share the interpreter's
 */
record Route(
        Plan plan,
        String site,
        String root,
        boolean guarded,
        Interpreter interpreter,
        Admission.Share<ServedRequest> share,
        Pace pace) {

    /**
     * What routes differ by.
     *
     * @param filename the file to which httpd mapped the request, where interpreters are by folder
     */
    record Key(
            Plan plan, String site, String root, @Nullable String filename) {}
}

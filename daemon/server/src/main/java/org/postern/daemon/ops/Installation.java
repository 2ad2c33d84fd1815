package org.postern.daemon.ops;

import java.nio.file.Path;

import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;

/** Where Postern's own files are. */
final class Installation {

    private Installation() {}

    /** A file below the installation's folder, which the launcher tells. */
    static Path file(String relative) {
        String home = System.getProperty("postern.home");
        if (home == null) {
            throw new Fault(
                    Code.CANNOT_START, "the installation's folder is not known (expected: started by scripts/postern)");
        }
        return Path.of(home).resolve(relative);
    }
}

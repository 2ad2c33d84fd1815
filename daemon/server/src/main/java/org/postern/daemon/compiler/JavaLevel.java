package org.postern.daemon.compiler;

import org.eclipse.jdt.internal.compiler.classfmt.ClassFileConstants;
import org.eclipse.jdt.internal.compiler.impl.CompilerOptions;

/** The language level of handlers: that of the JVM that runs them, and at most what the compiler knows. */
final class JavaLevel {

    private JavaLevel() {}

    /** As the compiler counts levels. */
    static long compiler() {
        long running = CompilerOptions.versionToJdkLevel(
                Integer.toString(Runtime.version().feature()));
        long latest = ClassFileConstants.getLatestJDKLevel();
        return running == 0 ? latest : Math.min(running, latest);
    }
}

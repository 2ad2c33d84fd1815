package org.postern.daemon.fault;

import java.io.IOException;

/** Whether a failure comes of something that ran out, and has nothing to do with what was to be done: then that may go well later. */
public final class Shortage {

    private static final int DEEPEST = 20;

    private Shortage() {}

    /** Whether it comes of a lack of memory, of room for classes, of threads or of descriptors; the JVM wraps that into what looks like a defect. */
    public static boolean isIn(Throwable failure) {
        Throwable at = failure;
        for (int depth = 0; at != null && depth < DEEPEST; depth++) {
            if (at instanceof OutOfMemoryError
                    || at instanceof IOException && isOfFiles(String.valueOf(at.getMessage()))) {
                return true;
            }
            at = at.getCause();
        }
        return false;
    }

    /** The system's words for EMFILE and ENFILE, behind a file's name or for themselves. */
    private static boolean isOfFiles(String message) {
        return message.contains("Too many open files");
    }

    /** The code of such a failure, or of a defect. */
    public static Code code(Throwable failure) {
        return isIn(failure) ? Code.MEMORY : Code.DEFECT;
    }
}

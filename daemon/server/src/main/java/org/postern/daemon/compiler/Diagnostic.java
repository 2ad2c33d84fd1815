package org.postern.daemon.compiler;

import java.nio.file.Path;

/**
 * One thing that a compiler says.
 *
 * @param line from 1
 * @param column from 1
 * @param excerpt the source line, empty if there is none
 */
public record Diagnostic(Path file, int line, int column, String message, String excerpt) {

    /** Such as {@code /srv/shop/hello.java:5:12: message}. */
    public String text() {
        return file + ":" + line + ":" + column + ": " + message;
    }
}

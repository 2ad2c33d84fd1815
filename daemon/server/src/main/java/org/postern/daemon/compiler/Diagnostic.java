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

    /** @param offset into the compiled text */
    static Diagnostic at(Source source, int offset, String message) {
        String text = source.text();
        int own = source.authorsOffset(offset);
        int line = 1 + (int) text.chars().limit(own).filter(c -> c == '\n').count();
        int column = own - text.lastIndexOf('\n', own - 1);
        return new Diagnostic(source.file(), line, column, message, Excerpt.line(text, line));
    }

    /** Such as {@code /srv/shop/hello.java:5:12: message}. */
    public String text() {
        return file + ":" + line + ":" + column + ": " + message;
    }
}

package org.postern.daemon.compiler;

import java.nio.file.Path;

import org.postern.daemon.psp.Place;

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
        return source.page() == null
                ? at(source.file(), source.text(), source.authorsOffset(offset), message)
                : at(source.page().place(offset), message);
    }

    /** Of a page, or of what it includes. */
    static Diagnostic at(Place place, String message) {
        return at(place.file().file(), place.file().lines(), place.offset(), message);
    }

    private static Diagnostic at(Path file, String text, int own, String message) {
        int line = 1 + (int) text.chars().limit(own).filter(c -> c == '\n').count();
        int column = own - text.lastIndexOf('\n', own - 1);
        return new Diagnostic(file, line, column, message, Excerpt.line(text, line));
    }

    /** Such as {@code /srv/shop/hello.java:5:12: message}. */
    public String text() {
        return file + ":" + line + ":" + column + ": " + message;
    }
}

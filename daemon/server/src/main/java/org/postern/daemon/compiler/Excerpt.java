package org.postern.daemon.compiler;

/** Lines out of a source. */
public final class Excerpt {

    private Excerpt() {}

    /** Line {@code number}, from 1; empty if there is none. */
    public static String line(String text, int number) {
        return text.lines().skip(Math.max(0, number - 1L)).findFirst().orElse("");
    }
}

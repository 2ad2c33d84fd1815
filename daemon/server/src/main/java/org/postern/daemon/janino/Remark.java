package org.postern.daemon.janino;

import org.codehaus.commons.compiler.Location;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong at a place of a source.
 *
 * @param line from 1
 * @param column from 1
 */
public record Remark(int line, int column, String message) {

    private static final String WAY_OUT =
            " (expected: code that Janino compiles as Java means it; or Use JavaCompiler ecj)";

    static Remark at(@Nullable Location place, String message) {
        return new Remark(
                place == null ? 1 : Math.max(1, place.getLineNumber()),
                place == null ? 1 : Math.max(1, place.getColumnNumber()),
                message);
    }

    /** That something is not compiled, as Janino would get it wrong. */
    static Remark refusal(@Nullable Location place, String what) {
        return at(place, what + WAY_OUT);
    }
}

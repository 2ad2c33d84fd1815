package org.postern.daemon.janino;

import java.util.regex.Pattern;

import org.codehaus.commons.compiler.CompileException;
import org.codehaus.commons.compiler.Location;
import org.jspecify.annotations.Nullable;

/** Janino's messages, without the place in front, and with the reason where they hide it. */
final class Prose {

    private static final Pattern PLACE = Pattern.compile("^(File '.*?', )?Line \\d+, Column \\d+: ");

    /** What code with generics, lambdas and the like comes to. */
    private static final Pattern BEYOND_JANINO = Pattern.compile(
            "\\bNYI\\b|from type \"java\\.lang\\.Object\"|types \"java\\.lang\\.Object\"|must implement method|\\bof \"java\\.lang\\.Object\"|non-final local variable|expected instead of");

    private Prose() {}

    static Remark of(CompileException e) {
        return of(String.valueOf(e.getMessage()), e.getLocation());
    }

    static Remark of(String message, @Nullable Location place) {
        String text = withoutPlace(message);
        return BEYOND_JANINO.matcher(text).find()
                ? Remark.at(
                        place,
                        text
                                + " (Janino knows no generics, lambdas, var, records: Use JavaCompiler ecj compiles those)")
                : Remark.at(place, text);
    }

    static String withoutPlace(String message) {
        return PLACE.matcher(message).replaceFirst("");
    }
}

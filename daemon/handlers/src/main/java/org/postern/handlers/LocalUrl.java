package org.postern.handlers;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/** Where a visitor may be sent by what a client has said: to this site alone. */
final class LocalUrl {

    /** Browsers take a second slash, or a backslash, for the beginning of a host, and leave control characters out. */
    private static final Pattern LOCAL = Pattern.compile("/(?![/\\\\])[!-\\[\\]-~]{0,2000}");

    private LocalUrl() {}

    /** A path with its query, as it came; null if it is none of this site, or longer than anybody needs. */
    static @Nullable String of(@Nullable String url) {
        return url != null && LOCAL.matcher(url).matches() ? url : null;
    }
}

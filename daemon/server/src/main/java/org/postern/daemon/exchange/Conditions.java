package org.postern.daemon.exchange;

import static org.postern.api.Apache.HTTP_NOT_MODIFIED;
import static org.postern.api.Apache.HTTP_PRECONDITION_FAILED;
import static org.postern.api.Apache.OK;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;

import org.jspecify.annotations.Nullable;
import org.postern.api.Table;

/**
 * The conditions that a request can make on what it gets (RFC 9110, section 13).
 *
 * @param etag the answer's, quoted; null if it has none
 * @param modified when it changed last; null if that is not known
 */
record Conditions(@Nullable String etag, @Nullable Instant modified) {

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    /** A time as headers have it. */
    static String date(Instant time) {
        return DATE.format(time);
    }

    /**
     * What the request's conditions come to.
     *
     * @param reading whether the request is a GET or HEAD, which a client's own copy can answer
     * @return OK, 304 or 412
     */
    int check(Table headers, boolean reading) {
        String ifMatch = headers.get("If-Match");
        if (ifMatch != null ? !matches(ifMatch, true) : isAfter(headers.get("If-Unmodified-Since"))) {
            return HTTP_PRECONDITION_FAILED;
        }
        String ifNoneMatch = headers.get("If-None-Match");
        if (ifNoneMatch != null) {
            int same = reading ? HTTP_NOT_MODIFIED : HTTP_PRECONDITION_FAILED;
            return matches(ifNoneMatch, false) ? same : OK;
        }
        Instant since = parsed(headers.get("If-Modified-Since"));
        boolean same = since != null && modified != null && !isAfter(modified, since);
        return reading && same ? HTTP_NOT_MODIFIED : OK;
    }

    private boolean isAfter(@Nullable String header) {
        Instant since = parsed(header);
        return since != null && modified != null && isAfter(modified, since);
    }

    private static boolean isAfter(Instant time, Instant since) {
        return time.truncatedTo(ChronoUnit.SECONDS).isAfter(since);
    }

    private boolean matches(String header, boolean strong) {
        return Arrays.stream(header.split(","))
                .map(String::strip)
                .anyMatch(tag -> tag.equals("*") || etag != null && isSame(tag, etag, strong));
    }

    private static boolean isSame(String tag, String etag, boolean strong) {
        return strong ? tag.equals(etag) && !tag.startsWith("W/") : withoutWeak(tag).equals(withoutWeak(etag));
    }

    private static String withoutWeak(String tag) {
        return tag.startsWith("W/") ? tag.substring(2) : tag;
    }

    private static @Nullable Instant parsed(@Nullable String header) {
        if (header == null) {
            return null;
        }
        try {
            return Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(header.strip()));
        } catch (DateTimeException notADate) {
            return null;
        }
    }
}

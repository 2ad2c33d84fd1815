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

/** What tells two states of a file apart, and the conditions on it that a request can make (RFC 9110, sections 8.8 and 13). */
record Validators(long size, Instant modified) {

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    /** Size and time in hexadecimal, as httpd makes it. */
    String etag() {
        return "\"" + Long.toHexString(size) + "-"
                + Long.toHexString(ChronoUnit.MICROS.between(Instant.EPOCH, modified)) + "\"";
    }

    String lastModified() {
        return DATE.format(modified);
    }

    /**
     * What the request's conditions come to.
     *
     * @param reading whether the request is a GET or HEAD, which a client's own copy can answer
     * @return OK, 304 or 412
     */
    int check(Table headers, boolean reading) {
        String ifMatch = headers.get("If-Match");
        if (ifMatch != null ? !matches(ifMatch, true) : isBefore(headers.get("If-Unmodified-Since"))) {
            return HTTP_PRECONDITION_FAILED;
        }
        String ifNoneMatch = headers.get("If-None-Match");
        if (ifNoneMatch != null) {
            if (matches(ifNoneMatch, false)) {
                return reading ? HTTP_NOT_MODIFIED : HTTP_PRECONDITION_FAILED;
            }
            return OK;
        }
        Instant since = date(headers.get("If-Modified-Since"));
        boolean same =
                since != null && !modified.truncatedTo(ChronoUnit.SECONDS).isAfter(since);
        return reading && same ? HTTP_NOT_MODIFIED : OK;
    }

    /** Whether a Range header applies: its If-Range, if there is one, names this very state. */
    boolean rangeHolds(Table headers) {
        String ifRange = headers.get("If-Range");
        return ifRange == null || (ifRange.startsWith("\"") ? ifRange.equals(etag()) : ifRange.equals(lastModified()));
    }

    private boolean isBefore(@Nullable String header) {
        Instant since = date(header);
        return since != null && modified.truncatedTo(ChronoUnit.SECONDS).isAfter(since);
    }

    private boolean matches(String header, boolean strong) {
        return Arrays.stream(header.split(","))
                .map(String::strip)
                .map(tag -> !strong && tag.startsWith("W/") ? tag.substring(2) : tag)
                .anyMatch(tag -> tag.equals("*") || tag.equals(etag()));
    }

    private static @Nullable Instant date(@Nullable String header) {
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

package org.postern.daemon.exchange;

import static org.postern.api.Apache.HTTP_NOT_MODIFIED;
import static org.postern.api.Apache.HTTP_PRECONDITION_FAILED;
import static org.postern.api.Apache.OK;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import org.jspecify.annotations.Nullable;
import org.postern.api.Table;

/**
 * The conditions that a request can make on the state of a resource (RFC 9110, section 13).
 *
 * <p>Where httpd is stricter or more lenient than the RFC this is as httpd: If-Match does not hide If-Unmodified-Since, a 304 needs
 * all of If-None-Match, If-Modified-Since and If-Unmodified-Since to be for it, and with a range that has an If-Range there is none.
 *
 * @param etag of the state, quoted; null if it has none
 * @param modified when it came about; the beginning of 1970 where that is not known
 * @param now when the request came: what changed in the minute before may change again within the same second
 */
record Conditions(@Nullable String etag, Instant modified, Instant now) {

    private static final Duration YOUNG = Duration.ofSeconds(60);

    /** When it came about, as headers tell it; never in the future. */
    Instant second() {
        return (modified.isAfter(now) ? now : modified).truncatedTo(ChronoUnit.SECONDS);
    }

    /**
     * What the request's conditions come to.
     *
     * @param reading whether the request is a GET or HEAD, which a client's own copy can answer
     * @return OK, 304 or 412
     */
    int check(Table headers, boolean reading) {
        boolean ranged = headers.contains("Range");
        String ifMatch = headers.get("If-Match");
        if (ifMatch != null && !matches(ifMatch, true)) {
            return HTTP_PRECONDITION_FAILED;
        }
        String unmodifiedSince = headers.get("If-Unmodified-Since");
        if (unmodifiedSince != null && isAfter(unmodifiedSince) && !(ranged && isYoung())) {
            return HTTP_PRECONDITION_FAILED;
        }
        String ifNoneMatch = headers.get("If-None-Match");
        boolean sameTag = ifNoneMatch != null && matches(ifNoneMatch, !reading || ranged);
        if (sameTag && !reading) {
            return HTTP_PRECONDITION_FAILED;
        }
        String modifiedSince = headers.get("If-Modified-Since");
        boolean sameTime = modifiedSince != null && isSince(modifiedSince) && !(ranged && isYoung());
        boolean changed =
                unmodifiedSince != null || ifNoneMatch != null && !sameTag || modifiedSince != null && !sameTime;
        boolean whole = !(ranged && headers.contains("If-Range"));
        return reading && (sameTag || sameTime) && !changed && whole ? HTTP_NOT_MODIFIED : OK;
    }

    /** Whether a Range header applies: its If-Range, if there is one, names this very state. */
    boolean rangeHolds(Table headers) {
        String ifRange = headers.get("If-Range");
        if (ifRange == null) {
            return true;
        }
        return ifRange.startsWith("\"") ? ifRange.equals(etag) : second().equals(HttpDate.read(ifRange)) && !isYoung();
    }

    private boolean matches(String header, boolean strong) {
        EntityTags tags = new EntityTags(header);
        return tags.isAny() || etag != null && tags.contain(etag, strong);
    }

    private boolean isAfter(String header) {
        Instant since = HttpDate.read(header);
        return since != null && isKnown() && second().isAfter(since);
    }

    /** A time in the future says nothing. */
    private boolean isSince(String header) {
        Instant since = HttpDate.read(header);
        return since != null && isKnown() && !second().isAfter(since) && !since.isAfter(now);
    }

    private boolean isKnown() {
        return !modified.equals(Instant.EPOCH);
    }

    private boolean isYoung() {
        return now.isBefore(second().plus(YOUNG));
    }
}

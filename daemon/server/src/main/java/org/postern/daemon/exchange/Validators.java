package org.postern.daemon.exchange;

import static org.postern.api.Apache.HTTP_NOT_MODIFIED;
import static org.postern.api.Apache.HTTP_PRECONDITION_FAILED;
import static org.postern.api.Apache.OK;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import org.postern.api.Table;

/**
 * What tells two states of a file apart, and the conditions on it that a request can make (RFC 9110, sections 8.8 and 13).
 *
 * <p>Where httpd is stricter or more lenient than the RFC this is as httpd: If-Match does not hide If-Unmodified-Since, a 304 needs
 * all of If-None-Match, If-Modified-Since and If-Unmodified-Since to be for it, and with a range that has an If-Range there is none.
 *
 * @param now when the request came: what changed in the minute before may change again within the same second
 */
record Validators(long size, Instant modified, Instant now) {

    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final Duration YOUNG = Duration.ofSeconds(60);

    /** Size and time in hexadecimal, as httpd makes it; weak while the file is so fresh that its time may stay through a change. */
    String etag() {
        String weak = Duration.between(modified, now).compareTo(FRESH) > 0 ? "" : "W/";
        return weak + "\"" + Long.toHexString(size) + "-"
                + Long.toHexString(ChronoUnit.MICROS.between(Instant.EPOCH, modified)) + "\"";
    }

    /** When it was changed; never in the future. */
    String lastModified() {
        return HttpDate.text(second());
    }

    private Instant second() {
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
        return ifRange.startsWith("\"")
                ? ifRange.equals(etag())
                : second().equals(HttpDate.read(ifRange)) && !isYoung();
    }

    private boolean matches(String header, boolean strong) {
        EntityTags tags = new EntityTags(header);
        return tags.isAny() || tags.contain(etag(), strong);
    }

    private boolean isAfter(String header) {
        Instant since = HttpDate.read(header);
        return since != null && second().isAfter(since);
    }

    /** A time in the future says nothing. */
    private boolean isSince(String header) {
        Instant since = HttpDate.read(header);
        return since != null && !second().isAfter(since) && !since.isAfter(now);
    }

    private boolean isYoung() {
        return now.isBefore(second().plus(YOUNG));
    }
}

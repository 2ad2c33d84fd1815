package org.postern.daemon.exchange;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import org.postern.api.Table;

/**
 * What tells two states of a file apart (RFC 9110, section 8.8), as httpd makes it.
 *
 * @param now when the request came
 */
record Validators(long size, Instant modified, Instant now) {

    private static final Duration FRESH = Duration.ofSeconds(1);

    /** Size and time in hexadecimal; weak while the file is so fresh that its time may stay through a change. */
    String etag() {
        String weak = Duration.between(modified, now).compareTo(FRESH) > 0 ? "" : "W/";
        return weak + "\"" + Long.toHexString(size) + "-"
                + Long.toHexString(ChronoUnit.MICROS.between(Instant.EPOCH, modified)) + "\"";
    }

    /** When it was changed; never in the future. */
    String lastModified() {
        return HttpDate.text(conditions().second());
    }

    /** What a request's conditions come to: OK, 304 or 412; {@code reading} as for {@link Conditions#check}. */
    int check(Table headers, boolean reading) {
        return conditions().check(headers, reading);
    }

    /** Whether a Range header applies: its If-Range, if there is one, names this very state. */
    boolean rangeHolds(Table headers) {
        return conditions().rangeHolds(headers);
    }

    private Conditions conditions() {
        return new Conditions(etag(), modified, now);
    }
}

package org.postern.daemon.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.postern.api.Apache.HTTP_NOT_MODIFIED;
import static org.postern.api.Apache.HTTP_PRECONDITION_FAILED;
import static org.postern.api.Apache.OK;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.postern.api.Table;

/** What depends on how long ago a file changed; the rest is compared with httpd itself. */
class ValidatorsTest {

    private static final Instant CHANGED = Instant.parse("2021-03-04T05:06:07.5Z");
    private static final String DATE = "Thu, 04 Mar 2021 05:06:07 GMT";

    @Test
    void freshFile_hasWeakTag_whichIsNoReasonForARange() {
        Validators fresh = after(Duration.ofSeconds(1));
        assertTrue(fresh.etag().startsWith("W/\""), fresh.etag());
        assertFalse(fresh.rangeHolds(headers("Range", "bytes=0-1", "If-Range", fresh.etag())));
        assertEquals(HTTP_PRECONDITION_FAILED, fresh.check(headers("If-Match", fresh.etag()), true));
        assertEquals(HTTP_NOT_MODIFIED, fresh.check(headers("If-None-Match", fresh.etag()), true));
        assertTrue(after(Duration.ofMillis(1001)).etag().startsWith("\""));
    }

    @Test
    void dateOfAYoungFile_isNoReasonForARange() {
        Table headers = headers("Range", "bytes=0-1", "If-Range", DATE);
        assertFalse(after(Duration.ofSeconds(59)).rangeHolds(headers));
        assertTrue(after(Duration.ofSeconds(60)).rangeHolds(headers));
        Table since = headers("Range", "bytes=0-1", "If-Modified-Since", DATE);
        assertEquals(OK, after(Duration.ofSeconds(59)).check(since, true));
        assertEquals(HTTP_NOT_MODIFIED, after(Duration.ofSeconds(60)).check(since, true));
    }

    @Test
    void timeInTheFuture_isNow() {
        Validators early = after(Duration.ofHours(-1));
        assertEquals("Thu, 04 Mar 2021 04:06:07 GMT", early.lastModified());
        assertEquals(
                OK,
                after(Duration.ofHours(1)).check(headers("If-Modified-Since", "Wed, 01 Jan 2300 00:00:00 GMT"), true));
    }

    private static Validators after(Duration age) {
        return new Validators(10, CHANGED, CHANGED.plus(age));
    }

    private static Table headers(String... namesAndValues) {
        Table table = new Table();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            table.set(namesAndValues[i], namesAndValues[i + 1]);
        }
        return table;
    }
}

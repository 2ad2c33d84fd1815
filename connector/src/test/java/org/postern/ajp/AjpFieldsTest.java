package org.postern.ajp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

class AjpFieldsTest {

    private final AjpFields fields = AjpFields.of("Accept", "a", "X-One", "1", "x-one", "2");

    @Test
    void pairs_keepTheirOrderTheirSpellingAndTheirRepetitions() {
        assertEquals(3, fields.size());
        assertEquals("x-one", fields.name(2));
        assertEquals("2", fields.value(2));
        assertEquals(
                List.of(Map.entry("Accept", "a"), Map.entry("X-One", "1"), Map.entry("x-one", "2")), fields.entries());
    }

    @Test
    void first_isTheFirstInAnyCase_orNull() {
        assertEquals("1", fields.first("X-ONE"));
        assertNull(fields.first("x-two"));
    }

    @Test
    void noPairs_areNone() {
        assertSame(AjpFields.NONE, AjpFields.of());
        assertEquals(0, AjpFields.NONE.size());
    }

    @Test
    void oddNumberOfStrings_isRefused() {
        assertThrows(IllegalArgumentException.class, () -> AjpFields.of("name"));
    }

    @Test
    void samePairs_areEqual() {
        AjpFields same = AjpFields.of("Accept", "a", "X-One", "1", "x-one", "2");
        assertEquals(fields, same);
        assertEquals(fields.hashCode(), same.hashCode());
    }

    @Test
    void otherOrderSpellingOrValue_isNotEqual() {
        assertNotEquals(fields, AjpFields.of("Accept", "a", "x-one", "2", "X-One", "1"));
        assertNotEquals(fields, AjpFields.of("accept", "a", "X-One", "1", "x-one", "2"));
        assertNotEquals(fields, AjpFields.of("Accept", "b", "X-One", "1", "x-one", "2"));
        assertNotEquals(fields, AjpFields.NONE);
        assertNotEquals(fields, null);
    }

    @Test
    void text_showsThePairs() {
        assertEquals("[Accept: a, X-One: 1, x-one: 2]", fields.toString());
        assertEquals("[]", AjpFields.NONE.toString());
    }

    @Test
    void text_showsNoCredentials() {
        AjpFields secrets = AjpFields.of(
                "Authorization", "Basic c2VjcmV0", "COOKIE", "id=s1", "Cookie2", "s2", "proxy-authorization", "s3");
        assertEquals("[Authorization: ***, COOKIE: ***, Cookie2: ***, proxy-authorization: ***]", secrets.toString());
    }
}

package org.postern.ajp;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
}

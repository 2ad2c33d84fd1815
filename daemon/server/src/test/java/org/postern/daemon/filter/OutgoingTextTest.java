package org.postern.daemon.filter;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In which charset a content type says that text is. */
class OutgoingTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/html; charset=ISO-8859-1",
                "text/html;charset=latin1",
                "text/html; CharSet = \"iso-8859-1\"; x=y",
                "text/html; x=\"a;b\"; charset=ISO-8859-1;",
                "text/html; charset=; charset=ISO-8859-1",
                "text/html; charset; charset=ISO-8859-1",
                "text/html;\tcharset=\t\"ISO-8859-1"
            })
    void namedCharset_isThatOfTheBytes(String contentType) {
        assertTrue(OutgoingText.isNamedIn(contentType));
        assertArrayEquals("\u00e9".getBytes(ISO_8859_1), new OutgoingText().bytes("\u00e9", contentType));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/html",
                "text/html;",
                "text/html; charset",
                "text/html; charset=",
                "text/html; charset=\"\"",
                "text/html; mycharset=latin1",
                "text/html; charsets=latin1",
                "charset=latin1"
            })
    void noCharset_isUtf8(String contentType) {
        assertFalse(OutgoingText.isNamedIn(contentType));
        assertArrayEquals("\u00e9".getBytes(UTF_8), new OutgoingText().bytes("\u00e9", contentType));
    }

    @Test
    void unknownCharset_isRefusedByName() {
        String said = assertThrows(
                        IllegalArgumentException.class,
                        () -> new OutgoingText().bytes("text", "text/plain; charset=klingon"))
                .getMessage();
        assertTrue(said.contains("charset klingon is not known (expected: "), said);
    }
}

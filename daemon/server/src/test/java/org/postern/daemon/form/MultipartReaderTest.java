package org.postern.daemon.form;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.api.FormException;

/** Bodies in parts, wherever the pieces in which they come are cut. */
class MultipartReaderTest {

    private static final List<String> TRICKY = List.of(
            "",
            "\r",
            "\n",
            "\r\n",
            "\r\r\n",
            "\r\n\r",
            "\r\n-",
            "\r\n--",
            "\r\n--C",
            "\r\n--Bx",
            "\r\n--B x\r\n",
            "\r\n--B--x",
            "\r\n--B-\r\n",
            "\n--Bx\n",
            "x--B",
            "x\r--B\r",
            "\r\n--B" + " ".repeat(65),
            "\0\u00ff\r\n\u0080");

    @Test
    void contents_areWhatWasSent_whereverTheyAreCut() throws IOException {
        for (String tricky : TRICKY) {
            for (int before = 0; before < MultipartReader.BUFFER_LEAST + 40; before++) {
                String content = "b".repeat(before) + tricky;
                byte[] body = Bodies.bytes(Bodies.of(content, "second"));
                for (int piece : new int[] {1, 2, 7, 100_000}) {
                    assertEquals(
                            List.of("[A: b]" + content, "[A: b]second"),
                            Bodies.parse(body, piece, MultipartReader.BUFFER_LEAST),
                            () -> content + " in pieces of " + piece);
                }
            }
        }
    }

    @Test
    void lineEndsMayBeBareLineFeeds() throws IOException {
        assertEquals(
                List.of("[A: b, C: d]x\ny", "[E: f]"), Bodies.parse("--B\nA: b\nC: d\n\nx\ny\n--B\nE: f\n\n\n--B--\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--B \t\r\nA: b\r\n\r\nx\r\n--B--  ",
                "--B\r\nA: b\r\n\r\nx\r\n--B--",
                "--B\r\nA: b\r\n\r\nx\r\n--B--\r",
                "\r\n--B\r\nA: b\r\n\r\nx\r\n--B--\r\n",
                "preamble --B\r\n--Bx\r\n--B\r\nA: b\r\n\r\nx\r\n--B--\r\nepilogue\r\n--B\r\nC: d\r\n\r\ny\r\n--B--\r\n"
            })
    void delimiters_mayHaveBlanksBehind_andOtherTextAround(String body) throws IOException {
        for (int piece = 1; piece < body.length(); piece++) {
            assertEquals(List.of("[A: b]x"), Bodies.parse(Bodies.bytes(body), piece, 256));
        }
    }

    @Test
    void headers_mayBeFolded() throws IOException {
        String body = "--B\r\nA: b;\r\n  c;\r\n\td\r\nE:f\r\n\r\nx\r\n--B--\r\n";
        for (int piece = 1; piece < body.length(); piece++) {
            assertEquals(List.of("[A: b; c; d, E:f]x"), Bodies.parse(Bodies.bytes(body), piece, 256));
        }
    }

    @Test
    void aPartMayHaveNoHeaders_orNoContent_orNoEmptyLineBeforeItsEnd() throws IOException {
        assertEquals(
                List.of("[]x", "[A: b]", "[A: b]"),
                Bodies.parse("--B\r\n\r\nx\r\n--B\r\nA: b\r\n\r\n\r\n--B\r\nA: b\r\n\r\n--B--\r\n"));
    }

    @Test
    void noPart_isNoField() throws IOException {
        assertEquals(List.of(), Bodies.parse("--B--\r\n"));
        assertEquals(List.of(), Bodies.parse(""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "\r\n",
                "--B",
                "--B\r\n",
                "--B\r\nA: b",
                "--B\r\nA: b\r\n",
                "--B\r\nA: b\r\n\r\n",
                "--B\r\nA: b\r\n\r\nx",
                "--B\r\nA: b\r\n\r\nx\r\n--B",
                "--B\r\nA: b\r\n\r\nx\r\n--B-",
                "--B\r\nA: b\r\n\r\nx\r\n--B--x",
                "--B\r\n folded\r\n\r\nx\r\n--B--\r\n"
            })
    void bodiesThatEndTooEarly_orBeginWithAContinuedLine_areMalformed(String body) {
        for (int piece : new int[] {1, 1000}) {
            FormException refused =
                    assertThrows(FormException.class, () -> Bodies.parse(Bodies.bytes(body), piece, 256));
            assertEquals(400, refused.status(), refused.getMessage());
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 400", "70, 0", "71, 400"})
    void boundaries_areOfOneTo70Characters(int length, int status) {
        String boundary = length == 1 ? "" : "b".repeat(length);
        Runnable made = () -> new MultipartReader(InputStream.nullInputStream(), boundary, Bodies.LIMITS, 256);
        if (status == 0) {
            made.run();
        } else {
            assertEquals(status, assertThrows(FormException.class, made::run).status());
        }
    }

    @Test
    void headers_areLimited_inLinesAndBytes() throws IOException {
        String five = "A: b\r\n".repeat(5);
        assertEquals(1, Bodies.parse("--B\r\n" + five + "\r\n\r\n--B--").size());
        refused("--B\r\n" + five + "A: b\r\n\r\n\r\n--B--", "forms.headers-max");
        refused("--B\r\n" + "A: b\r\n" + " c\r\n".repeat(5) + "\r\n\r\n--B--", "forms.headers-max");
        String long200 = "A: " + "b".repeat(197);
        assertEquals(1, Bodies.parse("--B\r\n" + long200 + "\r\n\r\n\r\n--B--").size());
        refused("--B\r\n" + long200 + "b\r\n\r\n\r\n--B--", "forms.header-max");
        refused("--B\r\n" + long200 + "\r\n c\r\n\r\n\r\n--B--", "forms.header-max");
        refused("--B\r\n" + "A".repeat(100_000), "forms.header-max");
    }

    private static void refused(String body, String setting) {
        for (int piece : new int[] {1, 100_000}) {
            FormException refused =
                    assertThrows(FormException.class, () -> Bodies.parse(Bodies.bytes(body), piece, 4096));
            assertEquals(413, refused.status());
            assertTrue(refused.getMessage().contains(setting), refused.getMessage());
        }
    }

    @Test
    void aPartThatIsNotRead_isSkipped() throws IOException {
        byte[] body = Bodies.bytes(Bodies.of("x".repeat(1000), "y"));
        MultipartReader reader = new MultipartReader(Bodies.slowly(body, 13), "B", Bodies.LIMITS, 256);
        assertTrue(reader.next());
        reader.headers();
        assertTrue(reader.next());
        reader.headers();
        StringBuilder content = new StringBuilder();
        reader.content(
                (bytes, from, length) -> content.append(new String(bytes, from, length, StandardCharsets.ISO_8859_1)));
        assertEquals("y", content.toString());
        assertFalse(reader.next());
    }

    @Test
    void aBodyFullOfAlmostDelimiters_isReadInOnePass() throws IOException {
        String almost = "\r\n--" + "b".repeat(69);
        byte[] unit = Bodies.bytes(almost);
        long[] left = {40L << 20};
        InputStream endless = new InputStream() {
            private int at;

            @Override
            public int read() {
                return left[0]-- > 0 ? unit[at++ % unit.length] : -1;
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                int count = (int) Math.min(length, left[0]);
                for (int i = 0; i < count; i++) {
                    into[offset + i] = (byte) read();
                }
                return count == 0 ? -1 : count;
            }
        };
        MultipartReader reader = new MultipartReader(endless, "b".repeat(70), Bodies.LIMITS, 32 << 10);
        assertThrows(FormException.class, reader::next);
    }
}

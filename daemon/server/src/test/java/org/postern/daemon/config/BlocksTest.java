package org.postern.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postern.ajp.AjpFields;

/** Which copy of httpd's environment speaks for the resource. */
class BlocksTest {

    /** {@code |} begins a block, {@code U} is a POSTERN_URI, any other letter a JavaRoot of this name. */
    private static Blocks blocks(String sequence) {
        List<String> pairs = new ArrayList<>();
        for (char c : sequence.toCharArray()) {
            switch (c) {
                case '|' -> pairs.addAll(List.of("POSTERN_BEGIN", "1"));
                case 'U' -> pairs.addAll(List.of("POSTERN_URI", "/"));
                default -> pairs.addAll(List.of("JAVA_ROOT", String.valueOf(c)));
            }
        }
        return new Blocks(AjpFields.of(pairs.toArray(String[]::new)));
    }

    private static String chosen(String sequence, String protocol) {
        return String.valueOf(blocks(sequence).chosen(protocol).text(Directive.JAVA_ROOT));
    }

    @ParameterizedTest
    @CsvSource({
        // plain request, with the facts and without
        "U|a, a",
        "|a, a",
        // a folder, the index file in it, the folder again; the facts tell where the folder's begin
        "U|fU|d, f",
        "U|d|fU|d, f",
        "|d|f|d, f",
        "|d|f, f",
        // through MultiViews as well
        "U|d|v|fU|d|e, f",
        "|a|b|c|d|e, c",
        // two: the last
        "U|d|f, f",
        // no block
        "U, null",
        "'', null"
    })
    void ofARequest(String sequence, String root) {
        assertEquals(root, chosen(sequence, "HTTP/1.1"));
    }

    @ParameterizedTest
    @CsvSource({"U|p|i, i", "|p|i, i", "|a|b|c, c", "|a|b|c|d|e, e", "U|p|d|i, i", "U|a, a"})
    void ofAnIncludedDocument_theLast(String sequence, String root) {
        assertEquals(root, chosen(sequence, "INCLUDED"));
    }

    @Test
    void whatStandsBeforeTheFirstBlock_isNoDirective() {
        assertEquals("null", chosen("xU", "HTTP/1.1"));
        assertEquals("null", chosen("xyU|", "HTTP/1.1"));
        assertEquals("a", chosen("x|a", "HTTP/1.1"));
        assertEquals(1, blocks("x|a").all().size());
    }

    @Test
    void theSameDirectiveTwiceInABlock_theLastStands() {
        assertEquals("b", chosen("U|ab", "HTTP/1.1"));
    }

    @Test
    void everyBlock_isThereForTheGuards() {
        List<Directives> all = blocks("U|d|fU|d").all();
        assertEquals(
                List.of("d", "f", "d"),
                all.stream().map(block -> block.text(Directive.JAVA_ROOT)).toList());
    }

    @Test
    void otherAttributes_areNoDirectives() {
        Blocks blocks = new Blocks(AjpFields.of("POSTERN_BEGIN", "1", "POSTERN_SITE", "s", "AJP_REMOTE_PORT", "1"));
        blocks.chosen("HTTP/1.1").checkKnown();
        assertNull(blocks.chosen("HTTP/1.1").text(Directive.JAVA_ROOT));
    }
}

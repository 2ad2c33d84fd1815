package org.postern.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;

/** The grammar of handler lists. */
class HandlerParserTest {

    private static HandlerList parse(String text) {
        return HandlerParser.parse("JavaHandler", text, "/root");
    }

    private static Handler named(String module, String member) {
        return new Handler.Named(module, member, "/root", false);
    }

    private static HandlerList plain(Handler... handlers) {
        return new HandlerList(List.of(handlers), Map.of());
    }

    @Test
    void module_withAndWithoutMember() {
        assertEquals(plain(named("hello", null)), parse("hello"));
        assertEquals(plain(named("hello", "answer")), parse("hello::answer"));
        assertEquals(plain(named("hello", "Inner.answer")), parse("hello::Inner.answer"));
    }

    @Test
    void module_keepsItsDotsAndSlashes() {
        assertEquals(plain(named("shop.cart", null)), parse("shop.cart"));
        assertEquals(plain(named("shop/v1.2/cart", "add")), parse("shop/v1.2/cart::add"));
    }

    @Test
    void several_inTheirOrder() {
        assertEquals(plain(named("a", null), named("b", "m"), named("c", null)), parse("  a\tb::m \n c "));
    }

    @Test
    void extensions_haveListsOfTheirOwn() {
        HandlerList list = parse("a b | .html .htm; c; d::m | .html");
        assertEquals(List.of(named("c", null)), list.plain());
        assertEquals(
                Map.of(
                        ".html", List.of(named("a", null), named("b", null), named("d", "m")),
                        ".htm", List.of(named("a", null), named("b", null))),
                list.byExtension());
    }

    @Test
    void extensions_needNoBlanks() {
        HandlerList list = parse("a|.tar.gz;b");
        assertEquals(List.of(named("b", null)), list.plain());
        assertEquals(Map.of(".tar.gz", List.of(named("a", null))), list.byExtension());
    }

    @Test
    void semicolon_mayStandAtTheEnd() {
        assertEquals(parse("a; b"), parse("a ; b ; "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"None", "none", " NONE "})
    void none_isAnEmptyList(String text) {
        assertSame(HandlerList.EMPTY, parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ return OK; }",
                "{}",
                "{ if (a | b) { c(); } else { d(); } }",
                "{ req.write(\"}\"); }",
                "{ req.write(\"\\\"}\"); }",
                "{ req.write(\"\\\\\"); }",
                "{ char c = '}'; char d = '\\''; char e = '\"'; }",
                "{ // }\n }",
                "{ // \" '\n }",
                "{ /* } */ }",
                "{ /* it's \" */ }",
                "{ /**/ int i = 1 / 2; }",
                "{ a = b / c; }",
                "{ req.write(\"\"); }",
                "{ req.write(\"\"\"\n  one \" } two\n  \"\"\"); }",
                "{ req.write(\"\"\"\n  \\\"\"\" } { {\n  \"\"\"); }",
                "{ req.write(\"// /* ' \"); }"
            })
    void inline_goesToItsMatchingBrace(String source) {
        assertEquals(plain(new Handler.Inline(source)), parse(source));
        assertEquals(
                plain(named("a", null), new Handler.Inline(source), named("b", "m")),
                parse("a " + source + "b::m"),
                "between others");
        assertEquals(
                Map.of(".x", List.of(new Handler.Inline(source))),
                parse(source + "|.x; a").byExtension(),
                "with an extension");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "``                 ~ no handler at character 1",
                "`   `              ~ no handler at character 4",
                ";a                 ~ no handler at character 1",
                "a;;b               ~ no handler at character 3",
                "| .x               ~ no handler at character 1",
                "a; | .x            ~ no handler at character 4",
                "a |                ~ no extension behind | at character 4",
                "a |; b             ~ no extension behind | at character 4",
                "a | html           ~ extension \"html\" (expected: a dot and letters, as in .html) at character 5",
                "a | .html .        ~ extension \".\" (expected: a dot and letters, as in .html) at character 11",
                "a | .html | .htm   ~ '|' at character 11",
                "a | .html {}       ~ '{' at character 11",
                "a::                ~ handler \"a::\" (expected: module or module::member) at character 1",
                "a ::b              ~ handler \"::b\" (expected: module or module::member) at character 3",
                "a::b::c            ~ handler \"a::b::c\" (expected: module or module::member) at character 1",
                "a:::b              ~ handler \"a:::b\" (expected: module or module::member) at character 1",
                "a { return OK;     ~ source without its closing brace at character 3",
                "{ \"}              ~ source without its closing brace at character 1",
                "{ '}               ~ source without its closing brace at character 1",
                "{ // }             ~ source without its closing brace at character 1",
                "{ /* }             ~ source without its closing brace at character 1",
                "{ \"\"\" }         ~ source without its closing brace at character 1",
                "{ \"\\             ~ source without its closing brace at character 1"
            })
    void mistakes_areNamedWithTheirPlace(String text, String message) {
        String trimmed = text.isBlank() ? text : text.strip();
        Fault fault = assertThrows(Fault.class, () -> parse(trimmed));
        assertSame(Code.BAD_DIRECTIVE, fault.code());
        assertEquals("JavaHandler \"" + trimmed + "\": " + message, fault.text());
    }

    @Test
    void one_isOneHandler() {
        assertEquals(named("a", "m"), HandlerParser.parseOne("JavaLogHandler", " a::m ", "/root"));
        assertEquals(new Handler.Inline("{ }"), HandlerParser.parseOne("JavaLogHandler", "{ }", "/root"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a; b", "a | .x"})
    void one_refusesMore(String text) {
        Fault fault = assertThrows(Fault.class, () -> HandlerParser.parseOne("JavaLogHandler", text, null));
        assertEquals("JavaLogHandler \"" + text + "\": expected one handler", fault.text());
    }
}

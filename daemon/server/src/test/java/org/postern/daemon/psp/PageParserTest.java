package org.postern.daemon.psp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PageParserTest {

    private static final Path FILE = Path.of("/site/page.psp");
    private static final String[] PARTS = {
        "<%",
        "%>",
        "<%=",
        "<%==",
        "<%@",
        "<%!",
        "<%--",
        "--%>",
        "<\\%",
        "%\\>",
        " include ",
        "page",
        "var",
        "file=",
        "import=",
        "\"",
        "'",
        "x.inc",
        "page.psp",
        "\\",
        "\n",
        "\r",
        "\r\n",
        "\t",
        "\0",
        "=",
        ";",
        ",",
        ".",
        "*",
        "a",
        "é",
        "𝄞",
        "{",
        "}",
        "int n",
    };

    static PageFile file(String text) {
        return file(FILE, text);
    }

    private static PageFile file(Path path, String text) {
        return PageFile.of(path, Map.of(), text, "");
    }

    private static Translation page(String text) throws PageFault {
        return PageParser.translate(file(text), "page_psp", PageParserTest::included);
    }

    private static PageFile included(Path path, Place by) {
        return path.toString().endsWith("x.inc")
                ? file(path, "one\n<% two(); %>\n")
                : path.equals(FILE) ? file("") : null;
    }

    @Test
    void names_areThoseOutsideOfStringsAndComments_andNotBehindADot() {
        assertEquals(
                Set.of("new", "String", "req", "a", "Cart", "b", "case"),
                NamesInCode.of(
                                "new String(req . read()) + \"form\" /* form */ + 'f' + \"\"\"\n form \"x\\\"\"\" \"\"\" + a\n"
                                        + " .form // form\n + \"\\\"form\" Cart::form Cart :: /* */ form a ? a : b case 'form")
                        .keySet());
    }

    @Test
    void authorsCode_isKnownByItsPlace() throws PageFault {
        String text = "text\n<% int a = 1;\r\n  int b; %>\n<%! int c; %>\r<%= a %>\n<%@ var String d = \"e\" %>";
        Translation page = page(text);
        for (String code : new String[] {"int a", "int b", "int c", "a %>", "String d", "\"e\""}) {
            String there = code.replace("%>", "\n");
            int at = page.code().indexOf(there);
            assertEquals(text.indexOf(code), page.place(at).offset(), code);
            int line = 1
                    + (int) page.code().chars().limit(at).filter(c -> c == '\n').count();
            assertEquals(page.place(at).line(), page.lines().of(line), code);
        }
        assertEquals(5, page.place(page.code().indexOf("a \n")).line());
    }

    @Test
    void linesOfIncludes_haveNumbersOfTheirOwn() throws PageFault {
        Translation page = page("\n<%@ include file=\"x.inc\" %>\n<% three(); %>");
        int two = page.code().substring(0, page.code().indexOf("two()")).split("\n", -1).length;
        int three = page.code().substring(0, page.code().indexOf("three()")).split("\n", -1).length;
        assertEquals(3, page.lines().of(three));
        assertTrue(page.lines().of(two) >= LineNumbers.INCLUDED);
        LineNumbers.Line line = page.lines().included(page.lines().of(two));
        assertEquals("/site/x.inc:2", line.file() + ":" + line.number());
    }

    @Test
    @Timeout(60)
    void manyPieces_andLongOnes_takeTheirTime_andNoMore() throws PageFault {
        page("<% a %>b".repeat(100_000));
        page("<\\%".repeat(100_000));
        page("<% \"%\\>\" %>".repeat(100_000));
        String name = "a" + ".a".repeat(100_000);
        assertThrows(PageFault.class, () -> page("<%@ page import='" + name + "' %>"));
        page("<%@ var " + "<".repeat(100_000) + " x %>");
    }

    @Test
    void anythingIsAPage_orAFaultThatSaysWhereAndWhy() {
        for (int seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(30); i > 0; i--) {
                text.append(PARTS[random.nextInt(PARTS.length)]);
            }
            try {
                Translation page = page(text.toString());
                for (int at = 0; at <= page.code().length(); at++) {
                    Place place = page.place(at);
                    assertTrue(
                            place.offset() >= 0
                                    && place.offset() <= place.file().text().length(),
                            text::toString);
                }
            } catch (PageFault fault) {
                assertTrue(fault.place().offset() <= fault.place().file().text().length(), text::toString);
                assertFalse(fault.getMessage().isEmpty());
            }
        }
    }
}

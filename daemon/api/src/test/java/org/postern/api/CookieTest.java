package org.postern.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CookieTest {

    private static List<String> parsed(String header) {
        return Cookie.parse(header).values().stream()
                .map(cookie -> cookie.name() + ":" + cookie.value())
                .toList();
    }

    private static String refused(Runnable step) {
        return String.valueOf(
                assertThrows(IllegalArgumentException.class, step::run).getMessage());
    }

    // --- reading

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "a=1>a:1",
                "a=1; b=2>a:1|b:2",
                "spam=foo; path=blah;;eggs=bar;>spam:foo|path:blah|eggs:bar",
                "a=1; a=2>a:1",
                "a>a:",
                "a=>a:",
                " a = 1 ;\tb=2\t>a:1|b:2",
                "a=b=c==>a:b=c==",
                "a=\"q\">a:\"q\"",
                "a=2, d=4>a:2, d=4",
                "a=x y>a:x y",
                "=v>''",
                "; ;>''",
                "$Version=1; a=1>$Version:1|a:1",
                "A=1; a=2>A:1|a:2",
                "a=1;, b=2>a:1|b:2"
            })
    void header_isCutAtSemicolons_andTheFirstOfANameCounts(String header, String cookies) {
        assertEquals(cookies.equals("''") ? "" : cookies, String.join("|", parsed(header)));
    }

    @Test
    void byteBeyondAscii_staysInTheValue() {
        assertEquals(List.of("spam:\u00e9gg\u00ff"), parsed("spam=\u00e9gg\u00ff"));
    }

    @Test
    void anyHeader_isReadAsItsPartsSay() {
        everyHeader(new Random(7), 2_000);
    }

    @Test
    @Tag("long")
    void anyHeader_isReadAsItsPartsSay_long() {
        everyHeader(new Random(), 2_000_000);
    }

    private static void everyHeader(Random random, int rounds) {
        for (int i = 0; i < rounds; i++) {
            StringBuilder header = new StringBuilder();
            int length = random.nextInt(30);
            for (int at = 0; at < length; at++) {
                header.append("ab=;, \t\"$\\\u00e9".charAt(random.nextInt(11)));
            }
            assertEquals(bySplit(header.toString()), parsed(header.toString()), "\"" + header + "\"");
        }
    }

    /** The same in another way. */
    private static List<String> bySplit(String header) {
        List<String> seen = new ArrayList<>();
        List<String> cookies = new ArrayList<>();
        for (String part : header.split(";")) {
            String[] pair = part.split("=", 2);
            String name = pair[0].replaceAll("^[ \t,]+|[ \t]+$", "");
            String value = pair.length < 2 ? "" : pair[1].replaceAll("^[ \t]+|[ \t]+$", "");
            if (!name.isEmpty() && !seen.contains(name)) {
                seen.add(name);
                cookies.add(name + ":" + value);
            }
        }
        return cookies;
    }

    @Test
    void whatIsWritten_isReadAgain_andSplitsNoHeader() {
        Random random = new Random(11);
        int written = 0;
        for (int i = 0; i < 20_000; i++) {
            String name = random(random);
            String value = random(random);
            try {
                String text = new Cookie(name, value).toString();
                written++;
                assertEquals(List.of(name + ":" + value), parsed(text));
                assertTrue(text.chars().allMatch(c -> c > ' ' && c < 0x7F && c != ';'), text);
            } catch (IllegalArgumentException refused) {
                assertFalse((name + value).matches("[a-z0-9]+") && !name.isEmpty(), name + "=" + value);
            }
        }
        assertTrue(written > 100, "of random cookies only " + written + " can be written");
    }

    private static String random(Random random) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(4);
        for (int i = 0; i < length; i++) {
            text.append(random.nextInt(8) == 0 ? (char) random.nextInt(300) : "abc09-_=;\"".charAt(random.nextInt(10)));
        }
        return text.toString();
    }

    // --- writing

    @Test
    void everyAttribute_isWritten() {
        Cookie cookie = new Cookie("__Secure-a", "1")
                .path("/shop")
                .domain("example.org")
                .expires(Instant.parse("2030-01-02T03:04:05.678Z"))
                .maxAge(60)
                .secure(true)
                .httponly(true)
                .samesite("none")
                .partitioned(true);
        assertEquals(
                "__Secure-a=1; Path=/shop; Domain=example.org; Expires=Wed, 02 Jan 2030 03:04:05 GMT; Max-Age=60;"
                        + " Secure; HttpOnly; SameSite=None; Partitioned",
                cookie.toString());
    }

    @Test
    void bareCookie_hasNoAttributes_andNoFalseOnes() {
        assertEquals("a=1", new Cookie("a", "1").secure(false).httponly(false).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\r\nX: y",
                "a\nb",
                "a;b",
                "a,b",
                "a b",
                " a",
                "a\0",
                "a\u007f",
                "\u00e9",
                "a\"b",
                "\"",
                "a\\b",
                "\t"
            })
    void valueThatCouldSplitAHeader_isRefused(String value) {
        String message = refused(() -> new Cookie("a", value));
        assertTrue(message.contains("of the value") && message.contains("URLEncoder"), message);
        refused(() -> new Cookie("a", "").value(value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a=b", "a;b", "a b", "a\r\n", "a,b", "\u00e9", "\"a\"", "a/b", "(a)", "a\0"})
    void nameThatCouldSplitAHeader_isRefused(String name) {
        refused(() -> new Cookie(name, "1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "shop", "/a;b", "/a\r\nX: y", "/\u00e9"})
    void pathThatCouldSplitAHeader_isRefused(String path) {
        refused(() -> new Cookie("a", "1").path(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a;b", "a b", "a\r\n", "a,b", "\u00e9.org"})
    void domainThatCouldSplitAHeader_isRefused(String domain) {
        refused(() -> new Cookie("a", "1").domain(domain));
    }

    @Test
    void samesiteThatThereIsNot_isRefused() {
        assertTrue(refused(() -> new Cookie("a", "1").samesite("Lax; Domain=x")).contains("Strict, Lax or None"));
    }

    @Test
    void whatBrowsersDropWithoutAWord_isRefused() {
        refused(() -> new Cookie("a", "1").samesite("None").toString());
        refused(() -> new Cookie("a", "1").partitioned(true).toString());
        refused(() -> new Cookie("__Secure-a", "1").toString());
        refused(() -> new Cookie("__host-a", "1").secure(true).toString());
        refused(() -> new Cookie("__Host-a", "1")
                .secure(true)
                .path("/")
                .domain("a.org")
                .toString());
        refused(() -> new Cookie("a", "x".repeat(4095)).toString());
        assertEquals(
                "__Host-a=1; Path=/; Secure",
                new Cookie("__Host-a", "1").secure(true).path("/").toString());
        assertEquals(4096, new Cookie("a", "x".repeat(4094)).toString().length());
    }

    @Test
    void cookieOfAClient_thatCouldNotBeSent_isRefusedWhenItIs() {
        Cookie cookie = Cookie.parse("a=2, d=4").get("a");
        assertEquals("2, d=4", cookie.value());
        refused(cookie::toString);
    }
}

package org.postern.ajp.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.api.Test;

class TextCacheTest {

    private final TextCache cache = new TextCache();

    private String get(String text) {
        byte[] in = ("<" + text + ">").getBytes(StandardCharsets.ISO_8859_1);
        return cache.get(in, 1, in.length - 2);
    }

    private void put(String text) {
        byte[] in = ("<" + text + ">").getBytes(StandardCharsets.ISO_8859_1);
        cache.put(in, 1, in.length - 2, text);
    }

    @Test
    void textThatCame_isFound_andNoOther() {
        String text = new String("/srv/shop/index");
        assertNull(get(text));
        put(text);
        assertSame(text, get("/srv/shop/index"));
        assertNull(get("/srv/shop/inde"));
        assertNull(get("/srv/shop/indeX"));
        assertEquals("", get(""));
    }

    @Test
    void longText_isNotKept() {
        String text = "x".repeat(201);
        put(text);
        assertNull(get(text));
        put(text.substring(1));
        assertEquals(text.substring(1), get(text.substring(1)));
    }

    /** Those that differ only where no byte decides on the place share one, and are told apart all the same. */
    @Test
    void whateverCame_whatIsFound_isWhatWasAskedFor() {
        Random random = new Random(42);
        Set<String> texts = new HashSet<>();
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(60); length > 0; length--) {
                text.append((char) ('a' + random.nextInt(2)));
            }
            texts.add(text.toString());
        }
        int found = 0;
        for (String text : texts) {
            put(text);
            assertEquals(text, get(text));
        }
        for (String text : texts) {
            String known = get(text);
            if (known != null) {
                assertEquals(text, known);
                found++;
            }
        }
        assertTrue(found > 1000, found + " of " + texts.size());
    }
}

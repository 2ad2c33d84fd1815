package org.postern.daemon.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {

    private final JsonText json = new JsonText();

    private record Fruit(String name, int count) {}

    private String refused(Runnable step) {
        return String.valueOf(
                assertThrows(IllegalArgumentException.class, step::run).getMessage());
    }

    @Test
    void values_areWrittenInOneLine() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("b", List.of(1, 2L, 1.5, true));
        map.put("a", "\"\n\u00e9</script>");
        map.put("n", null);
        assertEquals("{\"b\":[1,2,1.5,true],\"a\":\"\\\"\\n\u00e9</script>\",\"n\":null}", json.write(map));
        assertEquals("[{\"name\":\"pear\",\"count\":3}]", json.write(new Object[] {new Fruit("pear", 3)}));
        assertEquals("1.10", json.write(new BigDecimal("1.10")));
    }

    @Test
    void values_comeBack() {
        for (Object value : Arrays.asList(
                "text",
                1,
                Long.MAX_VALUE,
                new BigInteger("123456789012345678901234567890"),
                1.5,
                false,
                null,
                List.of(List.of(), Map.of()),
                Map.of("a", Map.of("b", List.of("c"))))) {
            assertEquals(value, json.read(json.write(value)));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[1",
                "nul",
                "1 2",
                "{\"a\":1,\"a\":2}",
                "NaN",
                "'a'",
                "[1,]",
                "\"a",
                "01",
                "\"\n\""
            })
    void whatIsNoJson_isRefused(String text) {
        assertTrue(refused(() -> json.read(text)).startsWith("JSON: "));
    }

    @Test
    void whatIsTooDeep_isRefused() {
        refused(() -> json.read("[".repeat(100_000)));
        List<Object> itself = new ArrayList<>();
        itself.add(itself);
        refused(() -> json.write(itself));
    }

    @Test
    void whatJsonLacks_isRefused() {
        assertTrue(refused(() -> json.write(List.of(new Object()))).contains("java.lang.Object"));
        refused(() -> json.write(Double.NaN));
        refused(() -> json.write(Float.POSITIVE_INFINITY));
    }
}

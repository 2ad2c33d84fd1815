package org.postern.daemon.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SessionFormatTest {

    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    private static SessionContent session(Map<String, Object> values) {
        return new SessionContent("c", NOW, NOW.plusMillis(1), Duration.ofSeconds(2), Duration.ofSeconds(3), values);
    }

    /** Sessions of version 1 are about; whoever changes this cuts them off. */
    @Test
    void bytes_areThoseOfVersion1() throws IOException {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("s", "\u00e9");
        values.put("n", List.of(1, 2L, true, Map.of("k", Set.of('x'))));
        String bytes =
                "01" + "0000000163" + "0000019b796dd600" + "0000019b796dd601" + "0000000000000002" + "0000000000000003"
                        + "00000002" + "0000000173" + "73" + "00000002c3a9" + "000000016e" + "5b00000004" + "6900000001"
                        + "6c0000000000000002" + "2b" + "7b00000001" + "000000016b" + "3c00000001" + "630078";
        assertEquals(bytes, HexFormat.of().formatHex(SessionFormat.bytes(session(values))));
        assertEquals(session(values), SessionFormat.read(HexFormat.of().parseHex(bytes)));
    }

    @Test
    void everySessionThatIsCut_isRefused() {
        byte[] bytes = SessionFormat.bytes(session(Map.of("a", List.of("text", 1.5, Map.of("b", new byte[3])))));
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThrows(IOException.class, () -> SessionFormat.read(cut));
        }
        assertThrows(IOException.class, () -> SessionFormat.read(Arrays.copyOf(bytes, bytes.length + 1)));
    }

    @Test
    void deepBytes_areRefused() {
        byte[] head = SessionFormat.bytes(session(Map.of("a", List.of())));
        byte[] deep = Arrays.copyOf(head, head.length - 5 + 5 * 100_000);
        for (int at = head.length - 5; at < deep.length; at += 5) {
            deep[at] = '[';
            deep[at + 4] = 1;
        }
        assertThrows(IOException.class, () -> SessionFormat.read(deep));
    }

    @Test
    void anyBytes_areASessionOrRefused() {
        everyBytes(new Random(5), 20_000);
    }

    @Test
    @Tag("long")
    void anyBytes_areASessionOrRefused_long() {
        everyBytes(new Random(), 5_000_000);
    }

    private static void everyBytes(Random random, int rounds) {
        byte[] whole = SessionFormat.bytes(session(Map.of(
                "a",
                List.of("t", 1.5, Map.of("b", new byte[3])),
                "d",
                NOW,
                "u",
                new UUID(1, 2),
                "m",
                new BigDecimal("1.1"))));
        int refused = 0;
        for (int i = 0; i < rounds; i++) {
            byte[] bytes = whole.clone();
            for (int changes = random.nextInt(4); changes >= 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                SessionFormat.bytes(SessionFormat.read(bytes));
            } catch (IOException e) {
                refused++;
            }
        }
        assertTrue(refused > rounds / 10, refused + " of " + rounds);
    }
}

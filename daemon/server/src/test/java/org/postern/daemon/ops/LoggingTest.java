package org.postern.daemon.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a line of the log looks like. */
class LoggingTest {

    private static final String FORGED = "2026-01-01T00:00:00.000+00:00 ERROR [shop] PN0501 all is lost";

    private static List<String> logged(String message, @Nullable Throwable thrown) {
        LoggerContext context = new LoggerContext();
        LoggingEvent event =
                new LoggingEvent("", context.getLogger("interpreter.shop"), Level.ERROR, message, thrown, null);
        return new String(Logging.encoder(context).encode(event), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    @Test
    void event_isOneLine_withTheInterpretersName() {
        List<String> lines = logged("first\r\n" + FORGED, null);
        assertEquals(1, lines.size(), lines::toString);
        assertTrue(lines.get(0).endsWith("ERROR [shop] first | " + FORGED), lines::toString);
    }

    @Test
    void messageOfAnException_forgesNoEvent() {
        Exception inner = new IllegalStateException("inner\n" + FORGED);
        List<String> lines = logged("it threw", new IllegalStateException("outer\n" + FORGED, inner));
        assertTrue(lines.size() > 4, lines::toString);
        assertTrue(lines.stream().skip(1).allMatch(line -> line.startsWith("    ")), lines::toString);
        assertEquals(2, lines.stream().filter(("    " + FORGED)::equals).count(), lines::toString);
    }

    @Test
    void controlCharacters_reachNoTerminal() {
        List<String> lines = logged("a\u001b[31mb\u009bc\tü", new IllegalStateException("d\u001b[2J\u0007\tü"));
        assertTrue(lines.get(0).endsWith("a?[31mb?c\tü"), lines::toString);
        assertEquals("    java.lang.IllegalStateException: d?[2J?\tü", lines.get(1));
        assertFalse(String.join("\n", lines).matches("(?s).*[\u001b\u009b\u0007].*"));
    }
}

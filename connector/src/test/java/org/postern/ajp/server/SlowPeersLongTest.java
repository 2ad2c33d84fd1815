package org.postern.ajp.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.ajp.AjpExchange;
import org.postern.ajp.kit.AjpClient;
import org.postern.ajp.kit.ForwardPacket;
import org.postern.ajp.kit.Packets;

/** Five hundred connections that read and write slowly, and one that does not. */
@Tag("long")
@EveryTransport
@Timeout(300)
class SlowPeersLongTest extends ServerTest {

    private static final int SLOW = 250;

    /** More than systems keep for one connection. */
    private static final int ANSWER = 20_000_000;

    /** What the connector may keep of one answer: what it gathers, twice. */
    private static final long KEPT = 12_000_000;

    private final AtomicLong written = new AtomicLong();
    private final AtomicLong waiting = new AtomicLong();

    private void answerAll(AjpExchange exchange) throws IOException {
        switch (exchange.request().uri()) {
            case "/download" -> {
                exchange.start(200, null, List.of());
                byte[] piece = new byte[8000];
                waiting.incrementAndGet();
                for (int sent = 0; sent < ANSWER; sent += piece.length) {
                    exchange.write(piece, 0, piece.length);
                    written.addAndGet(piece.length);
                }
                exchange.end();
            }
            case "/upload" -> {
                waiting.incrementAndGet();
                answer(exchange, 200, Integer.toString(readAll(exchange).length()));
            }
            default -> answer(exchange, 200, "fast");
        }
    }

    @Test
    void slowConnections_doNotSlowTheOthers_norFillTheMemory() throws Exception {
        serve(this::answerAll);
        List<AjpClient> uploads = new ArrayList<>();
        List<AjpClient> downloads = new ArrayList<>();
        for (int i = 0; i < SLOW; i++) {
            AjpClient download = connectNarrow();
            download.send(ForwardPacket.get("/download"));
            downloads.add(download);
            AjpClient upload = connect();
            upload.send(ForwardPacket.post("/upload", 100), Packets.body("x"));
            uploads.add(upload);
        }
        until("all are at work", () -> waiting.get() == 2 * SLOW);
        AjpClient fast = connect();
        for (int i = 0; i < 2000; i++) {
            assertEquals("fast", fast.ask(ForwardPacket.get("/fast")).body());
        }
        assertTrue(written.get() < SLOW * KEPT, () -> written + " bytes taken from services");
        for (AjpClient upload : uploads) {
            upload.next();
            upload.send(Packets.body("x".repeat(99)));
            assertEquals("100", upload.answer().body());
        }
        for (AjpClient download : downloads) {
            download.close();
        }
        for (int i = 0; i < SLOW; i++) {
            assertTrue(thrown() instanceof IOException);
        }
    }
}

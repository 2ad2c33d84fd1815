package org.postern.ajp.server;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import io.netty.buffer.ByteBuf;
import org.postern.ajp.AjpRequest;
import org.postern.ajp.codec.AjpReplyWriter;

/** An answer that the connector gives itself, completely, and with which the connection ends. */
enum Refusal {
    BAD_REQUEST(400, "Bad Request", "The request cannot be understood."),
    WRONG_SECRET(403, "Forbidden", "This server does not know the web server that asked."),
    BODY_TOO_SLOW(408, "Request Timeout", "The request's body did not come in time."),
    BODY_TOO_LONG(413, "Content Too Large", "The request's body is longer than this server takes."),
    SERVICE_FAILED(500, "Internal Server Error", "This server failed to answer the request.");

    /** Tells {@link ExchangeHandler} that {@code request} is refused. */
    record Event(Refusal refusal, AjpRequest request) {}

    private final int status;
    private final byte[] page;

    Refusal(int status, String title, String text) {
        this.status = status;
        this.page = """
                <!DOCTYPE html>
                <html><head><title>%1$d %2$s</title></head>
                <body><h1>%2$s</h1><p>%3$s</p></body></html>
                """.formatted(status, title, text).getBytes(StandardCharsets.UTF_8);
    }

    /** The whole answer, its page left out if {@code headOnly}. */
    void write(AjpReplyWriter writer, ByteBuf out, boolean headOnly) {
        writer.head(
                out,
                status,
                null,
                List.of(
                        Map.entry("Content-Type", "text/html; charset=UTF-8"),
                        Map.entry("Content-Length", Integer.toString(page.length))));
        if (!headOnly) {
            writer.chunk(out, page, 0, page.length);
        }
        writer.end(out, false);
    }
}

package org.postern.daemon.form;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.postern.daemon.config.FormLimits;

/** Multipart bodies, and what the parser makes of them, as text in ISO-8859-1. */
final class Bodies {

    static final FormLimits LIMITS = new FormLimits(null, 100, 100, 10_000, 100_000, 1000, 1 << 30, 1 << 30, 5, 200);

    private Bodies() {}

    /** A body of parts with one header each, with the boundary {@code B}. */
    static String of(String... contents) {
        StringBuilder body = new StringBuilder();
        for (String content : contents) {
            body.append("--B\r\nA: b\r\n\r\n").append(content).append("\r\n");
        }
        return body + "--B--\r\n";
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Gives at most {@code most} bytes at a time. */
    static InputStream slowly(byte[] bytes, int most) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(length, most));
            }
        };
    }

    /** Each part as its headers and its content. */
    static List<String> parse(byte[] body, int piece, int buffer) throws IOException {
        MultipartReader reader = new MultipartReader(slowly(body, piece), "B", LIMITS, buffer);
        List<String> parts = new ArrayList<>();
        while (reader.next()) {
            String headers = reader.headers().toString();
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            reader.content(content::write);
            parts.add(headers + content.toString(StandardCharsets.ISO_8859_1));
        }
        return parts;
    }

    static List<String> parse(String body) throws IOException {
        return parse(bytes(body), Integer.MAX_VALUE, 4096);
    }
}

package org.postern.daemon.kit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A form as browsers send it where files are in it. */
public final class Multipart {

    private static final String BOUNDARY = "----FormBoundary7MA4YWxkTrZu0gW";

    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    /** A text. */
    public Multipart field(String name, String value) {
        return part("Content-Disposition: form-data; name=\"" + name + "\"", text(value));
    }

    /** An upload. */
    public Multipart file(String name, String filename, byte[] content) {
        return part(
                "Content-Disposition: form-data; name=\"" + name + "\"; filename=\"" + filename
                        + "\"\r\nContent-Type: application/octet-stream",
                content);
    }

    /** A part with these lines of headers. */
    public Multipart part(String headers, byte[] content) {
        body.writeBytes(text("--" + BOUNDARY + "\r\n" + headers + "\r\n\r\n"));
        body.writeBytes(content);
        body.writeBytes(text("\r\n"));
        return this;
    }

    /** The whole body. */
    public byte[] bytes() {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(body.toByteArray());
        whole.writeBytes(text("--" + BOUNDARY + "--\r\n"));
        return whole.toByteArray();
    }

    /** The header that goes with it. */
    public static String header() {
        return "Content-Type: multipart/form-data; boundary=" + BOUNDARY;
    }

    /** Sends it to a page of a site. */
    public Answer post(TestSite site, String target) throws IOException {
        byte[] bytes = bytes();
        return site.send("POST", target, bytes, header(), "Content-Length: " + bytes.length);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

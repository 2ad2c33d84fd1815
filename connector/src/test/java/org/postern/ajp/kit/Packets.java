package org.postern.ajp.kit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** The small packets of httpd, and bytes in general. */
public final class Packets {

    /** The end of a body as mod_proxy_ajp sends it. */
    public static final byte[] BODY_END = hex("12 34 00 02 00 00");

    public static final byte[] CPING = hex("12 34 00 01 0a");

    public static final byte[] SHUTDOWN = hex("12 34 00 01 07");

    private Packets() {}

    /** The bytes that {@code text} shows in hexadecimal; white space is free. */
    public static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
    }

    public static String hex(byte[] bytes) {
        return HexFormat.ofDelimiter(" ").formatHex(bytes);
    }

    /** A packet to the backend around any payload. */
    public static byte[] packet(byte... payload) {
        return join(new byte[] {0x12, 0x34, (byte) (payload.length >> 8), (byte) payload.length}, payload);
    }

    /** A packet with a piece of a request's body. */
    public static byte[] body(byte... data) {
        return packet(join(new byte[] {(byte) (data.length >> 8), (byte) data.length}, data));
    }

    public static byte[] body(String data) {
        return body(data.getBytes(StandardCharsets.ISO_8859_1));
    }

    public static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}

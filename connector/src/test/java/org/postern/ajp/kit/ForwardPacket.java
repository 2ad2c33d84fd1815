package org.postern.ajp.kit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/** Builds a FORWARD_REQUEST, right as mod_proxy_ajp does it or wrong as a test wants it. */
public final class ForwardPacket {

    public static final int GET = 2;
    public static final int HEAD = 3;
    public static final int POST = 4;
    public static final int STORED = 0xFF;

    public static final int CONTENT_TYPE = 0xA007;
    public static final int CONTENT_LENGTH = 0xA008;
    public static final int HOST = 0xA00B;

    public static final int REMOTE_USER = 0x03;
    public static final int QUERY = 0x05;
    public static final int SECRET = 0x0C;
    public static final int STORED_METHOD = 0x0D;

    private int method;
    private @Nullable String protocol = "HTTP/1.1";
    private @Nullable String uri;
    private @Nullable String remoteAddr = "10.0.0.1";
    private @Nullable String remoteHost;
    private @Nullable String serverName = "example.com";
    private int port = 80;
    private boolean secure;
    private int headerCount;
    private Charset charset = StandardCharsets.UTF_8;
    private final ByteArrayOutputStream headers = new ByteArrayOutputStream();
    private final ByteArrayOutputStream attributes = new ByteArrayOutputStream();
    private byte[] tail = {(byte) 0xFF};

    private ForwardPacket(int method, @Nullable String uri) {
        this.method = method;
        this.uri = uri;
    }

    public static ForwardPacket get(@Nullable String uri) {
        return new ForwardPacket(GET, uri);
    }

    /** A POST with a Content-Length: httpd sends a first body packet unasked. */
    public static ForwardPacket post(String uri, long length) {
        return new ForwardPacket(POST, uri).header(CONTENT_LENGTH, Long.toString(length));
    }

    /** A POST in chunks: httpd sends body packets on demand only. */
    public static ForwardPacket chunkedPost(String uri) {
        return new ForwardPacket(POST, uri).header("Transfer-Encoding", "chunked");
    }

    public ForwardPacket method(int code) {
        method = code;
        return this;
    }

    public ForwardPacket protocol(@Nullable String value) {
        protocol = value;
        return this;
    }

    public ForwardPacket remote(@Nullable String address, @Nullable String host) {
        remoteAddr = address;
        remoteHost = host;
        return this;
    }

    public ForwardPacket server(@Nullable String name, int localPort) {
        serverName = name;
        port = localPort;
        return this;
    }

    public ForwardPacket secure() {
        secure = true;
        return this;
    }

    /** The encoding of the strings that are added from here on; of the first fields, the one set last. */
    public ForwardPacket charset(Charset value) {
        charset = value;
        return this;
    }

    /** A header under its code, as httpd sends every header that has one. */
    public ForwardPacket header(int code, @Nullable String value) {
        headerCount++;
        u16(headers, code);
        string(headers, value);
        return this;
    }

    public ForwardPacket header(@Nullable String name, @Nullable String value) {
        headerCount++;
        string(headers, name);
        string(headers, value);
        return this;
    }

    /** Says that there are {@code count} headers, whatever there is. */
    public ForwardPacket headerCount(int count) {
        headerCount = count;
        return this;
    }

    public ForwardPacket attribute(int code, @Nullable String value) {
        attributes.write(code);
        string(attributes, value);
        return this;
    }

    /** A req_attribute: what httpd makes of {@code SetEnv AJP_name value}. */
    public ForwardPacket variable(@Nullable String name, @Nullable String value) {
        attributes.write(0x0A);
        string(attributes, name);
        string(attributes, value);
        return this;
    }

    public ForwardPacket keySize(int bits) {
        attributes.write(0x0B);
        u16(attributes, bits);
        return this;
    }

    /** What stands where the end of the attributes is expected. */
    public ForwardPacket tail(int... bytes) {
        tail = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            tail[i] = (byte) bytes[i];
        }
        return this;
    }

    /** The packet without magic and length. */
    public byte[] payload() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(2);
        out.write(method);
        string(out, protocol);
        string(out, uri);
        string(out, remoteAddr);
        string(out, remoteHost);
        string(out, serverName);
        u16(out, port);
        out.write(secure ? 1 : 0);
        u16(out, headerCount);
        out.writeBytes(headers.toByteArray());
        out.writeBytes(attributes.toByteArray());
        out.writeBytes(tail);
        return out.toByteArray();
    }

    public byte[] bytes() {
        return Packets.packet(payload());
    }

    private void string(ByteArrayOutputStream out, @Nullable String value) {
        if (value == null) {
            u16(out, 0xFFFF);
            return;
        }
        byte[] bytes = value.getBytes(charset);
        u16(out, bytes.length);
        out.writeBytes(bytes);
        out.write(0);
    }

    private static void u16(ByteArrayOutputStream out, int value) {
        out.write(value >> 8);
        out.write(value);
    }
}

package org.postern.daemon.ops;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** A GET as httpd forwards it, for a handler in a folder. */
final class RehearsedRequest {

    private static final int FORWARD = 2;
    private static final int GET = 2;
    private static final int NO_HOST = 0xFFFF;
    private static final int HOST = 0xA00B;
    private static final int USER_AGENT = 0xA00E;
    private static final int ATTRIBUTE = 0x0A;
    private static final int END = 0xFF;
    private static final int END_RESPONSE = 5;
    private static final int HEADER = 4;

    private final byte[] packet;

    RehearsedRequest(Path folder, String handler) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeByte(FORWARD);
        out.writeByte(GET);
        text(out, "HTTP/1.1");
        text(out, "/-file-" + folder + "/hello");
        text(out, "127.0.0.1");
        out.writeShort(NO_HOST);
        text(out, "localhost");
        out.writeShort(80);
        out.writeBoolean(false);
        out.writeShort(2);
        out.writeShort(HOST);
        text(out, "localhost");
        out.writeShort(USER_AGENT);
        text(out, "rehearsal");
        for (Map.Entry<String, String> attribute : attributes(folder, handler).entrySet()) {
            out.writeByte(ATTRIBUTE);
            text(out, attribute.getKey());
            text(out, attribute.getValue());
        }
        out.writeByte(END);
        ByteBuffer whole = ByteBuffer.allocate(HEADER + bytes.size());
        whole.putShort((short) 0x1234).putShort((short) bytes.size()).put(bytes.toByteArray());
        this.packet = whole.array();
    }

    private static Map<String, String> attributes(Path folder, String handler) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("AJP_REMOTE_PORT", "50000");
        attributes.put("AJP_LOCAL_ADDR", "127.0.0.1");
        attributes.put("POSTERN_URI", "/hello");
        attributes.put("POSTERN_THE_REQUEST", "GET /hello HTTP/1.1");
        attributes.put("POSTERN_DOCUMENT_ROOT", folder.toString());
        attributes.put("POSTERN_CONTEXT_DOCUMENT_ROOT", folder.toString());
        attributes.put("POSTERN_SERVER_ADMIN", "[no address given]");
        attributes.put("POSTERN_CONN_REMOTE_ADDR", "127.0.0.1");
        attributes.put("POSTERN_BEGIN", "1");
        attributes.put("POSTERN_SITE", "rehearsal");
        attributes.put("JAVA_ROOT", folder.toString());
        attributes.put("JAVA_HANDLER", handler);
        return attributes;
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeShort(bytes.length);
        out.write(bytes);
        out.writeByte(0);
    }

    /** Sends it over a connection of its own, and reads the answer to its end. */
    void send(Path socket) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap(packet));
            int type;
            do {
                ByteBuffer head = read(channel, HEADER);
                type = read(channel, head.getShort(2)).get(0);
            } while (type != END_RESPONSE);
        }
    }

    private static ByteBuffer read(SocketChannel channel, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new EOFException("the connection was closed within an answer");
            }
        }
        return bytes.flip();
    }
}

package org.postern.ajp.kit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.netty.buffer.ByteBuf;

/** A packet of the backend, read as strictly as the newest httpd reads it. */
public sealed interface ReplyPacket {

    record Pong() implements ReplyPacket {}

    record AskBody(int wanted) implements ReplyPacket {}

    record Head(int status, String reason, List<Map.Entry<String, String>> headers) implements ReplyPacket {}

    /** Data, one character a byte, so that packets can be compared. */
    record Chunk(String data) implements ReplyPacket {}

    record End(boolean reuse) implements ReplyPacket {}

    /** The names behind the codes of response headers, from {@code A001}. */
    List<String> CODED = List.of(
            "Content-Type",
            "Content-Language",
            "Content-Length",
            "Date",
            "Last-Modified",
            "Location",
            "Set-Cookie",
            "Set-Cookie2",
            "Servlet-Engine",
            "Status",
            "WWW-Authenticate");

    /** All packets in {@code bytes}, which must end with the last one. */
    static List<ReplyPacket> all(ByteBuf bytes) {
        List<ReplyPacket> packets = new ArrayList<>();
        while (bytes.isReadable()) {
            expect(bytes.readUnsignedShort() == 0x4142, "magic");
            packets.add(payload(bytes.readSlice(bytes.readUnsignedShort())));
        }
        return packets;
    }

    /** The packet whose payload, without magic and length, is {@code in}. */
    static ReplyPacket payload(ByteBuf in) {
        int type = in.readUnsignedByte();
        ReplyPacket packet = switch (type) {
            case 3 -> chunk(in);
            case 4 -> head(in);
            case 5 -> new End(in.readBoolean());
            case 6 -> new AskBody(in.readUnsignedShort());
            case 9 -> new Pong();
            default -> throw new AssertionError("reply packet of type " + type);
        };
        expect(!in.isReadable(), "bytes behind " + packet);
        return packet;
    }

    private static Chunk chunk(ByteBuf in) {
        String data = in.readCharSequence(in.readUnsignedShort(), StandardCharsets.ISO_8859_1)
                .toString();
        expect(in.readByte() == 0, "no NUL behind a chunk");
        return new Chunk(data);
    }

    private static Head head(ByteBuf in) {
        int status = in.readUnsignedShort();
        String reason = string(in, in.readUnsignedShort());
        int count = in.readUnsignedShort();
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int code = in.readUnsignedShort();
            String name = code >> 8 == 0xA0 ? CODED.get((code & 0xFF) - 1) : string(in, code);
            headers.add(Map.entry(name, string(in, in.readUnsignedShort())));
        }
        return new Head(status, reason, headers);
    }

    private static String string(ByteBuf in, int length) {
        String text = in.readCharSequence(length, StandardCharsets.UTF_8).toString();
        expect(in.readByte() == 0, "no NUL behind \"" + text + '"');
        return text;
    }

    private static void expect(boolean right, String what) {
        if (!right) {
            throw new AssertionError("reply packet: " + what);
        }
    }
}

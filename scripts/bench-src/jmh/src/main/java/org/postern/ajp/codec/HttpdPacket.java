package org.postern.ajp.codec;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.postern.ajp.AjpLimits;
import org.postern.ajp.AjpRequest;

/** The packet that httpd sends for a browser's GET of a page below {@code postern.conf}: 10 headers, 20 attributes. */
public final class HttpdPacket {

    /** How many bytes of each packet say where it is cut. */
    static final int HEADER = AjpCodes.HEADER_SIZE;

    /** One, as for all connections of an event loop; a benchmark has one thread. */
    private static final ForwardParser PARSER = new ForwardParser(AjpLimits.DEFAULT);

    private HttpdPacket() {}

    /**
     * Builds it.
     *
     * @param root the site's folder
     * @param different what makes the request differ from others: it is in the path, and in the headers that differ by client
     */
    public static ByteBuf of(String root, String different) {
        ByteBuf out = Unpooled.buffer(4096);
        out.writeShort(AjpCodes.MAGIC_IN).writeShort(0).writeByte(AjpCodes.FORWARD_REQUEST);
        String page = "/hello/" + different;
        out.writeByte(2); // GET
        string(out, "HTTP/1.1");
        string(out, "/-file-" + root + page);
        string(out, "192.0.2.17");
        out.writeShort(AjpCodes.NULL_STRING);
        string(out, "www.example.com");
        out.writeShort(443).writeByte(0);
        headers(out, different);
        attributes(root, page).forEach(each -> attribute(out.writeByte(0x0A), each.getKey(), each.getValue()));
        out.writeByte(0xFF);
        out.setShort(2, out.readableBytes() - HEADER);
        return out;
    }

    private static void headers(ByteBuf out, String different) {
        out.writeShort(10);
        coded(out, 0xA00B, "www.example.com");
        coded(out, 0xA00E, "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0");
        coded(out, 0xA001, "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");
        coded(out, 0xA004, "en-US,en;q=0.5");
        coded(out, 0xA003, "gzip, deflate, br, zstd");
        coded(out, 0xA009, "theme=dark; session=0123456789abcdef" + different);
        coded(out, 0xA006, "keep-alive");
        coded(out, 0xA00D, "https://www.example.com/from/" + different);
        attribute(out, "Sec-Fetch-Mode", "navigate");
        attribute(out, "Upgrade-Insecure-Requests", "1");
    }

    private static List<Map.Entry<String, String>> attributes(String root, String page) {
        return List.of(
                Map.entry("REMOTE_PORT", "50000"),
                Map.entry("LOCAL_ADDR", "192.0.2.1"),
                Map.entry("POSTERN_URI", page),
                Map.entry("POSTERN_THE_REQUEST", "GET " + page + " HTTP/1.1"),
                Map.entry("POSTERN_PATH_INFO", "/info"),
                Map.entry("POSTERN_DOCUMENT_ROOT", root),
                Map.entry("POSTERN_CONTEXT_PREFIX", "/hello"),
                Map.entry("POSTERN_CONTEXT_DOCUMENT_ROOT", root),
                Map.entry("POSTERN_SERVER_ADMIN", "webmaster@example.com"),
                Map.entry("POSTERN_CONN_REMOTE_ADDR", "192.0.2.17"),
                Map.entry("POSTERN_BEGIN", "1"),
                Map.entry("POSTERN_SITE", "bench"),
                Map.entry("JAVA_ROOT", root + "/hello"),
                Map.entry("JAVA_HANDLER", "hello"),
                Map.entry("JAVA_AUTO_RELOAD", "On"),
                Map.entry("JAVA_DEBUG", "Off"),
                Map.entry("JAVA_AUTH_NAME", "Members"),
                Map.entry("JAVA_OPTION.database", "jdbc:postgresql://localhost/shop"),
                Map.entry("JAVA_OPTION.theme", "plain"),
                Map.entry("JAVA_OPTION.language", "en"));
    }

    private static void coded(ByteBuf out, int code, String value) {
        out.writeShort(code);
        string(out, value);
    }

    private static void attribute(ByteBuf out, String name, String value) {
        string(out, name);
        string(out, value);
    }

    private static void string(ByteBuf out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeShort(bytes.length).writeBytes(bytes).writeByte(0);
    }

    /** What the daemon reads in it. */
    public static AjpRequest read(ByteBuf packet) {
        try {
            packet.readerIndex(HEADER + 1);
            return PARSER.parse(packet, packet.readableBytes()).request();
        } catch (AjpProtocolException e) {
            throw new IllegalArgumentException(e);
        }
    }
}

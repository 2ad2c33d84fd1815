package org.postern.daemon.exchange;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/** Percent-encoding (RFC 3986, section 2.1). */
final class UrlText {

    private UrlText() {}

    /** Decodes; the bytes are UTF-8 where that is what they are, else ISO-8859-1. What is no encoding stays as it is. */
    static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        byte[] raw = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < raw.length; i++) {
            int high = raw[i] == '%' && i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(raw[i + 2], 16);
            if (low >= 0) {
                bytes.write(high << 4 | low);
                i += 2;
            } else {
                bytes.write(raw[i]);
            }
        }
        return text(bytes.toByteArray());
    }

    /** Bytes as text: UTF-8 where that is what they are, else ISO-8859-1. */
    static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }

    /** Encodes a path, slashes left as they are. */
    static String encodePath(String path) {
        return encode(path, "/-._~!$&'()*+,;=:@");
    }

    /** Encodes what clients send in queries, and httpd takes, though no URI may have it; what is encoded already stays. */
    static String encodeQuery(String query) {
        return encode(query.replaceAll("%(?![0-9A-Fa-f]{2})", "%25"), "/-._~!$&'()*+,;=:@?[]%");
    }

    private static String encode(String text, String kept) {
        StringBuilder encoded = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            if (c < 0x80 && (Character.isLetterOrDigit(c) || kept.indexOf(c) >= 0)) {
                encoded.append(c);
            } else {
                encoded.append(String.format("%%%02X", (int) c));
            }
        }
        return encoded.toString();
    }

    /**
     * The file name in the path that httpd's handler form sends, {@code /-file-/srv/x%20y}; null in any other path.
     *
     * <p>Where a ProxyPass hands on URLs as they are, a client can write such a path itself, and name a file that httpd would never
     * have given it. So one who asks for it names none.
     *
     * @param asked the URL path for which the client asked, decoded; null if that is not told
     */
    static @Nullable String filename(String uri, @Nullable String asked) {
        boolean named = uri.startsWith("/-file-/") && (asked == null || !asked.contains("-file-/"));
        return named ? decode(uri.substring("/-file-".length())) : null;
    }
}

package org.postern.daemon.filter;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * Text on its way out, in the charset that the content type names. A character that the charset lacks is refused, never replaced; one
 * whose two halves come in two pieces is put together.
 */
public final class OutgoingText {

    private static final String CHARSET = "charset";
    private static final byte[] NOTHING = new byte[0];

    private String half = "";

    /** Whether a content type says in which charset it is. */
    public static boolean isNamedIn(String contentType) {
        return charsetName(contentType) != null;
    }

    /** A piece's bytes; a half of a character at its end waits for the next one. */
    public byte[] bytes(String text, @Nullable String contentType) {
        String whole = half.isEmpty() ? text : half + text;
        int length = whole.length();
        boolean isCut = length > 0 && Character.isHighSurrogate(whole.charAt(length - 1));
        half = isCut ? whole.substring(length - 1) : "";
        return encode(isCut ? whole.substring(0, length - 1) : whole, contentType);
    }

    /** Says that no more text comes: what waits is no character. */
    public void end(@Nullable String contentType) {
        String rest = half;
        half = "";
        encode(rest, contentType);
    }

    /** Forgets what waits. */
    public void reset() {
        half = "";
    }

    private static byte[] encode(String text, @Nullable String contentType) {
        if (text.isEmpty()) {
            return NOTHING;
        }
        Charset charset = charset(contentType);
        if (charset == StandardCharsets.UTF_8 && !hasHalves(text)) {
            return text.getBytes(charset);
        }
        CharsetEncoder encoder = encoder(charset, contentType);
        try {
            ByteBuffer bytes = encoder.encode(CharBuffer.wrap(text));
            return Arrays.copyOf(bytes.array(), bytes.limit());
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(missing(text, encoder, charset), e);
        }
    }

    /** Whether there are characters of two halves, which UTF-8 refuses where one is missing. */
    private static boolean hasHalves(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    private static CharsetEncoder encoder(Charset charset, @Nullable String contentType) {
        try {
            return charset.newEncoder();
        } catch (UnsupportedOperationException e) {
            throw new IllegalArgumentException(
                    "content type " + contentType + ": charset " + charset
                            + " can only be read (expected: one that can be written, as UTF-8)",
                    e);
        }
    }

    private static String missing(String text, CharsetEncoder encoder, Charset charset) {
        encoder.reset();
        int at = 0;
        while (at < text.length()) {
            int c = text.codePointAt(at);
            boolean isHalf = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
            if (isHalf || !encoder.canEncode(Character.toString(c))) {
                return String.format(
                        "text: character U+%04X at position %d is not in %s (expected: %s)",
                        c,
                        at,
                        charset,
                        isHalf ? "whole characters" : "a content type with charset=UTF-8, which has all");
            }
            at += Character.charCount(c);
        }
        return "text: not in " + charset + " (expected: a content type with charset=UTF-8, which has all)";
    }

    private static Charset charset(@Nullable String contentType) {
        String name = contentType == null ? null : charsetName(contentType);
        if (name == null || name.equalsIgnoreCase("UTF-8")) {
            return StandardCharsets.UTF_8;
        }
        try {
            return Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw new IllegalArgumentException(
                    "content type " + contentType + ": charset " + name
                            + " is not known (expected: one that this JVM has, as UTF-8)",
                    e);
        }
    }

    /** What stands behind {@code charset=} in a content type, without quotation marks; null if there is nothing. */
    private static @Nullable String charsetName(String contentType) {
        for (int at = contentType.indexOf(';'); at >= 0; at = contentType.indexOf(';', at + 1)) {
            int name = afterBlanks(contentType, at + 1);
            int equals = afterBlanks(contentType, name + CHARSET.length());
            if (contentType.regionMatches(true, name, CHARSET, 0, CHARSET.length())
                    && contentType.startsWith("=", equals)) {
                int value = afterBlanks(contentType, equals + 1);
                int start = contentType.startsWith("\"", value) ? value + 1 : value;
                int end = start;
                while (end < contentType.length() && " \t\r\n\f;\"".indexOf(contentType.charAt(end)) < 0) {
                    end++;
                }
                if (end > start) {
                    return contentType.substring(start, end);
                }
            }
        }
        return null;
    }

    private static int afterBlanks(String text, int from) {
        int at = from;
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at;
    }
}

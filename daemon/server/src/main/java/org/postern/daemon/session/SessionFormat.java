package org.postern.daemon.session;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * A session as bytes, version 1.
 *
 * <pre>
 *   1        this version
 *   text     name of the cookie
 *   long     created, accessed: milliseconds since 1970; timeout, lifetime: seconds
 *   map      the values
 * </pre>
 *
 * Numbers are big-endian. A text is an int, its length, and that many bytes of UTF-8. A value is a letter and what {@link #write} writes
 * behind it; collections are an int, their size, and their values, maps with a text before each. Nothing is ever made of what is read but
 * values of {@link SessionValues}, so that a store that others can write to runs nobody's code.
 */
final class SessionFormat {

    private static final int VERSION = 1;
    private static final int DEEPEST = 60;

    private SessionFormat() {}

    // --- writing

    static byte[] bytes(SessionContent session) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        try {
            out.writeByte(VERSION);
            text(out, session.cookie());
            out.writeLong(session.created().toEpochMilli());
            out.writeLong(session.accessed().toEpochMilli());
            out.writeLong(session.timeout().toSeconds());
            out.writeLong(session.lifetime().toSeconds());
            map(out, session.values());
        } catch (IOException e) {
            throw new UncheckedIOException("memory takes all bytes", e);
        }
        return bytes.toByteArray();
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static void map(DataOutputStream out, Map<?, ?> map) throws IOException {
        out.writeInt(map.size());
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            text(out, String.valueOf(entry.getKey()));
            write(out, entry.getValue());
        }
    }

    private static void collection(DataOutputStream out, char letter, Collection<?> values) throws IOException {
        out.writeByte(letter);
        out.writeInt(values.size());
        for (Object value : values) {
            write(out, value);
        }
    }

    private static void write(DataOutputStream out, @Nullable Object value) throws IOException {
        if (value == null) {
            throw new IllegalArgumentException("null");
        } else if (value instanceof Integer number) {
            out.writeByte('i');
            out.writeInt(number);
        } else if (value instanceof Long number) {
            out.writeByte('l');
            out.writeLong(number);
        } else if (value instanceof Double number) {
            out.writeByte('d');
            out.writeDouble(number);
        } else if (value instanceof Float number) {
            out.writeByte('f');
            out.writeFloat(number);
        } else if (value instanceof Short number) {
            out.writeByte('h');
            out.writeShort(number);
        } else if (value instanceof Byte number) {
            out.writeByte('b');
            out.writeByte(number);
        } else if (value instanceof Character character) {
            out.writeByte('c');
            out.writeChar(character);
        } else if (value instanceof Boolean flag) {
            out.writeByte(flag ? '+' : '-');
        } else if (value instanceof byte[] bytes) {
            out.writeByte('B');
            out.writeInt(bytes.length);
            out.write(bytes);
        } else if (value instanceof Instant time) {
            out.writeByte('t');
            out.writeLong(time.getEpochSecond());
            out.writeInt(time.getNano());
        } else if (value instanceof List<?> list) {
            collection(out, '[', list);
        } else if (value instanceof Set<?> set) {
            collection(out, '<', set);
        } else if (value instanceof Map<?, ?> map) {
            out.writeByte('{');
            map(out, map);
        } else {
            out.writeByte(letter(value));
            text(out, value.toString());
        }
    }

    /** For what is written as its text. */
    private static char letter(Object value) {
        if (value instanceof String) {
            return 's';
        } else if (value instanceof BigInteger) {
            return 'I';
        } else if (value instanceof BigDecimal) {
            return 'D';
        } else if (value instanceof Duration) {
            return 'P';
        } else if (value instanceof LocalDate) {
            return 'Y';
        } else if (value instanceof LocalTime) {
            return 'H';
        } else if (value instanceof LocalDateTime) {
            return 'T';
        } else if (value instanceof UUID) {
            return 'U';
        }
        throw new IllegalArgumentException(
                value.getClass().getName() + " (expected: a value that SessionValues lets in)");
    }

    // --- reading

    /** Throws an IOException if that is no session. */
    static SessionContent read(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        int version = in.read();
        if (version != VERSION) {
            throw new IOException("format " + version + " (expected: " + VERSION + ")");
        }
        try {
            SessionContent session = new SessionContent(
                    text(in),
                    Instant.ofEpochMilli(in.readLong()),
                    Instant.ofEpochMilli(in.readLong()),
                    Duration.ofSeconds(in.readLong()),
                    Duration.ofSeconds(in.readLong()),
                    map(in, 0));
            if (in.available() > 0) {
                throw new IOException(in.available() + " bytes too many");
            }
            return session;
        } catch (EOFException e) {
            throw new IOException("too short, with " + bytes.length + " bytes", e);
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
            throw new IOException("a value that there is not: " + e.getMessage(), e);
        }
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(block(in), StandardCharsets.UTF_8);
    }

    private static byte[] block(DataInputStream in) throws IOException {
        byte[] bytes = new byte[count(in)];
        in.readFully(bytes);
        return bytes;
    }

    /** No more than there are bytes, as each of what is counted takes one at least. */
    private static int count(DataInputStream in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > in.available()) {
            throw new IOException("a length of " + count + " with " + in.available() + " bytes left");
        }
        return count;
    }

    private static Map<String, Object> map(DataInputStream in, int depth) throws IOException {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int left = count(in); left > 0; left--) {
            map.put(text(in), value(in, depth + 1));
        }
        return map;
    }

    private static <C extends Collection<Object>> C into(C values, DataInputStream in, int depth) throws IOException {
        for (int left = count(in); left > 0; left--) {
            values.add(value(in, depth + 1));
        }
        return values;
    }

    private static Object value(DataInputStream in, int depth) throws IOException {
        if (depth > DEEPEST) {
            throw new IOException("deeper than " + DEEPEST);
        }
        int letter = in.readUnsignedByte();
        return switch (letter) {
            case 's' -> text(in);
            case 'i' -> in.readInt();
            case 'l' -> in.readLong();
            case 'd' -> in.readDouble();
            case 'f' -> in.readFloat();
            case 'h' -> in.readShort();
            case 'b' -> in.readByte();
            case 'c' -> in.readChar();
            case '+' -> true;
            case '-' -> false;
            case 'B' -> block(in);
            case 't' -> Instant.ofEpochSecond(in.readLong(), in.readInt());
            case 'I' -> new BigInteger(text(in));
            case 'D' -> new BigDecimal(text(in));
            case 'P' -> Duration.parse(text(in));
            case 'Y' -> LocalDate.parse(text(in));
            case 'H' -> LocalTime.parse(text(in));
            case 'T' -> LocalDateTime.parse(text(in));
            case 'U' -> UUID.fromString(text(in));
            case '[' -> into(new ArrayList<>(), in, depth);
            case '<' -> into(new LinkedHashSet<>(), in, depth);
            case '{' -> map(in, depth);
            default -> throw new IOException("a value of kind " + letter);
        };
    }
}

package org.postern.daemon.form;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.postern.daemon.config.FormLimits;
import org.postern.daemon.config.Setting;

/**
 * Reads a multipart body (RFC 2046, section 5.1) from a stream, part by part, in one pass.
 *
 * <p>A delimiter is a line of its own: two hyphens, the boundary, two hyphens more if it is the last one, and perhaps blanks. The line
 * end before it belongs to it. So a carriage return at the end of what has arrived is held back until it is known what follows. Line
 * ends may be bare line feeds. A boundary has no line feed, so no byte is compared twice, however often a body begins like one.
 */
final class MultipartReader {

    /** Takes the content of a part, piece by piece. */
    interface Sink {
        void take(byte[] bytes, int from, int length) throws IOException;
    }

    /** The longest boundary (RFC 2046). */
    private static final int BOUNDARY_MOST = 70;

    /** Blanks behind a boundary; more of them, and the line is none. */
    private static final int BLANKS_MOST = 64;

    /** The least buffer: a delimiter with all that may be around it. */
    static final int BUFFER_LEAST = 256;

    private static final int MORE = 0;
    private static final int NO = -1;

    private final InputStream in;
    private final FormLimits limits;
    private final byte[] boundary;
    private final byte[] buffer;

    private int at;
    private int end;
    private boolean nothing = true;
    private boolean ended;
    private boolean inContent = true;
    private boolean atStart = true;
    private boolean last;

    MultipartReader(InputStream in, String boundary, FormLimits limits, int size) {
        if (boundary.isEmpty()
                || boundary.length() > BOUNDARY_MOST
                || boundary.chars().anyMatch(c -> c < ' ' || c > '~')) {
            throw Refused.malformed(
                    "boundary of " + boundary.length() + " characters in its Content-Type",
                    "1 to " + BOUNDARY_MOST + ", of ASCII");
        }
        this.in = in;
        this.limits = limits;
        this.boundary = ("--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
        this.buffer = new byte[Math.max(size, BUFFER_LEAST)];
    }

    /** Goes to the next part, behind what is left of this one; false behind the last. */
    boolean next() throws IOException {
        if (!last) {
            content((bytes, from, length) -> {});
        }
        if (last) {
            skipRest();
        }
        return !last;
    }

    private void skipRest() throws IOException {
        do {
            at = end;
        } while (fill());
    }

    // --- headers

    /** The headers of the part, each one line, as ISO-8859-1; to be read before its content. */
    List<String> headers() throws IOException {
        List<String> headers = new ArrayList<>();
        int lines = 0;
        for (String line = line(); !line.isEmpty(); line = line()) {
            if (++lines > limits.headers()) {
                throw Refused.tooLarge(
                        "more lines of headers in one part", Setting.FORMS_HEADERS_MAX, limits.headers());
            }
            if (line.charAt(0) != ' ' && line.charAt(0) != '\t') {
                headers.add(line);
            } else if (headers.isEmpty()) {
                throw Refused.malformed("a part that begins with a continued line", "NAME: VALUE");
            } else {
                int before = headers.size() - 1;
                headers.set(before, checked(headers.get(before) + " " + line.strip()));
            }
        }
        inContent = true;
        atStart = true;
        return headers;
    }

    private String line() throws IOException {
        int from = at;
        while (true) {
            int newline = indexOfNewline(from);
            if (newline >= 0) {
                int stop = newline > at && buffer[newline - 1] == '\r' ? newline - 1 : newline;
                String line = new String(buffer, at, stop - at, StandardCharsets.ISO_8859_1);
                at = newline + 1;
                return checked(line);
            }
            int seen = end - at;
            if (seen > limits.header() + 1 || seen == buffer.length) {
                throw headerTooLong();
            }
            if (!fill()) {
                throw Refused.malformed("ends within the headers of a part", "its last delimiter");
            }
            from = at + seen;
        }
    }

    private String checked(String line) {
        if (line.length() > limits.header()) {
            throw headerTooLong();
        }
        return line;
    }

    private RuntimeException headerTooLong() {
        return Refused.tooLarge("a header of more bytes in one part", Setting.FORMS_HEADER_MAX, limits.header());
    }

    // --- content

    /** Hands on the content of the part. */
    void content(Sink sink) throws IOException {
        while (inContent) {
            int delimiter = atStart ? delimiter(at) : NO;
            int stop = at;
            if (delimiter == NO) {
                atStart = false;
                int from = at;
                do {
                    int newline = indexOfNewline(from);
                    stop = newline < 0 ? end : newline;
                    delimiter = newline < 0 ? MORE : delimiter(newline + 1);
                    from = newline + 1;
                } while (delimiter == NO);
                boolean mayBelong = stop < end || !ended;
                if (mayBelong && stop > at && buffer[stop - 1] == '\r') {
                    stop--;
                }
            }
            if (stop > at) {
                sink.take(buffer, at, stop - at);
                at = stop;
            }
            if (delimiter != MORE) {
                at = delimiter;
                inContent = false;
            } else if (!fill()) {
                finish();
            }
        }
    }

    /** Nothing more comes, and there was no last delimiter: all is well only where there is no body at all. */
    private void finish() {
        if (!nothing) {
            throw Refused.malformed("ends within a part", "its last delimiter");
        }
        last = true;
        inContent = false;
    }

    private int indexOfNewline(int from) {
        for (int i = from; i < end; i++) {
            if (buffer[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    /** Where the line ends that begins here, if it is a delimiter; else MORE where bytes are lacking to know that, or NO. */
    private int delimiter(int from) {
        int i = from;
        for (int k = 0; k < boundary.length; k++, i++) {
            if (i == end) {
                return lacking();
            }
            if (buffer[i] != boundary[k]) {
                return NO;
            }
        }
        boolean closing = i < end && buffer[i] == '-';
        if (closing) {
            i++;
            if (i == end) {
                return lacking();
            }
            if (buffer[i] != '-') {
                return NO;
            }
            i++;
        }
        int behind = lineEnd(i);
        last = behind > 0 && closing;
        return behind;
    }

    private int lineEnd(int from) {
        int i = from;
        while (i < end && (buffer[i] == ' ' || buffer[i] == '\t')) {
            i++;
        }
        if (i - from > BLANKS_MOST) {
            return NO;
        }
        if (i < end && buffer[i] == '\r') {
            i++;
        }
        if (i == end) {
            return ended ? end : MORE;
        }
        return buffer[i] == '\n' ? i + 1 : NO;
    }

    private int lacking() {
        return ended ? NO : MORE;
    }

    // --- bytes

    /** Takes more bytes, or finds out that there are none; false if that was known already. */
    private boolean fill() throws IOException {
        if (ended) {
            return false;
        }
        System.arraycopy(buffer, at, buffer, 0, end - at);
        end -= at;
        at = 0;
        int count = in.read(buffer, end, buffer.length - end);
        if (count < 0) {
            ended = true;
        } else {
            end += count;
            nothing = false;
        }
        return true;
    }
}

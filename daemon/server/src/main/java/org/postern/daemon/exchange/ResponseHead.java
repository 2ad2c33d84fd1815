package org.postern.daemon.exchange;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

import org.jspecify.annotations.Nullable;
import org.postern.api.Table;
import org.postern.daemon.filter.OutgoingText;

/** What goes before an answer's body: status, type, length and headers, as one request has set them. */
final class ResponseHead {

    private static final String CACHES = "Cache-Control";
    private static final String PRIVATE = "private";
    private static final String DEFAULT_TYPE = "text/html; charset=UTF-8";

    private static final List<Map.Entry<String, String>> SHORT =
            LongStream.range(0, 1024).mapToObj(ResponseHead::lengthEntry).toList();

    private final Table headersOut = new Table();
    private final Table errHeadersOut;
    private int status;
    private @Nullable String reason;
    private @Nullable String contentType;
    private boolean typeByHttpd;
    private boolean textWritten;
    private long contentLength = -1;
    private @Nullable Instant noCache;
    private boolean guarded;
    private final boolean mayNameFiles;
    private @Nullable Path handedOver;

    /**
     * @param guarded whether caches must not give the answer to others
     * @param mayNameFiles whether the handler's header for mod_xsendfile goes out
     */
    ResponseHead(boolean guarded, boolean mayNameFiles) {
        this(200, new Table(), null, guarded, mayNameFiles);
    }

    private ResponseHead(
            int status, Table errHeadersOut, @Nullable Instant noCache, boolean guarded, boolean mayNameFiles) {
        this.status = status;
        this.errHeadersOut = errHeadersOut;
        this.noCache = noCache;
        this.guarded = guarded;
        this.mayNameFiles = mayNameFiles;
    }

    /** The head of an internal redirect's answer: the status and what goes with errors too stay. */
    ResponseHead next() {
        return new ResponseHead(status, errHeadersOut, noCache, guarded, mayNameFiles);
    }

    Table headersOut() {
        return headersOut;
    }

    Table errHeadersOut() {
        return errHeadersOut;
    }

    int status() {
        return status;
    }

    void status(int code) {
        if (code < 200 || code > 599) {
            throw new IllegalArgumentException("status: " + code + " (expected: 200 to 599)");
        }
        status = code;
        reason = null;
    }

    /** The status and its text, or null where it is the usual one. */
    @Nullable
    String statusLine() {
        return reason == null ? null : status + " " + reason;
    }

    void statusLine(String line) {
        if (!line.matches("[0-9]{3} [^\\p{Cntrl}]*")) {
            throw new IllegalArgumentException("status line \"" + line + "\" (expected: as in 404 Not Found)");
        }
        status(Integer.parseInt(line.substring(0, 3)));
        reason = line.substring(4);
    }

    /** The text that goes with the status; null for the usual one. */
    @Nullable
    String reason() {
        return reason;
    }

    @Nullable
    String contentType() {
        return contentType;
    }

    void contentType(String type) {
        contentType = type;
        typeByHttpd = false;
    }

    /** Sends no type, so that httpd's own for the file counts; what is known of it is for handlers and filters. */
    void typeByHttpd(@Nullable String type) {
        contentType = type;
        typeByHttpd = true;
    }

    /** The length that was promised; negative if none was. */
    long contentLength() {
        return contentLength;
    }

    void contentLength(long length) {
        contentLength = length;
    }

    boolean noCache() {
        return noCache != null;
    }

    /** Clients have to ask again each time; {@code now} is when the answer is old, null lifts it. */
    void noCache(@Nullable Instant now) {
        noCache = now;
    }

    /** A guard has a say in this request: caches must not give the answer to others. */
    void guarded() {
        guarded = true;
    }

    /** Whether a file goes with it as it would go with httpd's own. */
    boolean isPlain() {
        return status == 200 && !headersOut.contains("Content-Encoding") && !errHeadersOut.contains("Content-Encoding");
    }

    /** The body is a file that httpd sends, and knows the length of. */
    void handOver(Path file) {
        handedOver = file;
        contentLength = -1;
    }

    /** The body is, or will be, written as text. */
    void textWritten() {
        textWritten = true;
    }

    /** Whether a body goes with the status. */
    boolean hasBody() {
        return status != 204 && status != 304;
    }

    /** Forgets what an error page does not keep. */
    void reset() {
        contentLength = -1;
        contentType = null;
        typeByHttpd = false;
        textWritten = false;
        headersOut.clear();
    }

    /** The headers as they are sent. */
    List<Map.Entry<String, String>> onTheWire() {
        List<Map.Entry<String, String>> head = new ArrayList<>(4 + headersOut.size() + errHeadersOut.size());
        if (hasBody()) {
            if (!typeByHttpd) {
                head.add(Map.entry("Content-Type", typeOnTheWire()));
            }
            if (contentLength >= 0) {
                head.add(contentLengthOnTheWire());
            }
        }
        if (handedOver != null) {
            head.add(Map.entry(SendingHttpd.HEADER, handedOver.toString()));
        }
        addThose(head, headersOut);
        addThose(head, errHeadersOut);
        if (noCache != null) {
            addUnlessThere(head, "Expires", HttpDate.text(noCache));
        }
        boolean told = head.removeIf(header ->
                header.getKey().equalsIgnoreCase(CACHES) && header.getValue().equalsIgnoreCase(PRIVATE));
        boolean personal = told || guarded || headersOut.contains("Set-Cookie") || errHeadersOut.contains("Set-Cookie");
        String say = noCache == null ? PRIVATE : personal ? "private, no-cache" : "no-cache";
        if (told) {
            head.add(Map.entry(CACHES, say));
        } else if (noCache != null || personal) {
            addUnlessThere(head, CACHES, say);
        }
        return head;
    }

    private void addThose(List<Map.Entry<String, String>> head, Table table) {
        if (table.size() > 0) {
            for (Map.Entry<String, String> header : table) {
                if (!isOwn(header.getKey())) {
                    head.add(header);
                }
            }
        }
    }

    private static void addUnlessThere(List<Map.Entry<String, String>> head, String name, String value) {
        if (head.stream().noneMatch(header -> header.getKey().equalsIgnoreCase(name))) {
            head.add(Map.entry(name, value));
        }
    }

    /** Text that was written as text says its charset, or httpd and browser would guess one. */
    private String typeOnTheWire() {
        String type = contentType == null ? headersOut.get("Content-Type") : contentType;
        if (type == null) {
            return DEFAULT_TYPE;
        }
        boolean bare = textWritten && type.regionMatches(true, 0, "text/", 0, 5) && !OutgoingText.isNamedIn(type);
        return bare ? withCharset(type) : type;
    }

    /** Short answers come often. */
    private Map.Entry<String, String> contentLengthOnTheWire() {
        return contentLength < SHORT.size() ? SHORT.get((int) contentLength) : lengthEntry(contentLength);
    }

    private static Map.Entry<String, String> lengthEntry(long length) {
        return Map.entry("Content-Length", Long.toString(length));
    }

    private static String withCharset(String type) {
        return switch (type) {
            case "text/html" -> DEFAULT_TYPE;
            case "text/plain" -> "text/plain; charset=UTF-8";
            default -> type + "; charset=UTF-8";
        };
    }

    /** Headers that this class decides on, and one that would have httpd open files by the handler's word. */
    private boolean isOwn(String name) {
        return name.equalsIgnoreCase("Content-Type")
                || name.equalsIgnoreCase("Content-Length")
                || name.equalsIgnoreCase(SendingHttpd.HEADER) && (handedOver != null || !mayNameFiles);
    }
}

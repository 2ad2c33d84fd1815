package org.postern.handlers;

import static org.postern.api.Apache.HTTP_FORBIDDEN;
import static org.postern.api.Apache.HTTP_NOT_FOUND;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Array;
import java.net.URI;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.BaseStream;

import org.jspecify.annotations.Nullable;
import org.postern.api.Apache;
import org.postern.api.PSP;
import org.postern.api.Request;
import org.postern.api.ServerReturn;
import org.postern.api.spi.Host;

/** Answers with a value: each kind in the form that fits it. */
final class Published {

    private static final String END_OF_HTML = "</html";
    private static final int TAIL = 100;

    private final Request req;

    private final Contents contents;

    private Published(Request req, Contents contents) {
        this.req = req;
        this.contents = contents;
    }

    /** Writes what is to be published; null is an empty page, unless the page has written itself. */
    static void write(Request req, @Nullable Object value, Contents contents) throws Exception {
        new Published(req, contents).write(value);
    }

    private void write(@Nullable Object value) throws Exception {
        contents.enter(value);
        if (value instanceof CharSequence text) {
            text(text.toString());
        } else if (value instanceof Optional<?> optional) {
            write(optional.orElseThrow(() -> new ServerReturn(HTTP_NOT_FOUND)));
        } else if (value instanceof byte[] bytes) {
            type("application/octet-stream");
            req.write(bytes);
        } else if (value instanceof Path path) {
            file(path);
        } else if (value instanceof InputStream in) {
            stream(in);
        } else if (value instanceof PSP page) {
            page.run();
        } else if (value instanceof BaseStream<?, ?> stream) {
            try (stream) {
                pieces(stream.iterator());
            }
        } else if (value instanceof Iterator<?> pieces) {
            pieces(pieces);
        } else if (isData(value)) {
            type("application/json");
            req.write(json(value));
        } else if (value instanceof Iterable<?> pieces) {
            pieces(pieces.iterator());
        } else if (value != null) {
            text(shown(value));
        }
    }

    private static boolean isData(@Nullable Object value) {
        return value instanceof Map
                || value instanceof Collection
                || value != null && (value instanceof Record || value.getClass().isArray());
    }

    private static String json(@Nullable Object value) {
        if (value == null || !value.getClass().isArray() || value instanceof Object[]) {
            return Host.current().json().write(value);
        }
        List<Object> numbers = new ArrayList<>();
        for (int i = 0; i < Array.getLength(value); i++) {
            numbers.add(Array.get(value, i));
        }
        return Host.current().json().write(numbers);
    }

    private void type(String type) {
        if (req.contentType() == null) {
            req.contentType(type);
        }
    }

    /** A text that ends as an HTML page does is one. */
    private void text(String text) throws IOException {
        type(isHtml(text) ? "text/html; charset=UTF-8" : "text/plain; charset=UTF-8");
        req.write(text);
    }

    private static boolean isHtml(String text) {
        int bracket = lastButSpaces(text, text.length());
        if (bracket < 0 || text.charAt(bracket) != '>') {
            return false;
        }
        int start = lastButSpaces(text, bracket) + 1 - END_OF_HTML.length();
        return start >= text.length() - TAIL && text.regionMatches(true, start, END_OF_HTML, 0, END_OF_HTML.length());
    }

    /** The place of the last character before {@code end} that is no white space; -1 if there is none. */
    private static int lastButSpaces(String text, int end) {
        int last = end - 1;
        while (last >= 0 && Character.isWhitespace(text.charAt(last))) {
            last--;
        }
        return last;
    }

    /** What has a text of its own; that of any other object would tell of the program, not of the site. */
    private static String shown(Object value) {
        Class<?> type = value.getClass();
        boolean isPlain = value instanceof Number
                || value instanceof Boolean
                || value instanceof Character
                || value instanceof Enum
                || value instanceof TemporalAccessor
                || value instanceof TemporalAmount
                || value instanceof ZoneId
                || value instanceof Date
                || value instanceof UUID
                || value instanceof URI
                || value instanceof Locale;
        if (isPlain || Members.isOfModules(type) && hasText(type)) {
            return value.toString();
        }
        throw new ServerReturn(HTTP_FORBIDDEN);
    }

    private static boolean hasText(Class<?> type) {
        try {
            return Members.isOfModules(type.getMethod("toString").getDeclaringClass());
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("every class has a toString", e);
        }
    }

    /** A file with its type and time; who has it already gets it not again. */
    private void file(Path path) throws IOException {
        Path file = path.toAbsolutePath();
        if (!Files.isRegularFile(file)) {
            throw new NoSuchFileException(file.toString());
        }
        String guess = URLConnection.guessContentTypeFromName(
                String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT));
        type(guess == null ? "application/octet-stream" : guess);
        req.updateMtime(Files.getLastModifiedTime(file).toInstant());
        req.setLastModified();
        int result = req.meetsConditions();
        if (result != Apache.OK) {
            throw new ServerReturn(result);
        }
        req.sendfile(file.toString());
    }

    private void stream(InputStream in) throws IOException {
        type("application/octet-stream");
        try (in) {
            in.transferTo(req.outputStream());
        }
    }

    /** Each piece goes to the client as soon as it is there. */
    private void pieces(Iterator<?> pieces) throws Exception {
        type("text/plain; charset=UTF-8");
        while (pieces.hasNext()) {
            Object piece = pieces.next();
            contents.enter(piece);
            if (piece instanceof byte[] bytes) {
                req.write(bytes);
            } else {
                req.write(isData(piece) ? json(piece) : String.valueOf(piece));
            }
            req.flush();
        }
    }
}

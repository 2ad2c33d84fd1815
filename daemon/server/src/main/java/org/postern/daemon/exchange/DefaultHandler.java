package org.postern.daemon.exchange;

import static org.postern.api.Apache.AP_REQ_ACCEPT_PATH_INFO;
import static org.postern.api.Apache.HTTP_FORBIDDEN;
import static org.postern.api.Apache.HTTP_MOVED_PERMANENTLY;
import static org.postern.api.Apache.HTTP_NOT_FOUND;
import static org.postern.api.Apache.HTTP_OK;
import static org.postern.api.Apache.HTTP_PARTIAL_CONTENT;
import static org.postern.api.Apache.HTTP_RANGE_NOT_SATISFIABLE;
import static org.postern.api.Apache.OK;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.postern.api.Table;

/**
 * What httpd would do with a file, for requests that no handler answers: the file itself, with its type, validators, conditions and
 * ranges (RFC 9110, sections 8, 13 and 14, and httpd's own ways where they differ).
 */
final class DefaultHandler {

    private static final String UNKNOWN = "application/octet-stream";

    private final FileGate gate;
    private final MimeTypes types;

    DefaultHandler(FileGate gate, MimeTypes types) {
        this.gate = gate;
        this.types = types;
    }

    /**
     * Answers, or says with which status not to.
     *
     * @param folders below which a file has to lie
     */
    int handle(HttpRequest request, Response response, List<String> folders) throws IOException {
        if (!FileMethods.allow(request.method())) {
            response.head().errHeadersOut().set("Allow", FileMethods.allowed());
            return FileMethods.refusal(request.method());
        }
        String name = request.filename();
        if (name == null) {
            return HTTP_NOT_FOUND;
        }
        try {
            Path file = Path.of(name);
            if (request.method().equals("OPTIONS")) {
                return options(response, file);
            }
            if (!"".equals(orEmpty(request.pathInfo())) && request.usedPathInfo() != AP_REQ_ACCEPT_PATH_INFO) {
                return HTTP_NOT_FOUND;
            }
            if (Files.isDirectory(file)) {
                return folder(request, response, file, folders);
            }
            return file(request, response, file, folders);
        } catch (InvalidPathException | NoSuchFileException e) {
            return HTTP_NOT_FOUND;
        } catch (AccessDeniedException e) {
            return HTTP_FORBIDDEN;
        }
    }

    /** As in httpd nobody looks whether the file is there. */
    private int options(Response response, Path file) {
        if (gate.hides(file)) {
            return HTTP_NOT_FOUND;
        }
        response.head().headersOut().set("Allow", FileMethods.allowed());
        response.head().typeByHttpd(null);
        return OK;
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    /**
     * A folder has an index where a handler went to it. One that httpd leaves to us has none by its configuration; and the directives
     * that came are the folder's, not those of a file in it, which may have a guard of its own.
     */
    private int folder(HttpRequest request, Response response, Path folder, List<String> folders) throws IOException {
        if (!request.uri().endsWith("/")) {
            String query = request.args() == null ? "" : "?" + request.args();
            response.head()
                    .errHeadersOut()
                    .set("Location", request.constructUrl(UrlText.encodePath(request.uri()) + "/" + query));
            return HTTP_MOVED_PERMANENTLY;
        }
        Path index = folder.resolve("index.html");
        return request.hasOtherFile() && Files.isRegularFile(index)
                ? file(request, response, index, folders)
                : HTTP_NOT_FOUND;
    }

    private int file(HttpRequest request, Response response, Path file, List<String> folders) throws IOException {
        Path real = file.toRealPath();
        BasicFileAttributes facts = Files.readAttributes(real, BasicFileAttributes.class);
        int verdict = gate.check(file, real, folders);
        if (verdict != OK) {
            return verdict;
        }
        String type = type(request, response, file);
        long size = facts.size();
        if (response.filters().areUsed() || response.written() > 0) {
            // what filters make of a file, or others have put before it, has neither its length nor its validators
            new FileParts(real, size, List.of(ByteRange.whole(size)), type).send(response);
            return OK;
        }
        Validators validators = new Validators(size, facts.lastModifiedTime().toInstant(), request.requestTime());
        boolean found = response.head().status() == HTTP_OK; // in an error's document the client has no part yet
        int condition =
                found ? validators.check(request.headersIn(), !request.method().equals("POST")) : OK;
        Table headers =
                condition == OK ? response.head().headersOut() : response.head().errHeadersOut();
        headers.set("ETag", validators.etag());
        headers.set("Last-Modified", validators.lastModified());
        headers.set("Accept-Ranges", "bytes");
        if (condition != OK) {
            return condition;
        }
        List<ByteRange> ranges = found && validators.rangeHolds(request.headersIn())
                ? RangeHeader.parts(request.headersIn().get("Range"), size)
                : List.of();
        if (ranges == null) {
            return HTTP_RANGE_NOT_SATISFIABLE;
        }
        boolean partial = !ranges.isEmpty();
        FileParts parts = new FileParts(real, size, partial ? ranges : List.of(ByteRange.whole(size)), type);
        if (partial) {
            response.head().status(HTTP_PARTIAL_CONTENT);
            if (parts.areMany()) {
                response.head().contentType(parts.type());
            } else {
                headers.set("Content-Range", ranges.get(0).of(size));
            }
        }
        if (!partial && response.handOver(real, size)) {
            return OK;
        }
        response.head().contentLength(parts.length());
        if (!request.headerOnly()) {
            parts.send(response);
        }
        return OK;
    }

    /**
     * The type of the file, which is left to httpd where httpd has found the file itself: it knows all directives about types,
     * charsets and languages, and has applied them. Null where nobody knows one.
     */
    private @Nullable String type(HttpRequest request, Response response, Path file) {
        if (response.head().contentType() == null) {
            String type = types.of(String.valueOf(file.getFileName()));
            if (request.hasOtherFile()) {
                response.head().contentType(type == null ? UNKNOWN : type);
            } else {
                response.head().typeByHttpd(type);
            }
        }
        return response.head().contentType();
    }
}

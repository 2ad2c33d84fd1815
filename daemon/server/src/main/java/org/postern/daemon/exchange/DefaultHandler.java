package org.postern.daemon.exchange;

import static org.postern.api.Apache.HTTP_FORBIDDEN;
import static org.postern.api.Apache.HTTP_METHOD_NOT_ALLOWED;
import static org.postern.api.Apache.HTTP_MOVED_PERMANENTLY;
import static org.postern.api.Apache.HTTP_NOT_FOUND;
import static org.postern.api.Apache.HTTP_PARTIAL_CONTENT;
import static org.postern.api.Apache.HTTP_RANGE_NOT_SATISFIABLE;
import static org.postern.api.Apache.OK;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.fault.Code;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What httpd would do with a file, for requests that no handler answers: the file itself, with its type, validators, conditions and
 * single ranges (RFC 9110, sections 8, 13 and 14).
 *
 * <p>The daemon may read more than httpd's visitors may, so a file is sent only if its real path lies below the site's own folders, and
 * never if its name is one of those that httpd would have executed or hidden.
 */
final class DefaultHandler {

    private static final Logger LOG = LoggerFactory.getLogger(DefaultHandler.class);
    private static final List<String> METHODS = List.of("GET", "HEAD", "OPTIONS");
    private static final int PIECE = 65_536;

    private final NeverSent neverSent;
    private final MimeTypes types;

    DefaultHandler(NeverSent neverSent, MimeTypes types) {
        this.neverSent = neverSent;
        this.types = types;
    }

    /**
     * Answers, or says with which status not to.
     *
     * @param folders below which a file has to lie
     */
    int handle(HttpRequest request, Response response, List<String> folders) throws IOException {
        if (!METHODS.contains(request.method())) {
            request.allowMethods(METHODS);
            return HTTP_METHOD_NOT_ALLOWED;
        }
        String name = request.filename();
        if (name == null || !"".equals(orEmpty(request.pathInfo()))) {
            return HTTP_NOT_FOUND;
        }
        try {
            Path file = Path.of(name);
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
            response.errHeadersOut()
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
        if (neverSent.matches(file) || neverSent.matches(real)) {
            LOG.info("{} {} is never sent", Code.HIDDEN_SOURCE.id(), LogText.of(file.toString()));
            return HTTP_NOT_FOUND;
        }
        BasicFileAttributes facts = Files.readAttributes(real, BasicFileAttributes.class);
        if (!facts.isRegularFile() || !liesBelow(real, folders)) {
            return HTTP_FORBIDDEN;
        }
        if (request.method().equals("OPTIONS")) {
            response.headersOut().set("Allow", String.join(", ", METHODS));
            return OK;
        }
        if (response.filters().areUsed()) {
            return filtered(response, file, real, facts.size());
        }
        Validators validators =
                new Validators(facts.size(), facts.lastModifiedTime().toInstant());
        response.errHeadersOut().set("ETag", validators.etag());
        response.errHeadersOut().set("Last-Modified", validators.lastModified());
        response.errHeadersOut().set("Accept-Ranges", "bytes");
        int condition = validators.check(request.headersIn(), true);
        if (condition != OK) {
            return condition;
        }
        if (response.contentType() == null) {
            response.contentType(types.of(String.valueOf(file.getFileName())));
        }
        ByteRange range = validators.rangeHolds(request.headersIn())
                ? ByteRange.of(request.headersIn().get("Range"), facts.size())
                : ByteRange.whole(facts.size());
        if (range == null) {
            response.errHeadersOut().set("Content-Range", "bytes */" + facts.size());
            return HTTP_RANGE_NOT_SATISFIABLE;
        }
        if (!range.isWhole(facts.size())) {
            response.status(HTTP_PARTIAL_CONTENT);
            response.errHeadersOut()
                    .set("Content-Range", "bytes " + range.first() + "-" + range.last() + "/" + facts.size());
        }
        response.contentLength(range.length());
        if (!request.headerOnly()) {
            send(real, range, response);
        }
        return OK;
    }

    /** What filters make of a file has neither its length nor its validators. */
    private int filtered(Response response, Path file, Path real, long size) throws IOException {
        if (response.contentType() == null) {
            response.contentType(types.of(String.valueOf(file.getFileName())));
        }
        send(real, ByteRange.whole(size), response);
        return OK;
    }

    private static boolean liesBelow(Path real, List<String> folders) throws IOException {
        for (String folder : folders) {
            if (real.startsWith(Path.of(folder).toRealPath())) {
                return true;
            }
        }
        return false;
    }

    private static void send(Path file, ByteRange range, Response response) throws IOException {
        try (SeekableByteChannel in = Files.newByteChannel(file)) {
            in.position(range.first());
            ByteBuffer piece = ByteBuffer.allocate(PIECE);
            for (long left = range.length(); left > 0; ) {
                piece.clear().limit((int) Math.min(PIECE, left));
                int count = in.read(piece);
                if (count < 0) {
                    throw new IOException(file + " became shorter while it was sent");
                }
                response.write(piece.array(), 0, count);
                left -= count;
            }
        }
    }
}

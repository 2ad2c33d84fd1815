package org.postern.daemon;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.postern.ajp.AjpFields;
import org.postern.ajp.AjpRequest;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;

/**
 * A request that nobody sent. It becomes what httpd would forward of it, were {@code root} a DocumentRoot with {@code SetHandler
 * ${postern}}, {@code Use JavaRoot} of the same folder and {@code Use JavaHandler}.
 *
 * @param handler as in the directive
 * @param url a path, or a whole URL, which then gives host and port; percent-encoded
 * @param root a real path
 * @param headers in order; Host, and with a body Content-Length and a form's Content-Type, are added where they are not among them
 * @param body null for none
 */
public record MadeUpRequest(
        String handler,
        String url,
        Path root,
        String method,
        List<Map.Entry<String, String>> headers,
        byte @Nullable [] body) {

    private static final String HERE = "127.0.0.1";
    private static final String HERES_PORT = "50000";

    /** The request as the connector would hand it over; throws a {@link Fault} if the URL is none. */
    AjpRequest forwarded() {
        URI parsed = parsed();
        String path = path(parsed);
        int end = endOfFile(path);
        String host = parsed.getHost() == null ? "localhost" : parsed.getHost();
        boolean secure = "https".equals(parsed.getScheme());
        int port = parsed.getPort() > 0 ? parsed.getPort() : secure ? 443 : 80;
        return new AjpRequest(
                method,
                "HTTP/1.1",
                "/-file-" + encoded(root + path.substring(0, end)),
                HERE,
                null,
                host,
                port,
                secure,
                headers(parsed, host),
                body == null ? -1 : body.length,
                false,
                null,
                null,
                parsed.getRawQuery(),
                null,
                null,
                attributes(parsed, path, end, host));
    }

    private URI parsed() {
        try {
            URI parsed = new URI(url.replaceFirst("^/+", "/"));
            if (parsed.getPath() != null && parsed.getPath().startsWith("/")) {
                return parsed;
            }
            if (parsed.getHost() != null && "".equals(parsed.getPath())) {
                return parsed.resolve("/");
            }
        } catch (URISyntaxException e) {
            throw new Fault(Code.BAD_ARGUMENT, "URL " + e.getMessage() + " (expected: percent-encoded)", e);
        }
        throw new Fault(Code.BAD_ARGUMENT, "URL " + url + " (expected: /path?query, or http://host:port/path?query)");
    }

    /** The path as httpd sees it: decoded, without empty steps and dots. */
    private String path(URI parsed) {
        String path = parsed.getPath().replaceAll("/{2,}", "/");
        if (path.indexOf(0) >= 0 || (path + "/").contains("/../") || (path + "/").contains("/./")) {
            throw new Fault(Code.BAD_ARGUMENT, "URL " + url + " (expected: no dots for steps and no NUL in the path)");
        }
        return path;
    }

    /** Where the part of the path ends that is a file or folder, or the first one that is not there; the rest is path info. */
    private int endOfFile(String path) {
        int end = 0;
        while (end < path.length() - 1) {
            int slash = path.indexOf('/', end + 1);
            end = slash < 0 ? path.length() : slash;
            if (!Files.isDirectory(root.resolve(path.substring(1, end)))) {
                return end;
            }
        }
        return path.length();
    }

    private static String encoded(String path) {
        try {
            return new URI(null, null, path, null).toASCIIString();
        } catch (URISyntaxException e) {
            throw new Fault(Code.BAD_ARGUMENT, "path " + path + ": " + e.getMessage(), e);
        }
    }

    private AjpFields headers(URI parsed, String host) {
        List<String> pairs = new ArrayList<>();
        headers.forEach(header -> pairs.addAll(List.of(header.getKey(), header.getValue())));
        AjpFields given = AjpFields.of(pairs.toArray(String[]::new));
        if (given.first("Host") == null) {
            pairs.addAll(List.of("Host", parsed.getPort() > 0 ? host + ":" + parsed.getPort() : host));
        }
        if (body != null && given.first("Content-Type") == null) {
            pairs.addAll(List.of("Content-Type", "application/x-www-form-urlencoded"));
        }
        if (body != null && given.first("Content-Length") == null) {
            pairs.addAll(List.of("Content-Length", Integer.toString(body.length)));
        }
        return AjpFields.of(pairs.toArray(String[]::new));
    }

    /** In httpd's order: facts, the beginning of the directives, the directives. */
    private AjpFields attributes(URI parsed, String path, int end, String host) {
        List<String> pairs = new ArrayList<>(List.of(
                "AJP_REMOTE_PORT",
                HERES_PORT,
                "AJP_LOCAL_ADDR",
                HERE,
                "POSTERN_URI",
                path,
                "POSTERN_THE_REQUEST",
                method + " " + target(parsed) + " HTTP/1.1"));
        if (end < path.length()) {
            pairs.addAll(List.of("POSTERN_PATH_INFO", path.substring(end)));
        }
        pairs.addAll(List.of(
                "POSTERN_DOCUMENT_ROOT",
                root.toString(),
                "POSTERN_CONTEXT_DOCUMENT_ROOT",
                root.toString(),
                "POSTERN_CONN_REMOTE_ADDR",
                HERE,
                "POSTERN_BEGIN",
                "1",
                "POSTERN_SITE",
                host,
                "JAVA_ROOT",
                root.toString(),
                "JAVA_HANDLER",
                handler));
        return AjpFields.of(pairs.toArray(String[]::new));
    }

    /** Path and query to the letter, as in a request line. */
    private String target(URI parsed) {
        if (url.startsWith("/")) {
            return url.replaceFirst("#.*", "");
        }
        return parsed.getRawPath() + (parsed.getRawQuery() == null ? "" : "?" + parsed.getRawQuery());
    }

    /** A body of text, as it goes on the wire. */
    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

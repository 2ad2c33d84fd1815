package org.postern.daemon.exchange;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.postern.api.Request;
import org.postern.api.Table;

/** The variables that CGI programs get (RFC 3875 and httpd's own). */
final class CgiVariables {

    private static final Set<String> NOT_AS_HEADERS =
            Set.of("content-type", "content-length", "authorization", "proxy-authorization", "proxy");

    /** As httpd has it: with others, a client could have a header taken for that of a proxy, X_User for X-User. */
    private static final Pattern USUAL = Pattern.compile("[A-Za-z0-9-]+");

    private final Request request;
    private final Table env;

    CgiVariables(Request request) {
        this.request = request;
        this.env = request.subprocessEnv();
    }

    /** Those that SSI has too. Credentials are not among them, nor what would become HTTP_PROXY. */
    void addCommon() {
        for (Map.Entry<String, String> header : request.headersIn()) {
            String name = header.getKey();
            if (!NOT_AS_HEADERS.contains(name.toLowerCase(Locale.ROOT))
                    && USUAL.matcher(name).matches()) {
                env.set("HTTP_" + name.toUpperCase(Locale.ROOT).replace('-', '_'), header.getValue());
            }
        }
        put("CONTENT_TYPE", request.headersIn().get("Content-Type"));
        put("CONTENT_LENGTH", request.headersIn().get("Content-Length"));
        put("SERVER_SOFTWARE", "Postern");
        put("SERVER_NAME", request.hostname());
        put("SERVER_ADDR", request.connection().localIp());
        put("SERVER_PORT", Integer.toString(request.server().port()));
        put("SERVER_ADMIN", request.server().serverAdmin());
        put("REMOTE_HOST", request.connection().remoteHost());
        put("REMOTE_ADDR", request.useragentIp());
        int port = request.useragentAddr().getPort();
        put("REMOTE_PORT", port == 0 ? null : Integer.toString(port));
        put("REMOTE_USER", request.user());
        put("AUTH_TYPE", request.apAuthType());
        put("DOCUMENT_ROOT", request.documentRoot());
        put("REQUEST_SCHEME", request.isHttps() ? "https" : "http");
        put("HTTPS", request.isHttps() ? "on" : null);
        put("SCRIPT_FILENAME", request.filename());
    }

    /** Those of CGI alone. */
    void addCgi() {
        addCommon();
        put("GATEWAY_INTERFACE", "CGI/1.1");
        put("SERVER_PROTOCOL", request.protocol());
        put("REQUEST_METHOD", request.method());
        put("QUERY_STRING", request.args() == null ? "" : request.args());
        put("REQUEST_URI", asked(request));
        String uri = request.uri();
        String told = request.pathInfo();
        String behind = told != null && uri.endsWith(told) ? told : "";
        put("SCRIPT_NAME", uri.substring(0, uri.length() - behind.length()));
        put("PATH_INFO", behind.isEmpty() ? null : behind);
        put("PATH_TRANSLATED", behind.isEmpty() ? null : request.documentRoot() + behind);
    }

    private void put(String name, @Nullable String value) {
        if (value != null) {
            env.set(name, value);
        }
    }

    /** What the client has asked for, wherever the request was redirected. */
    private static String asked(Request request) {
        Request previous = request.prev();
        return previous == null ? request.unparsedUri() : asked(previous);
    }
}

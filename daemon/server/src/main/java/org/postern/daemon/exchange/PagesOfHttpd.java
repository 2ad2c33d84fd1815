package org.postern.daemon.exchange;

import static org.postern.api.Apache.OK;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.postern.ajp.AjpFields;
import org.postern.api.Table;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;
import org.postern.daemon.loopback.Loopback;
import org.postern.daemon.loopback.LoopbackAnswer;
import org.postern.daemon.loopback.Loopbacks;

/** Answers redirects to pages that httpd has: by asking it for them. */
final class PagesOfHttpd {

    /** By what a client says which part of a page it has, or wants; an error's document is for nobody else. */
    private static final String CONDITIONS = "if-.*|range";

    /** What filters cannot use: a part of a page, and one that is packed. */
    private static final String NOT_FOR_FILTERS = CONDITIONS + "|accept-encoding";

    /** What is true of a page, and not of what filters make of it. */
    private static final String VALIDATORS = "etag|last-modified|accept-ranges";

    private final Arrival arrival;
    private final Response response;
    private final @Nullable Loopback loopback;
    private final boolean asked;

    PagesOfHttpd(Arrival arrival, Loopbacks loopbacks) {
        this.arrival = arrival;
        this.response = arrival.response();
        this.loopback = loopbacks.of(arrival.interpreter().name());
        AjpFields headers = arrival.ajp().headers();
        this.asked = loopbacks.isOurs(headers.first(Loopbacks.NONCE));
    }

    /** Whether a path of the site is httpd's. */
    boolean have(String path) {
        return loopback != null && loopback.takes(path);
    }

    /**
     * Answers.
     *
     * @param document whether it is an error's document, which keeps the error's status
     * @return OK, or for a document a status that tells why there is none
     */
    int answer(HttpRequest request, boolean document) throws IOException {
        if (loopback == null) {
            throw new IllegalStateException("httpd has no pages here");
        }
        String query = request.args() == null ? "" : "?" + UrlText.encodeQuery(request.args());
        String target = UrlText.encodePath(request.uri()) + query;
        if (asked) {
            throw new Fault(Code.LOOPBACK_LOOP, request.trail());
        }
        String host = host();
        try (LoopbackAnswer answer = loopback.ask(
                request.headerOnly() ? "HEAD" : "GET", target, own(request, host), headers(request, document))) {
            if (document && answer.status() != 200) {
                return answer.status() < 400 ? 404 : answer.status();
            }
            head(request, answer, document, host);
            for (byte[] piece = answer.next(); piece != null; piece = answer.next()) {
                response.write(piece, 0, piece.length);
            }
        }
        return OK;
    }

    /** The site's name, with the port on which the client came; the client's own Host decides nothing. */
    private String host() {
        int port = arrival.ajp().serverPort();
        boolean usual = port == (arrival.ajp().secure() ? 443 : 80);
        String name = arrival.site().serverHostname();
        return (name.matches("[A-Za-z0-9.-]+") ? name : "localhost") + (usual ? "" : ":" + port);
    }

    private static Map<String, String> own(HttpRequest request, String host) {
        Map<String, String> own = new LinkedHashMap<>();
        own.put("Host", host);
        own.put("X-Forwarded-For", request.useragentIp());
        own.put("X-Forwarded-Proto", request.isHttps() ? "https" : "http");
        String asked = request.headersIn().get("Host");
        if (asked != null) {
            own.put("X-Forwarded-Host", asked);
        }
        return own;
    }

    private List<Map.Entry<String, String>> headers(HttpRequest request, boolean document) {
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        request.headersIn().forEach(header -> {
            boolean kept = response.filters().areUsed()
                    ? !isOne(header, NOT_FOR_FILTERS)
                    : !document || !isOne(header, CONDITIONS);
            if (kept) {
                headers.add(header);
            }
        });
        return headers;
    }

    private static boolean isOne(Map.Entry<String, String> header, String names) {
        return header.getKey().toLowerCase(Locale.ROOT).matches(names);
    }

    private void head(HttpRequest request, LoopbackAnswer answer, boolean document, String host) {
        ResponseHead head = response.head();
        if (!document) {
            head.status(answer.status());
        }
        if (answer.contentType() == null) {
            head.typeByHttpd(null);
        } else {
            head.contentType(answer.contentType());
        }
        if (answer.contentLength() >= 0 && response.written() == 0) {
            head.contentLength(answer.contentLength());
        }
        Table headers = head.headersOut();
        String site = (request.isHttps() ? "https://" : "http://") + host + "/";
        for (Map.Entry<String, String> header : answer.headers()) {
            if (response.filters().areUsed() && isOne(header, VALIDATORS)) {
                continue;
            }
            boolean here = header.getKey().equalsIgnoreCase("Location")
                    && header.getValue().startsWith(site);
            headers.add(
                    header.getKey(),
                    here ? request.constructUrl(header.getValue().substring(site.length() - 1)) : header.getValue());
        }
    }
}

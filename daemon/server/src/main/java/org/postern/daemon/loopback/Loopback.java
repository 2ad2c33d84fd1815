package org.postern.daemon.loopback;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;

import org.postern.daemon.config.LoopbackSite;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;

/** The way back to httpd for one site. Safe for any thread. */
public final class Loopback {

    /** Headers that belong to one connection, or that are made anew. */
    private static final Set<String> NOT_HANDED_ON = Set.of(
            "connection",
            "content-length",
            "expect",
            "host",
            "http2-settings",
            "keep-alive",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "via",
            Loopbacks.NONCE);

    private final HttpClient client;
    private final LoopbackSite site;
    private final String nonce;
    private final Semaphore free;

    Loopback(HttpClient client, LoopbackSite site, String nonce) {
        this.client = client;
        this.site = site;
        this.nonce = nonce;
        this.free = new Semaphore(site.most());
    }

    /** Whether a path of the site is answered this way. */
    public boolean takes(String path) {
        return site.allows(path);
    }

    /**
     * Asks for a page.
     *
     * @param method GET or HEAD
     * @param target path and query, encoded
     * @param own headers that replace the client's, Host among them
     * @param headers the client's
     * @throws Fault with a code of its own if there is no answer
     */
    public LoopbackAnswer ask(
            String method, String target, Map<String, String> own, Iterable<Map.Entry<String, String>> headers) {
        if (!free.tryAcquire()) {
            throw new Fault(
                    Code.LOOPBACK_BUSY, target + ": " + site.most() + " requests to " + site.url() + " run already");
        }
        boolean answered = false;
        try {
            LoopbackAnswer answer = new LoopbackAnswer(
                    send(request(method, target, own, headers)), site.timeout(), target, free::release);
            answered = true;
            return answer;
        } finally {
            if (!answered) {
                free.release();
            }
        }
    }

    private HttpRequest request(
            String method, String target, Map<String, String> own, Iterable<Map.Entry<String, String>> headers) {
        Set<String> replaced = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        replaced.addAll(own.keySet());
        replaced.addAll(NOT_HANDED_ON);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(site.url() + target))
                .timeout(site.timeout())
                .method(method, HttpRequest.BodyPublishers.noBody())
                .header(Loopbacks.NONCE, nonce);
        own.forEach((name, value) -> request.header(name, ascii(value)));
        for (Map.Entry<String, String> header : headers) {
            if (!replaced.contains(header.getKey())) {
                request.header(header.getKey(), ascii(header.getValue()));
            }
        }
        return request.build();
    }

    /** The client makes question marks of what is not ASCII, and throws where it is not even Latin. */
    private static String ascii(String value) {
        return value.replaceAll("[^\\x00-\\xFF]", "?");
    }

    private HttpResponse<Pieces> send(HttpRequest request) {
        try {
            return client.send(request, head -> new Pieces());
        } catch (HttpTimeoutException e) {
            throw slow(request.uri(), e);
        } catch (ConnectException e) {
            throw new Fault(Code.LOOPBACK_FAILED, request.uri() + ": no connection: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new Fault(Code.LOOPBACK_FAILED, request.uri() + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Fault(Code.LOOPBACK_FAILED, request.uri() + ": the daemon is ending", e);
        }
    }

    private Fault slow(URI uri, Exception cause) {
        return new Fault(
                Code.LOOPBACK_SLOW, uri + ": no answer within " + site.timeout().toMillis() + " ms", cause);
    }
}

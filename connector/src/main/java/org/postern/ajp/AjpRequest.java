package org.postern.ajp;

import org.jspecify.annotations.Nullable;

/**
 * One forward request, as httpd sent it and checked for form, not for meaning.
 *
 * <p>Text was decoded as UTF-8 where the bytes are valid UTF-8, else as ISO-8859-1: httpd declares no encoding.
 *
 * @param method the method's name, coded or stored
 * @param protocol such as {@code HTTP/1.1}, or {@code INCLUDED} for a sub-request
 * @param uri the path of the backend URL, percent-encoded, without query; begins with a slash, or is {@code *}
 * @param remoteAddr the client's address as httpd sees it (after mod_remoteip), or null
 * @param remoteHost the client's name where httpd looked it up, else null
 * @param serverName the host that the client asked for, or null
 * @param serverPort the local port on which httpd accepted the client; not always the port of the URL
 * @param secure whether the client spoke TLS with this httpd
 * @param headers the request's headers
 * @param contentLength bytes of body that the headers promise, or -1 where they promise none
 * @param chunked whether the body came in chunks, so that its length shows only at its end
 * @param remoteUser the user that httpd authenticated, or null; null too if the peer came by TCP and no secret is asked for
 * @param authType how httpd authenticated the user; null where {@code remoteUser} is
 * @param query the query string without question mark, or null where the URL has none
 * @param route the balancer's route; the client chooses it
 * @param tls facts about the client's TLS connection, or null without TLS
 * @param attributes what httpd's environment carried under names that begin with {@code AJP_}, the prefix removed
 */
public record AjpRequest(
        String method,
        String protocol,
        String uri,
        @Nullable String remoteAddr,
        @Nullable String remoteHost,
        @Nullable String serverName,
        int serverPort,
        boolean secure,
        AjpFields headers,
        long contentLength,
        boolean chunked,
        @Nullable String remoteUser,
        @Nullable String authType,
        @Nullable String query,
        @Nullable String route,
        @Nullable Tls tls,
        AjpFields attributes) {

    /**
     * The client's TLS connection.
     *
     * @param certificate the client's certificate in PEM form, or null
     * @param cipher the cipher suite's name, or null
     * @param session the session id in hexadecimal, or null
     * @param keySize bits of the cipher's key, or -1 where not told
     */
    public record Tls(
            @Nullable String certificate,
            @Nullable String cipher,
            @Nullable String session,
            int keySize) {}

    /** The same, with nobody authenticated. */
    public AjpRequest withoutUser() {
        return new AjpRequest(
                method,
                protocol,
                uri,
                remoteAddr,
                remoteHost,
                serverName,
                serverPort,
                secure,
                headers,
                contentLength,
                chunked,
                null,
                null,
                query,
                route,
                tls,
                attributes);
    }

    /** Whether a body may follow. */
    public boolean hasBody() {
        return chunked || contentLength > 0;
    }
}

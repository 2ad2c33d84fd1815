package org.postern.daemon.exchange;

import org.jspecify.annotations.Nullable;
import org.postern.ajp.AjpRequest;
import org.postern.daemon.config.Facts;

/**
 * What is asked for: by the client, or by an internal redirect.
 *
 * @param uri the URL's path, decoded
 * @param unparsed the URL as it was written, with query; null where it is the request line that tells
 * @param args the query string, or null
 * @param filename the file to which the path maps, or null
 * @param pathInfo what of the path is behind the file, or null
 * @param ours whether the daemon has found the file, and not httpd, which would have said more of it
 */
record Target(
        String method,
        String uri,
        @Nullable String unparsed,
        @Nullable String args,
        @Nullable String filename,
        @Nullable String pathInfo,
        boolean ours) {

    /** What the client asks for, as httpd has mapped it. */
    static Target of(AjpRequest ajp, Facts facts) {
        String told = facts.uri();
        String filename = UrlText.filename(ajp.uri(), told);
        return new Target(
                ajp.method(),
                told == null ? UrlText.decode(ajp.uri()) : told,
                null,
                ajp.query(),
                filename,
                pathInfo(ajp, facts, filename),
                false);
    }

    /** In an included document the facts are those of the page that includes it. */
    private static @Nullable String pathInfo(AjpRequest ajp, Facts facts, @Nullable String filename) {
        if (filename == null || ajp.protocol().equals("INCLUDED")) {
            return null;
        }
        String told = facts.pathInfo();
        return told == null ? "" : told;
    }
}

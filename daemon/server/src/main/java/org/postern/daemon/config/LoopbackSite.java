package org.postern.daemon.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * Where httpd is asked for pages that it answers itself.
 *
 * @param url scheme, host and port of the site
 * @param allow paths of the site below which it may be asked, without slash at their ends
 * @param most requests at once
 * @param timeout for the head of an answer, and for each piece of its body
 */
public record LoopbackSite(URI url, List<String> allow, int most, Duration timeout) {

    /** Whether a page may be asked for. */
    public boolean allows(String path) {
        return allow.stream()
                .anyMatch(prefix -> path.startsWith(prefix)
                        && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/'));
    }
}

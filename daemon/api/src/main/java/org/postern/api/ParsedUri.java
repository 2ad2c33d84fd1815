package org.postern.api;

import org.jspecify.annotations.Nullable;

/**
 * The parts of a URL as the client sent it, none of them decoded. Most requests name a path and a query only.
 *
 * @param scheme such as {@code http}; null where the client named none
 * @param hostinfo user, host and port together, or null
 * @param user or null
 * @param password or null
 * @param hostname or null
 * @param port 0 where the client named none
 * @param path empty for {@code OPTIONS *} and {@code CONNECT}
 * @param query without question mark; null where there is none
 * @param fragment without number sign; null where there is none, as it should be
 */
public record ParsedUri(
        @Nullable String scheme,
        @Nullable String hostinfo,
        @Nullable String user,
        @Nullable String password,
        @Nullable String hostname,
        int port,
        String path,
        @Nullable String query,
        @Nullable String fragment) {}

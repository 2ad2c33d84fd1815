package org.postern.daemon.exchange;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.postern.api.ParsedUri;

/** Takes a URL apart (RFC 3986, appendix B); there is none that this refuses. */
final class UrlParts {

    private static final Pattern URL = Pattern.compile(
            "(?:(?<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?<hostinfo>[^/?#]*))?(?<path>[^?#]*)(?:\\?(?<query>[^#]*))?(?:#(?<fragment>.*))?",
            Pattern.DOTALL);
    private static final Pattern HOSTINFO = Pattern.compile(
            "(?:(?<user>[^:@]*)(?::(?<password>[^@]*))?@)?(?<host>\\[[^]]*]|[^:]*)(?::(?<port>[0-9]{1,5}))?");

    private UrlParts() {}

    static ParsedUri of(String url) {
        Matcher parts = URL.matcher(url);
        if (!parts.matches()) {
            return new ParsedUri(null, null, null, null, null, 0, url, null, null);
        }
        String hostinfo = parts.group("hostinfo");
        Matcher host = HOSTINFO.matcher(hostinfo == null ? "" : hostinfo);
        boolean known = hostinfo != null && host.matches();
        String port = known ? host.group("port") : null;
        return new ParsedUri(
                parts.group("scheme"),
                hostinfo,
                known ? host.group("user") : null,
                known ? host.group("password") : null,
                known ? host.group("host") : null,
                port == null ? 0 : Integer.parseInt(port),
                text(parts.group("path")),
                parts.group("query"),
                parts.group("fragment"));
    }

    private static String text(@Nullable String group) {
        return group == null || group.equals("*") ? "" : group;
    }
}

package org.postern.daemon.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/** Reads the settings {@code loopback.*}, of all interpreters and of single ones. */
final class LoopbackParser {

    private final SettingValues values;

    LoopbackParser(SettingValues values) {
        this.values = values;
    }

    /** By the name of the interpreter; under the empty name what holds for all others. */
    Map<String, LoopbackSite> sites() {
        Map<String, LoopbackSite> sites = new HashMap<>();
        List<String> names = new ArrayList<>(values.names(
                Setting.LOOPBACK_NAME_URL,
                Setting.LOOPBACK_NAME_ALLOW,
                Setting.LOOPBACK_NAME_MAX,
                Setting.LOOPBACK_NAME_TIMEOUT));
        names.add("");
        for (String name : names) {
            String url = url(name);
            String text = values.text(url);
            if (text != null) {
                sites.put(name, site(name, url(url, text)));
            }
        }
        return sites;
    }

    private LoopbackSite site(String name, URI url) {
        String max = own(name, Setting.LOOPBACK_NAME_MAX, Setting.LOOPBACK_MAX);
        String timeout = own(name, Setting.LOOPBACK_NAME_TIMEOUT, Setting.LOOPBACK_TIMEOUT);
        return new LoopbackSite(
                url,
                allow(own(name, Setting.LOOPBACK_NAME_ALLOW, Setting.LOOPBACK_ALLOW)),
                values.number(
                        max, values.text(max, Objects.requireNonNull(Setting.LOOPBACK_MAX.byDefault())), 1, 10_000),
                values.time(
                        timeout, values.text(timeout, Objects.requireNonNull(Setting.LOOPBACK_TIMEOUT.byDefault()))));
    }

    private String url(String name) {
        return own(name, Setting.LOOPBACK_NAME_URL, Setting.LOOPBACK_URL);
    }

    /** The key of an interpreter's own value where it has one, else that of all. */
    private String own(String name, Setting named, Setting all) {
        return name.isEmpty() || values.text(named.of(name)) == null ? all.key() : named.of(name);
    }

    private URI url(String key, String text) {
        try {
            URI url = new URI(text);
            boolean plain = isEmpty(url.getPath()) && url.getQuery() == null && url.getFragment() == null;
            if (url.getHost() != null && plain && url.getUserInfo() == null && isHttp(url.getScheme())) {
                return new URI(url.getScheme(), null, url.getHost(), url.getPort(), null, null, null);
            }
        } catch (URISyntaxException e) {
            // told below, as any other text that is no such URL
        }
        throw values.bad(key, text, "http://HOST:PORT or https://HOST:PORT");
    }

    private static boolean isEmpty(@Nullable String path) {
        return path == null || path.isEmpty() || path.equals("/");
    }

    private static boolean isHttp(@Nullable String scheme) {
        return "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
    }

    private List<String> allow(String key) {
        List<String> prefixes = new ArrayList<>();
        Arrays.stream(values.text(key, "").split(",")).map(String::strip).forEach(prefix -> {
            if (!prefix.isEmpty() && !prefix.startsWith("/")) {
                throw values.bad(key, prefix, "paths of the site, as in /static");
            }
            if (!prefix.isEmpty()) {
                prefixes.add(prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix);
            }
        });
        return prefixes;
    }
}

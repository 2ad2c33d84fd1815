package org.postern.daemon.exchange;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.config.Facts;

/** Maps the URLs of internal redirects to files, as httpd maps a client's: by alias and DocumentRoot. */
final class Targets {

    private final Facts facts;

    Targets(Facts facts) {
        this.facts = facts;
    }

    /**
     * The target of a redirect.
     *
     * @param url path and query, encoded as in a link
     * @param mapped whether the request that is redirected has a file at all
     * @throws IllegalArgumentException if that is no URL of this site
     */
    Target of(String url, String method, boolean mapped) {
        int mark = url.indexOf('?');
        String path = mark < 0 ? url : url.substring(0, mark);
        String args = mark < 0 ? null : url.substring(mark + 1);
        if (!path.startsWith("/")
                || path.startsWith("//")
                || url.chars().anyMatch(c -> c <= ' ' || c == '#' || c == 0x7F)) {
            throw bad(url, "a path of this site, as in /errors/lost.html?from=here");
        }
        String uri = withoutDots(UrlText.decode(path), url);
        Path file = mapped ? file(uri) : null;
        return file == null
                ? new Target(method, uri, url, args, null, null, true)
                : found(new Target(method, uri, url, args, null, null, true), file);
    }

    /** The target with its file: what of the path is there, and the first name that is not. The rest is path info. */
    private static Target found(Target target, Path file) {
        Path there = file;
        Path name = file;
        for (Path up = there.getParent(); up != null && !Files.exists(there); up = there.getParent()) {
            name = there;
            there = up;
        }
        boolean folder = Files.isDirectory(there);
        Path found = folder ? name : there;
        String behind = file.toString().substring(found.toString().length());
        boolean isFolder = folder && found.equals(there);
        boolean slash = target.uri().endsWith("/") && !isFolder;
        return new Target(
                target.method(),
                target.uri(),
                target.unparsed(),
                target.args(),
                found + (isFolder ? "/" : ""),
                behind + (slash ? "/" : ""),
                true);
    }

    /** Removes dot segments, for what is behind them decides on the file. */
    private static String withoutDots(String path, String url) {
        Deque<String> segments = new ArrayDeque<>();
        String last = "";
        for (String segment : path.substring(1).split("/", -1)) {
            last = segment;
            if (segment.equals("..")) {
                if (segments.pollLast() == null) {
                    throw bad(url, "a path that does not lead above the root");
                }
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                segments.add(segment);
            }
        }
        boolean folder = last.isEmpty() || last.equals(".") || last.equals("..");
        return "/" + String.join("/", segments) + (folder && !segments.isEmpty() ? "/" : "");
    }

    private @Nullable Path file(String uri) {
        String alias = facts.contextPrefix();
        String aliased = facts.contextDocumentRoot();
        String root = facts.documentRoot();
        try {
            if (alias != null && aliased != null && isBelow(uri, alias)) {
                return Path.of(aliased, uri.substring(alias.length()));
            }
            return root == null ? null : Path.of(root, uri);
        } catch (InvalidPathException noFileName) {
            return null;
        }
    }

    private static boolean isBelow(String uri, String prefix) {
        return uri.startsWith(prefix)
                && (prefix.endsWith("/") || uri.length() == prefix.length() || uri.charAt(prefix.length()) == '/');
    }

    private static IllegalArgumentException bad(String url, String expected) {
        return new IllegalArgumentException("internalRedirect \"" + url + "\" (expected: " + expected + ")");
    }
}

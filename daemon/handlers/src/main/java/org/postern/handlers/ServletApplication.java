package org.postern.handlers;

import org.jspecify.annotations.Nullable;
import org.postern.api.Hlist;
import org.postern.api.Request;
import org.postern.api.spi.Host;

/**
 * One servlet for all URLs below a base, as the options servlet.application and servlet.base say.
 *
 * @param name {@code module}, or {@code module::Class} for a class in it
 * @param base empty, or a path that does not end with a slash
 * @param root where the module is looked up
 */
record ServletApplication(String name, String base, String root) {

    private static final String APPLICATION = "servlet.application";
    private static final String BASE = "servlet.base";

    /** How the options of this handler begin. */
    private static final String PREFIX = "servlet.";

    /** What the options say; null if they do not name a servlet. */
    static @Nullable ServletApplication of(Request req) {
        check(req);
        String name = req.getOptions().get(APPLICATION);
        String base = req.getOptions().get(BASE, "");
        Hlist handler = req.hlist();
        if (name == null && !base.isEmpty()) {
            throw Host.current()
                    .badOption(APPLICATION, null, "module or module::Class, which has all URLs below " + base);
        }
        if (!base.isEmpty() && (!base.startsWith("/") || base.endsWith("/"))) {
            throw Host.current()
                    .badOption(BASE, base, "a path of the site that does not end with a slash, such as /shop");
        }
        return name == null || handler == null ? null : new ServletApplication(name, base, handler.directory());
    }

    /** A misspelt option would have the URLs mean files. */
    private static void check(Request req) {
        for (String name : req.getOptions().keys()) {
            boolean isOurs = name.regionMatches(true, 0, PREFIX, 0, PREFIX.length());
            if (isOurs && !name.equalsIgnoreCase(APPLICATION) && !name.equalsIgnoreCase(BASE)) {
                throw Host.current().badOption(name, req.getOptions().get(name), "one of " + APPLICATION + ", " + BASE);
            }
        }
    }

    /** What of a URL's path is behind the base; null if it is not below that. */
    @Nullable
    String pathInfo(String uri) {
        boolean isBelow = uri.startsWith(base) && (uri.length() == base.length() || uri.charAt(base.length()) == '/');
        return isBelow ? uri.substring(base.length()) : null;
    }

    /** The class of the servlet, as the request sees it. */
    Class<?> type() {
        int colons = name.indexOf("::");
        Class<?> type = Host.current().moduleOfRequest(root, colons < 0 ? name : name.substring(0, colons));
        String path = colons < 0 ? "" : name.substring(colons + 2);
        for (String nested : path.isEmpty() ? new String[0] : path.split("\\.", -1)) {
            type = nested(type, nested);
        }
        return type;
    }

    private Class<?> nested(Class<?> type, String nested) {
        for (Class<?> candidate : type.getDeclaredClasses()) {
            if (candidate.getSimpleName().equals(nested)) {
                return candidate;
            }
        }
        throw Host.current().badModule(name, "class " + type.getName() + " has no class " + nested, "module::Class");
    }
}

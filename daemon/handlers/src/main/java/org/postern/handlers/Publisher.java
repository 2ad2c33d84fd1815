package org.postern.handlers;

import static org.postern.api.Apache.DECLINED;
import static org.postern.api.Apache.HTTP_METHOD_NOT_ALLOWED;
import static org.postern.api.Apache.HTTP_MOVED_PERMANENTLY;
import static org.postern.api.Apache.HTTP_NOT_FOUND;
import static org.postern.api.Apache.OK;

import java.util.List;

import org.postern.api.Request;

/**
 * {@code postern.publisher}: the path of a URL leads to a module, and in it to a public method, field, object or map. What the method
 * returns, or what there is, is the answer.
 *
 * <pre>
 *   /shop/cart/add?item=7   {@link PublishedPath} -&gt; shop/cart.java, add
 *                           {@link Walk}          -&gt; the method, past {@link Gate}s (Auth, Access)
 *                           {@link Arguments}     -&gt; add(7)
 *                           {@link Published}     -&gt; the answer
 * </pre>
 */
public final class Publisher {

    private Publisher() {}

    /** Publishes what the URL leads to. Where it leads to a file that is no module, the file is left to the default handler. */
    public static int handler(Request req) throws Exception {
        if (!isAllowed(req.method())) {
            req.allowMethods(List.of("GET", "HEAD", "POST"));
            return HTTP_METHOD_NOT_ALLOWED;
        }
        PublishedPath path = PublishedPath.of(req);
        if (path == null) {
            return Sources.isFile(req.filename()) ? DECLINED : HTTP_NOT_FOUND;
        }
        Walk walk = new Walk(req, path.module());
        Found found = walk.to(path.names());
        if (found.isPage() && isSlashTooMany(req)) {
            return withoutSlash(req);
        }
        try {
            Published.write(req, found.value(req), walk.contents());
        } catch (BadParameter bad) {
            return bad.answer(req);
        }
        return OK;
    }

    private static boolean isAllowed(String method) {
        return switch (method) {
            case "GET", "HEAD", "POST" -> true;
            default -> false;
        };
    }

    /** A page is no folder: with a slash behind it, the relative links on it would lead elsewhere. */
    private static boolean isSlashTooMany(Request req) {
        String behind = req.pathInfo();
        return behind != null
                && behind.length() > 1
                && behind.endsWith("/")
                && !req.method().equals("POST");
    }

    private static int withoutSlash(Request req) {
        String url = req.unparsedUri();
        int mark = url.indexOf('?');
        String path = mark < 0 ? url : url.substring(0, mark);
        String query = mark < 0 ? "" : url.substring(mark);
        req.errHeadersOut().set("Location", req.constructUrl(path.replaceAll("/+$", "") + query));
        return HTTP_MOVED_PERMANENTLY;
    }
}

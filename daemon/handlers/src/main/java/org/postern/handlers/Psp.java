package org.postern.handlers;

import static org.postern.api.Apache.DECLINED;
import static org.postern.api.Apache.HTTP_FORBIDDEN;
import static org.postern.api.Apache.HTTP_NOT_FOUND;
import static org.postern.api.Apache.OK;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.postern.api.PSP;
import org.postern.api.Request;

/** {@code postern.psp}: the page to which the URL leads, text with Java in it, answers. */
public final class Psp {

    private static final String PAGE = ".psp";

    private Psp() {}

    /** Runs the page. Where the URL leads to something else, that is left to the default handler; what has a name that begins with an
     * underscore or a dot is a page for others. */
    public static int handler(Request req) throws IOException {
        String filename = req.filename();
        if (filename == null) {
            return HTTP_NOT_FOUND;
        }
        if (filename.endsWith(PAGE + "_")) {
            return PspListing.answer(req, filename.substring(0, filename.length() - 1));
        }
        if (!filename.endsWith(PAGE)) {
            return DECLINED;
        }
        if (!Files.isRegularFile(Path.of(filename))) {
            return Files.isDirectory(Path.of(filename)) ? DECLINED : HTTP_NOT_FOUND;
        }
        String name = filename.substring(filename.lastIndexOf('/') + 1);
        if (name.startsWith("_") || name.startsWith(".")) {
            return HTTP_FORBIDDEN; // it is for other pages, or for handlers
        }
        new PSP(req, filename).run();
        return OK;
    }
}

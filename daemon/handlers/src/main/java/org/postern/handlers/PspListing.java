package org.postern.handlers;

import static org.postern.api.Apache.HTTP_NOT_FOUND;
import static org.postern.api.Apache.OK;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.postern.api.Request;
import org.postern.api.spi.Host;

/** A page beside the code that it comes to, for developers. */
final class PspListing {

    private static final String STYLE = ":root { color-scheme: light dark }"
            + " body { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; margin: 1rem; font-family: system-ui, sans-serif }"
            + " h1 { grid-column: 1 / -1; margin: 0; font-size: 1.2rem; overflow-wrap: anywhere }"
            + " pre { overflow-x: auto; margin: 0; padding: .7rem; border: 1px solid #8885; border-radius: 6px }";

    private PspListing() {}

    /** Answers with the listing of a page; only where JavaDebug is on. */
    static int answer(Request req, String page) throws IOException {
        boolean isShown = req.getConfig().get("JavaDebug", "0").equals("1");
        if (!isShown || !Files.isRegularFile(Path.of(page))) {
            return HTTP_NOT_FOUND;
        }
        String code = Host.current().pages().code(page);
        req.contentType("text/html; charset=UTF-8");
        req.write("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>" + escaped(page)
                + "</title><style>" + STYLE + "</style></head><body>\n<h1>" + escaped(page) + "</h1>\n<pre>"
                + numbered(Files.readString(Path.of(page))) + "</pre>\n<pre>" + numbered(code)
                + "</pre>\n</body></html>\n");
        return OK;
    }

    private static String numbered(String text) {
        StringBuilder numbered = new StringBuilder();
        int number = 0;
        for (String line : text.lines().toList()) {
            numbered.append("%4d  ".formatted(++number)).append(escaped(line)).append('\n');
        }
        return numbered.toString();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}

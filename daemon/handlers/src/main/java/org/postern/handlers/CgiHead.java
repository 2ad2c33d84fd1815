package org.postern.handlers;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.postern.api.Apache;
import org.postern.api.Request;
import org.postern.api.spi.Host;

/** The header of a program's output (RFC 3875, section 6): lines up to an empty one, of which each has a name and a value. */
final class CgiHead {

    private static final int LONGEST = 65_536;
    private static final Pattern FIELD = Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\r\0]*?)[ \t]*");
    private static final Pattern STATUS = Pattern.compile("([2-5][0-9]{2})( [^\\p{Cntrl}]*)?");
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");
    private static final String EXPECTED = "lines as Content-Type: text/plain, then an empty line";

    private final Request req;
    private final String program;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private int size;
    private boolean complete;
    private boolean hasStatus;
    private @Nullable String location;

    CgiHead(Request req, String program) {
        this.req = req;
        this.program = program;
    }

    boolean isComplete() {
        return complete;
    }

    /** The URL of the site that answers in the program's place; null if it answers itself. */
    @Nullable
    String location() {
        return complete && !hasStatus && isOfSite() ? location : null;
    }

    /** What is behind a # is for browsers alone. */
    private boolean isOfSite() {
        return location != null && location.startsWith("/") && !location.startsWith("//") && location.indexOf('#') < 0;
    }

    /** Takes what of it belongs to the header; the result is how many bytes that were. */
    int take(byte[] bytes, int offset, int length) {
        for (int i = 0; i < length; i++) {
            byte b = bytes[offset + i];
            if (b == '\n') {
                line(line.toString(StandardCharsets.UTF_8));
                line.reset();
            } else {
                line.write(b);
            }
            if (complete) {
                return i + 1;
            }
            if (++size > LONGEST) {
                throw bad(line.toString(StandardCharsets.UTF_8), EXPECTED + ", within " + LONGEST + " bytes");
            }
        }
        return length;
    }

    /** There is nothing more to take. */
    void end() {
        if (!complete) {
            throw bad(line.toString(StandardCharsets.UTF_8), EXPECTED + "; it ended before that");
        }
    }

    private void line(String text) {
        String field = text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
        if (field.isEmpty()) {
            complete = true;
            redirect();
            return;
        }
        Matcher parts = FIELD.matcher(field);
        if (!parts.matches()) {
            throw bad(field, EXPECTED);
        }
        field(parts.group(1), parts.group(2));
    }

    private void field(String name, String value) {
        switch (name.toLowerCase(Locale.ROOT)) {
            case "status" -> status(value);
            case "content-type" -> req.contentType(value);
            case "content-length" -> {
                if (!LENGTH.matcher(value).matches()) {
                    throw bad(name + ": " + value, "a number of bytes");
                }
                req.setContentLength(Long.parseLong(value));
            }
            case "location" -> {
                if (value.isEmpty()) {
                    throw bad(name + ":", "a path of the site, or a URL");
                }
                location = value;
            }
            default -> req.headersOut().add(name, value);
        }
    }

    private void status(String value) {
        Matcher status = STATUS.matcher(value);
        if (!status.matches()) {
            throw bad("Status: " + value, "a status from 200 to 599, as in Status: 404 Not Found");
        }
        if (status.group(2) == null) {
            req.status(Integer.parseInt(status.group(1)));
        } else {
            req.statusLine(value);
        }
        hasStatus = req.status() != Apache.HTTP_OK; // as httpd has it: 200 is what there is without one
    }

    /** A URL elsewhere is for the client. */
    private void redirect() {
        if (location != null && location() == null) {
            if (!hasStatus) {
                req.status(Apache.HTTP_MOVED_TEMPORARILY);
            }
            req.headersOut().set("Location", location);
        }
    }

    /** Has the URL of the site answer, by a GET whatever the client's method is. */
    void goTo(String url) {
        try {
            Host.current().programs().redirect(req, url);
        } catch (IllegalArgumentException noUrl) {
            throw bad("Location: " + url, "a path of this site, as in /errors/lost.html?from=here");
        }
    }

    private RuntimeException bad(String printed, String expected) {
        return Host.current().programs().badOutput(program, printed, expected);
    }
}

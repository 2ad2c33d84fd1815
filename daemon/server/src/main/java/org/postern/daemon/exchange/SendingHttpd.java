package org.postern.daemon.exchange;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.postern.ajp.AjpRequest;

/**
 * The files that httpd sends itself, when an answer names them in a header for mod_xsendfile: the bytes need not come by the daemon.
 *
 * <p>It answers 404 for what its XSendFilePath does not name, so the daemon is told the same folders, and sends all else itself.
 *
 * @param folders empty where httpd has no such module: then nobody may use the header, which would have it open files by a handler's word
 */
record SendingHttpd(List<Path> folders) {

    static final String HEADER = "X-Sendfile";

    static final SendingHttpd NEVER = new SendingHttpd(List.of());

    /** The same for one request: what is included in a page is not for it. */
    SendingHttpd during(AjpRequest request) {
        return "INCLUDED".equals(request.protocol()) ? NEVER : this;
    }

    boolean mayBeNamed() {
        return !folders.isEmpty();
    }

    /** Versions of mod_xsendfile differ in whether they decode the name, so one that would have to be encoded is not for them. */
    boolean takes(Path file) {
        String name = file.toString();
        return UrlText.encodePath(name).equals(name)
                && name.indexOf('+') < 0
                && folders.stream().anyMatch(file::startsWith) // httpd compares the text, too
                && file.equals(file.normalize())
                && Files.isRegularFile(file)
                && Files.isReadable(file);
    }
}

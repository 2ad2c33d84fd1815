package org.postern.daemon.exchange;

import static org.postern.api.Apache.HTTP_FORBIDDEN;
import static org.postern.api.Apache.HTTP_NOT_FOUND;
import static org.postern.api.Apache.OK;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.LogText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which files may be sent. The daemon may read more than httpd's visitors may, so a file has to lie below the site's own folders, and
 * must be none of those that httpd would have executed or hidden.
 *
 * <p>What httpd allows by {@code Options FollowSymLinks} does not reach the daemon, and whatever came that way an author of
 * {@code .htaccess} files could say too. So the daemon's settings say whether links may lead out of the site.
 */
final class FileGate {

    private static final Logger LOG = LoggerFactory.getLogger(FileGate.class);

    /** The folder with a dot that visitors are meant to see (RFC 8615). */
    private static final String WELL_KNOWN = ".well-known";

    private final NeverSent neverSent;
    private final boolean followLinks;

    /** @param followLinks whether links may lead out of the site's folders */
    FileGate(NeverSent neverSent, boolean followLinks) {
        this.neverSent = neverSent;
        this.followLinks = followLinks;
    }

    boolean hides(Path file) {
        return neverSent.matches(file);
    }

    /**
     * Whether a file may be sent.
     *
     * @param file as it was asked for
     * @param real the same without links
     * @param folders the site's
     * @return OK, 403 or 404
     */
    int check(Path file, Path real, List<String> folders) throws IOException {
        boolean inside = false;
        boolean hidden = hides(file) || hides(real);
        for (String name : folders) {
            Path folder = Path.of(name);
            Path realFolder = folder.toRealPath();
            inside |= real.startsWith(realFolder)
                    || followLinks && file.normalize().startsWith(folder);
            hidden |= isBehindDot(file, folder) || isBehindDot(real, realFolder);
        }
        if (hidden) {
            LOG.info("{} {} is never sent", Code.HIDDEN_SOURCE.id(), LogText.of(file.toString()));
            return HTTP_NOT_FOUND;
        }
        return inside && Files.isRegularFile(real) ? OK : HTTP_FORBIDDEN;
    }

    private static boolean isBehindDot(Path file, Path folder) {
        if (!file.startsWith(folder)) {
            return false;
        }
        for (Path name : folder.relativize(file)) {
            if (name.toString().startsWith(".") && !name.toString().equals(WELL_KNOWN)) {
                return true;
            }
        }
        return false;
    }
}

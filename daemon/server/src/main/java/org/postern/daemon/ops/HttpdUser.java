package org.postern.daemon.ops;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The account as which httpd serves when root has started it, and what it may read. */
final class HttpdUser {

    static final String NAME = "www-data";

    private HttpdUser() {}

    /** The first folder on the way to {@code folder}, itself included, that the account cannot enter. */
    static Optional<Path> closed(Path folder) throws IOException, InterruptedException {
        for (int i = 0; i <= folder.getNameCount(); i++) {
            Path at = i == 0 ? folder.getRoot() : folder.getRoot().resolve(folder.subpath(0, i));
            if (!test("-x", at)) {
                return Optional.of(at);
            }
        }
        return test("-r", folder) ? Optional.empty() : Optional.of(folder);
    }

    private static boolean test(String what, Path path) throws IOException, InterruptedException {
        Process test = new ProcessBuilder("runuser", "-u", NAME, "--", "test", what, path.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return test.waitFor() == 0;
    }
}

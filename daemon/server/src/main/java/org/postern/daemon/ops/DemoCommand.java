package org.postern.daemon.ops;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import picocli.CommandLine.Command;

@Command(name = "demo", description = "Serve the demo site with a private httpd and a daemon, until Ctrl-C.")
final class DemoCommand extends ServeCommand {

    /** The demo site; a copy of it where httpd's account cannot enter the installation, as below root's home. */
    @Override
    Path folder(Path state) throws IOException, InterruptedException {
        Path shipped = Installation.file("httpd-conf/demo").toRealPath();
        if (!PrivateHttpd.isRoot() || HttpdUser.closed(shipped).isEmpty()) {
            return shipped;
        }
        Path copy = state.resolve("site");
        List<Path> files;
        try (Stream<Path> all = Files.walk(shipped)) {
            files = all.toList();
        }
        for (Path file : files) {
            Files.copy(file, copy.resolve(shipped.relativize(file).toString()));
        }
        return copy;
    }

    @Override
    void greet(Path served) {
        Commands.OUT.println("The site's sources are in " + served + ": edit one, then reload its page.");
    }
}

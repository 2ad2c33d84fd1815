package org.postern.daemon.ops;

import java.io.IOException;
import java.nio.file.Path;

import picocli.CommandLine.Command;

@Command(name = "demo", description = "Serve the demo site with a private httpd and a daemon, until Ctrl-C.")
final class DemoCommand extends ServeCommand {

    @Override
    Path folder() throws IOException {
        return Installation.file("httpd-conf/demo").toRealPath();
    }

    @Override
    void greet(Path served) {
        Commands.OUT.println("The site's sources are in " + served + ": edit one, then reload its page.");
    }
}

package org.postern.daemon.ops;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import org.postern.daemon.Daemon;
import org.postern.daemon.config.Settings;
import org.postern.daemon.config.SettingsReader;
import org.postern.daemon.stdio.StdStreams;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Does once what every start does, so that the JVM that runs it learns which classes that needs, and can keep them for the starts to come:
 * the launcher has it run after a build. The daemon has a folder of its own and lives for a second.
 */
@Command(name = "rehearse", hidden = true, description = "Start, answer a few requests, and stop; for the launcher.")
final class RehearseCommand implements Callable<Integer> {

    /** Enough for the JVM to tell what runs often from what runs once. */
    private static final int REQUESTS = 50;

    @Option(names = "--help", usageHelp = true, description = "This text.")
    private boolean help;

    @Override
    public Integer call() throws IOException {
        Path folder = Files.createTempDirectory("postern-rehearsal-").toRealPath();
        try {
            rehearse(folder);
        } finally {
            remove(folder);
        }
        return 0;
    }

    private static void rehearse(Path folder) throws IOException {
        Files.writeString(folder.resolve("hello.java"), """
                import static org.postern.api.Apache.*;

                import org.postern.api.Request;

                public class hello {
                    public static int handler(Request req) throws Exception {
                        req.contentType("text/plain");
                        req.write("Hello\\n");
                        return OK;
                    }
                }
                """);
        Path config = Files.writeString(folder.resolve("postern.properties"), """
                ajp.listen = unix:%1$s/ajp.sock
                roots = %1$s
                writers = off
                """.formatted(folder));
        Settings settings = new SettingsReader().file(config).read();
        Logging.to(settings.logFile());
        StdStreams.takeOver();
        Exit exit = new Exit();
        try {
            Daemon daemon = StartCommand.begin(exit, settings, config);
            for (String handler : List.of("hello", "postern.publisher")) {
                ask(folder, handler);
            }
            LastResort.begin(daemon, exit);
        } finally {
            exit.abandon();
        }
    }

    private static void ask(Path folder, String handler) throws IOException {
        RehearsedRequest request = new RehearsedRequest(folder, handler);
        for (int i = 0; i < REQUESTS; i++) {
            request.send(folder.resolve("ajp.sock"));
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}

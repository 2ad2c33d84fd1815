package org.postern.daemon.ops;

import java.nio.file.Path;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.config.SettingsReader;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "status", description = "Tell how a running daemon is: its requests, connections and interpreters.")
final class StatusCommand implements Callable<Integer> {

    /** Which daemon is meant. */
    static final class Which {
        @Option(names = "--config", paramLabel = "FILE", description = "The settings with which it was started.")
        private @Nullable Path config;

        @Option(
                names = "--state",
                paramLabel = "FOLDER",
                description = "The state folder of a `postern serve` or `demo`.")
        private @Nullable Path state;

        Path control() {
            if (config != null) {
                return control(new SettingsReader().file(config).read().control(), config);
            }
            return Path.of("").toAbsolutePath().resolve(String.valueOf(state)).resolve("control.sock");
        }

        /** The control socket of a daemon with these settings. */
        static Path control(@Nullable Path set, Path config) {
            Path beside = config.toAbsolutePath();
            return set == null ? beside.resolveSibling(beside.getFileName() + ".control") : set;
        }
    }

    @ArgGroup(multiplicity = "1")
    private Which which = new Which();

    @Option(names = "--help", usageHelp = true, description = "This text.")
    private boolean help;

    @Override
    public Integer call() {
        Commands.OUT.print(ControlSocket.ask(which.control(), "status"));
        return 0;
    }
}

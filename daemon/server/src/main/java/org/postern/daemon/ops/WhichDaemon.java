package org.postern.daemon.ops;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.config.SettingsReader;
import picocli.CommandLine.Option;

/** The options that say which of the daemons that run is meant; one of the two. */
final class WhichDaemon {

    @Option(names = "--config", paramLabel = "FILE", description = "The settings with which it was started.")
    private @Nullable Path config;

    @Option(names = "--state", paramLabel = "FOLDER", description = "The state folder of a `postern serve` or `demo`.")
    private @Nullable Path state;

    /** Gives it a command. */
    ControlSocket.Answer ask(String... words) {
        return ControlSocket.ask(control(), words);
    }

    /** Gives it a command, prints what it says, and returns the exit code. */
    int tell(String... words) {
        ControlSocket.Answer answer = ask(words);
        Commands.OUT.print(answer.text());
        return answer.code();
    }

    private Path control() {
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

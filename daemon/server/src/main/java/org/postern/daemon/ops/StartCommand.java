package org.postern.daemon.ops;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;

import org.postern.daemon.Daemon;
import org.postern.daemon.config.Settings;
import org.postern.daemon.config.SettingsReader;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "start", description = "Run the daemon in the foreground, for an httpd that is set up already.")
final class StartCommand implements Callable<Integer> {

    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "The settings; see `postern help settings`.")
    private Path config = Path.of("");

    @Option(names = "--help", usageHelp = true, description = "This text.")
    private boolean help;

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = new SettingsReader().file(config).read();
        Logging.to(settings.logFile());
        StdStreams.takeOver();
        Exit exit = new Exit();
        try {
            start(exit, settings);
        } catch (RuntimeException e) {
            exit.abandon();
            throw e;
        }
        throw new Fault(Code.CANNOT_START, exit.awaitFailure());
    }

    private void start(Exit exit, Settings settings) {
        PidFile pid = PidFile.of(settings, config);
        Daemon daemon = new Daemon(settings, Clock.systemUTC());
        exit.add(daemon::close);
        pid.write();
        exit.add(pid::delete);
        ControlSocket control = new ControlSocket(
                WhichDaemon.control(settings.control(), config), new ControlCommands(daemon, Clock.systemUTC()));
        exit.add(control::close);
        daemon.preload();
        Commands.OUT.println("postern ready: " + String.join(", ", daemon.listening()));
        Systemd.ready();
    }

    /** The file that tells `postern stop` whom to stop. */
    record PidFile(Path path) {

        static PidFile of(Settings settings, Path config) {
            Path file = settings.pidFile();
            Path beside = config.toAbsolutePath();
            return new PidFile(file == null ? beside.resolveSibling(beside.getFileName() + ".pid") : file);
        }

        void write() {
            try {
                Files.writeString(path, ProcessHandle.current().pid() + "\n");
            } catch (IOException e) {
                throw new Fault(
                        Code.CANNOT_START,
                        "pid-file " + path + " cannot be written by user " + System.getProperty("user.name")
                                + " (expected: the setting pid-file names a file in a folder of that user): " + e,
                        e);
            }
        }

        void delete() {
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                throw new Fault(Code.CANNOT_START, "pid-file " + path + " stays behind: " + e, e);
            }
        }
    }
}

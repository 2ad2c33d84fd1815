package org.postern.daemon.ops;

import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.Daemon;
import org.postern.daemon.config.Settings;
import org.postern.daemon.config.SettingsReader;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;
import org.postern.daemon.stdio.StdStreams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "start", description = "Run the daemon in the foreground, for an httpd that is set up already.")
final class StartCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(StartCommand.class);

    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "The settings; see `postern help settings`.")
    private Path config = Path.of("");

    @Option(
            names = "--take-over",
            hidden = true,
            paramLabel = "SOCKET",
            description = "The control socket of the daemon that started this one in its own place.")
    private @Nullable Path takeOver;

    @Option(names = "--help", usageHelp = true, description = "This text.")
    private boolean help;

    /**
     * The command that plain arguments mean, as units of systemd and scripts have them; null for all others, which are to be parsed. The
     * parser's classes are of a format that no archive of classes takes, and loading them is a fourth of a start.
     */
    static @Nullable StartCommand plain(String... arguments) {
        if (arguments.length % 2 == 0 || !arguments[0].equals("start")) {
            return null;
        }
        StartCommand start = new StartCommand();
        Set<String> given = new HashSet<>();
        for (int i = 1; i < arguments.length; i += 2) {
            String value = arguments[i + 1];
            if (value.isEmpty() || "-@".indexOf(value.charAt(0)) >= 0 || !given.add(arguments[i])) {
                return null;
            }
            switch (arguments[i]) {
                case "--config" -> start.config = Path.of(value);
                case "--take-over" -> start.takeOver = Path.of(value);
                default -> {
                    return null;
                }
            }
        }
        return given.contains("--config") ? start : null;
    }

    @Override
    public Integer call() throws InterruptedException {
        Predecessor predecessor = takeOver == null ? null : new Predecessor(takeOver);
        try {
            return run(predecessor);
        } catch (RuntimeException e) {
            if (predecessor != null) {
                predecessor.failed(e);
            }
            throw e;
        }
    }

    private Integer run(@Nullable Predecessor predecessor) throws InterruptedException {
        Settings settings = new SettingsReader().file(config).read();
        if (predecessor == null) {
            checkAlone(WhichDaemon.control(settings.control(), config));
        }
        Logging.to(settings.logFile());
        StdStreams.takeOver();
        Exit exit = new Exit();
        try {
            if (predecessor == null) {
                start(exit, settings);
            } else {
                succeed(exit, settings, predecessor);
            }
        } catch (RuntimeException | Error e) {
            exit.abandon();
            throw e;
        }
        throw exit.awaitFailure();
    }

    private static void checkAlone(Path control) {
        if (ControlSocket.isServed(control)) {
            throw new Fault(
                    Code.CANNOT_START,
                    "a daemon runs with these settings already, and answers at " + control
                            + " (expected: none; `postern restart` puts a new process in its place, `postern stop` ends it)");
        }
    }

    private void start(Exit exit, Settings settings) {
        Daemon daemon = begin(exit, settings, config);
        ready(daemon);
        Systemd.ready();
        LastResort.begin(daemon, exit);
    }

    /** Has a daemon serve, until the exit. */
    static Daemon begin(Exit exit, Settings settings, Path config) {
        PidFile pid = PidFile.of(settings, config);
        Daemon daemon = new Daemon(settings, Clock.systemUTC());
        exit.add(daemon::close);
        Restart restart = restart(exit, settings, config, daemon);
        exit.add(() -> end(pid, restart));
        pid.write();
        ControlSocket control = control(settings, config, daemon, restart);
        exit.add(() -> end(control, restart));
        control.publish();
        daemon.preload();
        return daemon;
    }

    /** In the place of another: nothing that is the other's is touched before that one has left, and nothing can fail afterwards. */
    private void succeed(Exit exit, Settings settings, Predecessor predecessor) {
        PidFile pid = PidFile.of(settings, config);
        Daemon daemon = Daemon.successor(settings, Clock.systemUTC());
        exit.add(daemon::close);
        AtomicBoolean serves = new AtomicBoolean();
        predecessor.whenGone(() -> endUnless(serves, exit));
        Restart restart = restart(exit, settings, config, daemon);
        daemon.load();
        exit.add(() -> end(pid, restart));
        pid.prepare();
        ControlSocket control = control(settings, config, daemon, restart);
        exit.add(() -> end(control, restart));
        daemon.takeOver(predecessor.process(), predecessor::give);
        serves.set(true);
        Systemd.ready(); // before the other one can end, as systemd would take that for the end of the unit
        predecessor.serving(control.path(), pid.path());
        daemon.own();
        try {
            control.publish();
            pid.publish();
        } catch (Fault fault) {
            LOG.error("{}", fault.line());
        }
        LastResort.begin(daemon, exit);
        ready(daemon);
    }

    /** A module that is loaded may take for ever, and nobody waits for it any more. */
    private static void endUnless(AtomicBoolean serves, Exit exit) {
        if (!serves.get()) {
            LOG.error("{} the process to be replaced has ended, and had not given its sockets", Code.RESTART.id());
            exit.end();
        }
    }

    private static ControlSocket control(Settings settings, Path config, Daemon daemon, Restart restart) {
        return ControlSocket.unpublished(
                WhichDaemon.control(settings.control(), config),
                new ControlCommands(daemon, System::nanoTime, restart));
    }

    private static Restart restart(Exit exit, Settings settings, Path config, Daemon daemon) {
        List<String> command = List.of(
                Installation.file("scripts/postern").toString(),
                "start",
                "--config",
                config.toAbsolutePath().toString(),
                "--take-over",
                WhichDaemon.control(settings.control(), config).toAbsolutePath().toString());
        return new Restart(daemon, command, exit::end, exit::fail);
    }

    private static void ready(Daemon daemon) {
        Commands.OUT.println("postern ready: " + String.join(", ", daemon.listening()));
    }

    private static void end(PidFile pid, Restart restart) {
        if (!restart.isTheirs(pid.path())) {
            pid.delete();
        }
    }

    private static void end(ControlSocket control, Restart restart) {
        restart.close();
        if (restart.isTheirs(control.path())) {
            control.leave();
        } else {
            control.close();
        }
    }
}

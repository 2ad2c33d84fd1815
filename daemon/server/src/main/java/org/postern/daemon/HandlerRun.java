package org.postern.daemon;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;

import org.postern.api.spi.Host;
import org.postern.daemon.compiler.Trust;
import org.postern.daemon.config.Plans;
import org.postern.daemon.config.Settings;
import org.postern.daemon.config.SettingsReader;
import org.postern.daemon.configtree.HttpdConfig;
import org.postern.daemon.exchange.ApacheHost;
import org.postern.daemon.exchange.Dispatcher;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;
import org.postern.daemon.importer.Housekeeping;
import org.postern.daemon.interpreter.Interpreters;
import org.postern.daemon.json.JsonText;
import org.postern.daemon.loopback.Loopbacks;
import org.postern.daemon.password.BcryptHashes;
import org.postern.daemon.password.CountedAttempts;
import org.postern.daemon.password.HttpdPasswordFiles;
import org.postern.daemon.session.Sessions;
import org.postern.daemon.watch.FileWatcher;

/**
 * Runs a handler on a {@link MadeUpRequest}, by the way that requests take, from the connector's door on. The settings are those of
 * {@code postern serve}: sources may lie below the request's root, whoever may write them.
 */
public final class HandlerRun {

    private HandlerRun() {}

    /**
     * What became of it.
     *
     * @param status of the answer; 0 if there is none
     * @param complete whether it was not broken off
     */
    public record Outcome(int status, boolean complete) {}

    /**
     * Runs it, with its log and cleanup phases.
     *
     * @param out gets status line, headers and body as they are written
     */
    public static Outcome of(MadeUpRequest request, OutputStream out) throws InterruptedException {
        Settings settings = new SettingsReader()
                .put("roots", request.root().toString())
                .put("inline", "on")
                .put("writers", "off")
                .read();
        MadeUpExchange exchange = new MadeUpExchange(request.forwarded(), request.body(), out);
        try (FileWatcher watcher = new FileWatcher(settings.settle());
                Housekeeping housekeeping = new Housekeeping(settings.drain());
                Interpreters interpreters = new Interpreters(
                        new Trust(settings.roots(), settings.writers()),
                        watcher,
                        housekeeping,
                        settings.maxInterpreters(),
                        null);
                Loopbacks loopbacks = new Loopbacks(settings.loopbacks());
                Sessions sessions = new Sessions(settings.sessions(), Clock.systemUTC())) {
            Host.install(new ApacheHost(
                    interpreters,
                    new HttpdPasswordFiles(Clock.systemUTC()),
                    new BcryptHashes(),
                    new CountedAttempts(Clock.systemUTC()),
                    new HttpdConfig(null, Clock.systemUTC()),
                    new JsonText()));
            try (Dispatcher dispatcher = new Dispatcher(
                    settings, new Plans(settings.debug()), interpreters, loopbacks, sessions, Clock.systemUTC())) {
                dispatcher.service(exchange);
                return exchange.await();
            }
        } catch (IOException e) {
            throw new Fault(Code.WATCH, "folders cannot be watched: " + e.getMessage(), e);
        }
    }
}

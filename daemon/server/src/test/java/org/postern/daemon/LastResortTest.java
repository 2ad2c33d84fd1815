package org.postern.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.ajp.AjpFields;
import org.postern.ajp.AjpRequest;
import org.postern.daemon.compiler.Trust;
import org.postern.daemon.config.Plans;
import org.postern.daemon.config.Settings;
import org.postern.daemon.config.SettingsReader;
import org.postern.daemon.exchange.Dispatcher;
import org.postern.daemon.importer.Housekeeping;
import org.postern.daemon.interpreter.Interpreters;
import org.postern.daemon.kit.LogCapture;
import org.postern.daemon.loopback.Loopbacks;
import org.postern.daemon.session.Sessions;
import org.postern.daemon.watch.FileWatcher;

/** Whatever goes wrong, httpd gets an answer: it would wait a minute for one that never comes. */
class LastResortTest {

    @Test
    @Timeout(value = 30, unit = TimeUnit.SECONDS)
    void attributeThatNobodyExpected_isA500_andLogged() throws Exception {
        AjpFields attributes = AjpFields.of(
                "POSTERN_SITE",
                "site",
                "POSTERN_DOCUMENT_ROOT",
                "/",
                "POSTERN_BEGIN",
                "1",
                "JAVA_OPTION.title",
                "two\nlines");
        AjpRequest request = new AjpRequest(
                "GET",
                "HTTP/1.1",
                "/x",
                "127.0.0.1",
                null,
                "host",
                80,
                false,
                AjpFields.NONE,
                -1,
                false,
                null,
                null,
                null,
                null,
                null,
                attributes);
        MadeUpExchange exchange = new MadeUpExchange(request, null, new ByteArrayOutputStream());
        Settings settings =
                new SettingsReader().put("roots", "/").put("writers", "off").read();
        try (LogCapture log = new LogCapture();
                FileWatcher watcher = new FileWatcher(settings.settle());
                Housekeeping housekeeping = new Housekeeping(settings.drain());
                Sessions sessions = new Sessions(settings.sessions(), Clock.systemUTC());
                Dispatcher dispatcher = new Dispatcher(
                        settings,
                        new Plans(false),
                        new Interpreters(
                                new Trust(settings.roots(), settings.writers()), watcher, housekeeping, 10, null),
                        new Loopbacks(settings.loopbacks()),
                        sessions,
                        Clock.systemUTC())) {
            dispatcher.service(exchange);
            assertEquals(new HandlerRun.Outcome(500, true), exchange.await());
            assertEquals(1, log.lines("PN0208").size(), List.copyOf(log.lines()).toString());
        }
    }
}

package org.postern.daemon.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.postern.ajp.AjpExchange;
import org.postern.ajp.AjpFields;
import org.postern.ajp.AjpRequest;
import org.postern.daemon.compiler.Trust;
import org.postern.daemon.config.Plans;
import org.postern.daemon.config.Settings;
import org.postern.daemon.config.SettingsReader;
import org.postern.daemon.importer.Housekeeping;
import org.postern.daemon.interpreter.Interpreters;
import org.postern.daemon.kit.LogCapture;
import org.postern.daemon.loopback.Loopbacks;
import org.postern.daemon.session.Sessions;
import org.postern.daemon.watch.FileWatcher;

/** What becomes of requests where the system gives no thread. */
class DispatcherTest {

    private final List<Integer> answers = new ArrayList<>();

    /** An exchange that notes its answer's status. */
    private AjpExchange exchange() {
        AjpRequest request = new AjpRequest(
                "GET",
                "HTTP/1.1",
                "/x",
                null,
                null,
                null,
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
                AjpFields.NONE);
        return new AjpExchange() {
            @Override
            public AjpRequest request() {
                return request;
            }

            @Override
            public void runOnLoop(Runnable service) {
                service.run();
            }

            @Override
            public byte[] read() {
                return null;
            }

            @Override
            public void start(int status, String reason, Iterable<Map.Entry<String, String>> headers) {
                answers.add(status);
            }

            @Override
            public boolean started() {
                return false;
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {}

            @Override
            public void flush() {}

            @Override
            public void end() {}

            @Override
            public void abort() {}

            @Override
            public boolean gone() {
                return false;
            }
        };
    }

    /** Has no thread for anybody; before it says so the first time, it runs something. */
    private static final class NoThreads extends AbstractExecutorService {

        private Runnable first = () -> {};
        private boolean ended;

        @Override
        public void execute(Runnable task) {
            Runnable once = first;
            first = () -> {};
            once.run();
            throw new OutOfMemoryError("unable to create native thread");
        }

        @Override
        public void shutdown() {
            ended = true;
        }

        @Override
        public List<Runnable> shutdownNow() {
            ended = true;
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return ended;
        }

        @Override
        public boolean isTerminated() {
            return ended;
        }

        @Override
        public boolean awaitTermination(long time, TimeUnit unit) {
            return ended;
        }
    }

    @Test
    void noThreadForARequest_itAndThoseThatWaitedForItsPlace_getA503_andThePlaceIsFree_andOneLineIsLogged()
            throws Exception {
        Settings settings = new SettingsReader()
                .put("roots", "/")
                .put("writers", "off")
                .put("workers.threads", "1")
                .put("workers.queue", "5")
                .read();
        NoThreads workers = new NoThreads();
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
                        Clock.systemUTC(),
                        workers)) {
            workers.first = () -> {
                dispatcher.service(exchange());
                dispatcher.service(exchange());
            };
            dispatcher.service(exchange());
            assertEquals(List.of(503, 503, 503), answers);
            assertEquals(1, log.lines("PN0212 no thread").size());
            assertEquals("3 answered, 0 running, 0 waiting, 0 refused", dispatcher.counts());
        }
    }
}

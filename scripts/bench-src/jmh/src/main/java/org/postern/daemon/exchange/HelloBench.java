package org.postern.daemon.exchange;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Logger;
import io.netty.buffer.ByteBuf;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.postern.ajp.AjpRequest;
import org.postern.ajp.codec.HttpdPacket;
import org.postern.api.spi.Host;
import org.postern.daemon.compiler.Trust;
import org.postern.daemon.config.Plans;
import org.postern.daemon.config.Settings;
import org.postern.daemon.config.SettingsReader;
import org.postern.daemon.configtree.HttpdConfig;
import org.postern.daemon.importer.Housekeeping;
import org.postern.daemon.interpreter.Interpreters;
import org.postern.daemon.json.JsonText;
import org.postern.daemon.loopback.Loopbacks;
import org.postern.daemon.password.BcryptHashes;
import org.postern.daemon.password.CountedAttempts;
import org.postern.daemon.password.HttpdPasswordFiles;
import org.postern.daemon.session.Sessions;
import org.postern.daemon.watch.FileWatcher;
import org.slf4j.LoggerFactory;

/** A request for hello from the connector's door to the end of its answer, and the same with its packet read first; no sockets. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 3, time = 1)
public class HelloBench {

    /** More than the connector's cache of texts has places. */
    private static final int DIFFERENT = 4096;

    private final ByteBuf[] packets = new ByteBuf[DIFFERENT];
    private final BufferExchange.Connection connection = new BufferExchange.Connection();
    private Path folder;
    private FileWatcher watcher;
    private Housekeeping housekeeping;
    private Interpreters interpreters;
    private Loopbacks loopbacks;
    private Sessions sessions;
    private Dispatcher dispatcher;
    private AjpRequest same;
    private int next;

    @Setup(Level.Trial)
    public void setUp() throws IOException {
        ((Logger) LoggerFactory.getLogger("ROOT")).setLevel(ch.qos.logback.classic.Level.WARN);
        folder = Files.createTempDirectory("postern-bench-").toRealPath();
        Files.createDirectory(folder.resolve("hello"));
        Files.writeString(folder.resolve("hello/hello.java"), """
                import static org.postern.api.Apache.*;

                import org.postern.api.Request;

                public class hello {
                    public static int handler(Request req) throws Exception {
                        req.contentType("text/plain");
                        req.write("Hello, world\\n");
                        return OK;
                    }
                }
                """);
        Settings settings = new SettingsReader()
                .put("roots", folder.toString())
                .put("writers", "off")
                .read();
        Clock clock = Clock.systemUTC();
        watcher = new FileWatcher(settings.settle());
        housekeeping = new Housekeeping(settings.drain());
        interpreters = new Interpreters(
                new Trust(settings.roots(), settings.writers()),
                watcher,
                housekeeping,
                settings.maxInterpreters(),
                null);
        loopbacks = new Loopbacks(settings.loopbacks());
        sessions = new Sessions(settings.sessions(), clock);
        Host.install(new ApacheHost(
                interpreters,
                new HttpdPasswordFiles(clock),
                new BcryptHashes(),
                new CountedAttempts(clock),
                new HttpdConfig(null, clock),
                new JsonText()));
        dispatcher = new Dispatcher(settings, new Plans(settings.debug()), interpreters, loopbacks, sessions, clock);
        for (int i = 0; i < DIFFERENT; i++) {
            packets[i] = HttpdPacket.of(folder.toString(), "page-" + i);
        }
        same = HttpdPacket.read(packets[0]);
    }

    @TearDown(Level.Trial)
    public void tearDown() throws IOException {
        dispatcher.close();
        loopbacks.close();
        sessions.close();
        watcher.close();
        interpreters.close();
        housekeeping.close();
        try (var all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).forEach(HelloBench::delete);
        }
    }

    private static void delete(Path path) {
        try {
            Files.delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int answer(AjpRequest request) {
        BufferExchange exchange = new BufferExchange(connection, request);
        dispatcher.service(exchange);
        return exchange.await();
    }

    @Benchmark
    public int answer() {
        return answer(same);
    }

    @Benchmark
    public int readAndAnswer_sameRequest() {
        return answer(HttpdPacket.read(packets[0]));
    }

    @Benchmark
    public int readAndAnswer_differentRequest() {
        return answer(HttpdPacket.read(packets[next++ & DIFFERENT - 1]));
    }
}

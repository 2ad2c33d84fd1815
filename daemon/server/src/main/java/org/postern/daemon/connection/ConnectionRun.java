package org.postern.daemon.connection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.postern.api.ServerReturn;
import org.postern.daemon.compiler.CompileFault;
import org.postern.daemon.config.ConnectionPort;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;
import org.postern.daemon.fault.LogText;
import org.postern.daemon.fault.Tellable;
import org.postern.daemon.importer.ModuleView;
import org.postern.daemon.interpreter.Interpreter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection: gives it to the handler, and closes it afterwards, whatever became of it. */
final class ConnectionRun implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionRun.class);

    private final ClientSocket client;
    private final ConnectionPort settings;
    private final ConnectionHandler handler;
    private final Consumer<ConnectionRun> ended;
    private volatile @Nullable Thread thread;

    /** @param ended is told when it is over */
    ConnectionRun(
            SocketChannel channel, ConnectionPort settings, ConnectionHandler handler, Consumer<ConnectionRun> ended)
            throws IOException {
        this.client = new ClientSocket(channel, settings);
        this.settings = settings;
        this.handler = handler;
        this.ended = ended;
    }

    void start(Thread its) {
        thread = its;
        its.start();
    }

    @Override
    public void run() {
        try {
            handle();
            client.end();
        } finally {
            client.close();
            ended.accept(this);
        }
    }

    /** The versions of modules are let go before the client is waited for. */
    private void handle() {
        Logger log = LOG;
        try {
            Interpreter interpreter = handler.interpreter();
            log = interpreter.log();
            client.logTo(log);
            handle(interpreter);
        } catch (ServerReturn end) {
            log.debug("ended by ServerReturn {} {}", end.result(), where());
        } catch (Throwable failure) {
            log(log, Tellable.of(failure));
        }
    }

    private void handle(Interpreter interpreter) throws Throwable {
        ModuleView view = new ModuleView(interpreter.importer(), "a connection");
        view.enter();
        try {
            handler.entry(view).call(client);
        } finally {
            view.leave();
        }
    }

    private void log(Logger log, Throwable failure) {
        Throwable why = failure instanceof UncheckedIOException unchecked ? unchecked.getCause() : failure;
        if (why instanceof IOException && client.aborted()) {
            log.debug("client gone: {} {}", why.getMessage(), where());
        } else if (why != null && client.hasRefused(why)) {
            log.info("{} {} {}", Code.CONNECTION_REFUSED.id(), why.getMessage(), where());
        } else if (failure instanceof CompileFault compile) {
            log.error("{} {} {}", compile.code().id(), compile.summary(), where());
        } else if (failure instanceof Fault fault) {
            log.error("{} {} {}", fault.code().id(), handler.told(fault), where(), fault.getCause());
        } else {
            log.error("{} {} {}", Code.HANDLER_THREW.id(), LogText.of(String.valueOf(failure)), where(), failure);
        }
    }

    private String where() {
        return "[connection " + settings.name() + ", client " + client.clientIp() + ":"
                + client.clientAddr().getPort() + ", interpreter "
                + settings.interpreter().name() + ", handler "
                + settings.handler().text() + "]";
    }

    /** @param deadline by {@link System#nanoTime} */
    void await(long deadline) {
        Thread its = thread;
        if (its != null) {
            try {
                TimeUnit.NANOSECONDS.timedJoin(its, Math.max(1, deadline - System.nanoTime()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    void stop() {
        client.close();
        Thread its = thread;
        if (its != null) {
            its.interrupt();
        }
    }
}

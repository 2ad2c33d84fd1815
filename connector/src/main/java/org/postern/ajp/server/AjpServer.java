package org.postern.ajp.server;

import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.unix.UnixChannel;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import org.postern.ajp.AjpLimits;
import org.postern.ajp.AjpMonitor;
import org.postern.ajp.AjpService;
import org.postern.ajp.codec.AjpDecoder;
import org.postern.ajp.codec.AjpReplyWriter;
import org.postern.ajp.codec.ForwardParser;
import org.postern.ajp.loop.LeaderLoops;

/**
 * Listens for httpd, on TCP and on unix sockets: with native epoll where it loads, with NIO else.
 *
 * <p>{@link #bind} as often as there are addresses, then {@link #close} once, from any thread. A successor in another process {@link #take}s
 * its sockets, which it has to {@link #give}, and then it {@link #leave}s.
 */
public final class AjpServer implements AutoCloseable {

    private final AjpLimits limits;
    private final SecretHandler secret;
    private final AjpService service;
    private final AjpMonitor monitor;
    private final AjpReplyWriter writer;
    private final boolean epoll;
    private final LeaderLoops loops;
    private final ConcurrentMap<EventLoop, ForwardParser> parsers = new ConcurrentHashMap<>();
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final Listeners listeners;
    private volatile Stage stage = Stage.SERVES;
    private final Supplier<Stage> currentStage = () -> stage;
    private final BooleanSupplier draining = () -> stage != Stage.SERVES;

    /**
     * A server that listens nowhere yet.
     *
     * @param secrets what peers must bring one of; asked anew for each request, so secrets can change; without any,
     *     none is needed; an empty one is never matched
     * @param threads how many event loops
     * @param epoll whether to use native epoll where it loads
     */
    public AjpServer(
            AjpLimits limits,
            Supplier<List<byte[]>> secrets,
            AjpService service,
            AjpMonitor monitor,
            int threads,
            boolean epoll) {
        this.limits = limits;
        this.secret = new SecretHandler(secrets, monitor);
        this.service = service;
        this.monitor = monitor;
        this.writer = new AjpReplyWriter(limits.packetOut());
        this.epoll = epoll && Epoll.isAvailable();
        IoHandlerFactory io = this.epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        this.loops = LeaderLoops.of(threads, io, failure -> monitor.failed("an event loop", failure));
        this.listeners = new Listeners(loops, this.epoll, this::connected, monitor);
    }

    /** How sockets are driven: {@code epoll} or {@code nio}. */
    public String transport() {
        return epoll ? "epoll" : "nio";
    }

    /**
     * Begins to listen, with the socket of a predecessor if {@link #take} has brought one for this address.
     *
     * @return the address bound, with the port that the system chose for port 0
     * @throws IOException if somebody listens there already, or the address cannot be had
     */
    public synchronized SocketAddress bind(SocketAddress address) throws IOException {
        return listeners.bind(address);
    }

    /** Whether sockets can be given to another process, and taken from one: with epoll. */
    public boolean sharesSockets() {
        return epoll;
    }

    /**
     * Gives another process the sockets of these addresses, which from then on are both processes'; clients that connect come to either.
     *
     * @param meeting what the other's {@link #take} told
     * @return of which of the addresses there is a socket here, in the order in which they are given
     */
    public synchronized List<SocketAddress> give(List<SocketAddress> wanted, String meeting, long process)
            throws IOException {
        List<Listener> given = listeners.of(wanted);
        SocketGiver.give(
                loops,
                meeting,
                process,
                given.stream().map(each -> ((UnixChannel) each.channel()).fd()).toList());
        return given.stream().map(Listener::asked).toList();
    }

    /**
     * Takes sockets that another process gives; {@link #bind} then uses them. Their files stay the other's to remove, until {@link #own}.
     *
     * @param giver gets the name of the place where the sockets are waited for, and returns the addresses of those that it gives
     */
    public synchronized void take(long process, Function<String, List<SocketAddress>> giver) throws IOException {
        try (SocketTaker taker = new SocketTaker(loops, process)) {
            List<SocketAddress> given = giver.apply(taker.meeting());
            listeners.inherit(given, taker.take(given.size()));
        }
    }

    /** The predecessor has left: the files of its sockets are this server's. */
    public synchronized void own() {
        listeners.own();
    }

    /**
     * Stops listening, and leaves the sockets of these addresses to a successor that listens on them. Connections go on: one that has
     * answered a request is closed before the next one, others after their first. So nothing is lost on connections that httpd keeps.
     */
    public synchronized void leave(List<SocketAddress> given) {
        listeners.leave(given);
        stage = Stage.LEAVES; // after the line above: who is turned away finds the successor
    }

    /**
     * Waits, after {@link #leave}, for the end of all connections.
     *
     * @param grace after which idle ones are closed: they may be those of a web server that does not ask first whether they live
     * @param patience after which it waits no longer
     */
    public void awaitLeft(Duration grace, Duration patience) {
        long began = System.nanoTime();
        awaitConnections(began + grace.toNanos());
        drain();
        awaitConnections(began + patience.toNanos());
    }

    private void drain() {
        stage = Stage.CLOSES;
        connections.forEach(channel -> channel.pipeline().fireUserEventTriggered(ExchangeHandler.DRAIN));
    }

    private void awaitConnections(long deadline) {
        for (Channel channel : connections) {
            channel.closeFuture().awaitUninterruptibly(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        }
    }

    private void connected(Channel channel) {
        if (connections.size() >= limits.connections()) {
            monitor.connectionRefused(Peers.name(channel));
            channel.close();
            return;
        }
        connections.add(channel);
        if (stage
                == Stage.CLOSES) { // looked at after the line above: drain() has either set it or finds the connection
            channel.close();
            return;
        }
        AjpDecoder decoder =
                new AjpDecoder(limits, parsers.computeIfAbsent(channel.eventLoop(), loop -> new ForwardParser(limits)));
        ChannelPipeline pipeline = channel.pipeline();
        if (!limits.idleTimeout().isZero()) {
            pipeline.addLast(
                    "idle", new IdleStateHandler(0, 0, limits.idleTimeout().toMillis(), TimeUnit.MILLISECONDS));
        }
        pipeline.addLast("stall", new StallHandler(limits.writeTimeout()));
        pipeline.addLast("decoder", decoder);
        pipeline.addLast("ping", new PingHandler(writer, currentStage));
        pipeline.addLast("secret", secret);
        pipeline.addLast("exchange", new ExchangeHandler(decoder, writer, limits, service, monitor, draining));
    }

    /**
     * Asks the event loops whether they live; for one thread, from time to time.
     *
     * @return how many times in a row one of them has not answered before it was asked again; they answer within milliseconds
     */
    public int unanswered() {
        return loops.unanswered();
    }

    /** How many connections are open. */
    public int connections() {
        return connections.size();
    }

    /**
     * Stops listening, lets the requests in flight end, and closes every connection after its answer.
     *
     * @param patience how long to wait for requests in flight before their connections are cut
     */
    public synchronized void close(Duration patience) {
        listeners.close();
        drain();
        awaitConnections(System.nanoTime() + patience.toNanos());
        connections.close().awaitUninterruptibly();
        loops.end(2, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        close(Duration.ofSeconds(10));
    }
}

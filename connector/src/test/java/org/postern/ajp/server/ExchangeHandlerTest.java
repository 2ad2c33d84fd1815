package org.postern.ajp.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postern.ajp.AjpExchange;
import org.postern.ajp.AjpLimits;
import org.postern.ajp.AjpService;
import org.postern.ajp.codec.AjpDecoder;
import org.postern.ajp.codec.AjpReplyWriter;
import org.postern.ajp.kit.ForwardPacket;
import org.postern.ajp.kit.Packets;
import org.postern.ajp.kit.ReplyPacket;
import org.postern.ajp.kit.ReplyPacket.AskBody;
import org.postern.ajp.kit.ReplyPacket.Chunk;
import org.postern.ajp.kit.ReplyPacket.End;

/** The timers and the races of one connection, each forced: on a socket they would need luck. */
class ExchangeHandlerTest {

    private static final AjpLimits LIMITS = AjpLimits.DEFAULT;
    private static final byte[] GET = ForwardPacket.get("/").bytes();
    private static final byte[] CHUNKED = ForwardPacket.chunkedPost("/").bytes();
    private static final AskBody ASK = new AskBody(8186);
    private static final ReplyPacket OK = new ReplyPacket.Head(200, "OK", List.of());

    private final Heard monitor = new Heard();
    private final EmbeddedSocket socket = new EmbeddedSocket();
    private final List<AjpExchange> exchanges = new ArrayList<>();
    private boolean draining;
    private Runnable whenDrainingIsAsked = () -> {};

    private void serve(AjpService service) {
        AjpDecoder decoder = new AjpDecoder(LIMITS);
        AjpReplyWriter writer = new AjpReplyWriter(LIMITS.packetOut());
        socket.pipeline()
                .addLast(decoder, new ExchangeHandler(decoder, writer, LIMITS, service, monitor, this::isDraining));
    }

    private boolean isDraining() {
        boolean was = draining;
        whenDrainingIsAsked.run();
        return was;
    }

    /** The only exchange so far. */
    private AjpExchange exchange() {
        assertEquals(1, exchanges.size());
        return exchanges.get(0);
    }

    private static void answer(AjpExchange exchange) throws IOException {
        exchange.start(200, null, List.of());
        exchange.end();
    }

    private void drain() {
        draining = true;
        socket.pipeline().fireUserEventTriggered(ExchangeHandler.DRAIN);
    }

    private static AjpService answersAtOnce() {
        return exchange -> {
            try {
                answer(exchange);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        };
    }

    @AfterEach
    void nothingIsLeftBehind() {
        socket.finishWithoutLeak();
        assertEquals("[]", monitor.toString());
    }

    @Test
    void promisedBody_isWaitedForBeforeTheService() {
        serve(exchanges::add);
        socket.receive(ForwardPacket.post("/", 2).bytes());
        assertEquals(List.of(), exchanges);
        socket.receive(Packets.body("h"));
        assertEquals("POST", exchange().request().method());
        exchange().abort();
    }

    @Test
    void promisedBody_isNotWaitedForLongerThanTheLimit() throws Exception {
        serve(exchanges::add);
        socket.receive(ForwardPacket.post("/", 2).bytes());
        socket.advance(LIMITS.bodyTimeout().minusMillis(1));
        assertTrue(socket.isOpen());
        socket.advance(Duration.ofMillis(1));
        assertFalse(socket.isOpen());
        assertEquals("protocol broken: request body: nothing for 60 s", monitor.next());
        assertEquals(List.of(), exchanges);
    }

    @Test
    void serviceThatTakesItsTime_isNotHurried() throws Exception {
        serve(exchanges::add);
        socket.receive(ForwardPacket.post("/", 2).bytes());
        socket.receive(Packets.body("hi"));
        socket.advance(Duration.ofHours(10));
        answer(exchange());
        assertEquals(List.of(OK, new End(true)), socket.sent());
        socket.advance(Duration.ofHours(10));
        assertTrue(socket.isOpen());
    }

    @Test
    void owedPieceThatNeverComes_costsTheConnectionAfterItsAnswer() throws Exception {
        serve(exchanges::add);
        socket.receive(CHUNKED);
        assertThrows(IllegalStateException.class, () -> exchange().read());
        answer(exchange());
        assertEquals(List.of(ASK, OK, new End(true)), socket.sent());
        socket.advance(LIMITS.bodyTimeout());
        assertFalse(socket.isOpen());
        assertEquals("protocol broken: request body: nothing for 60 s", monitor.next());
    }

    @Test
    void readerOnAnEventLoop_failsRatherThanBlocks() {
        serve(exchanges::add);
        socket.receive(CHUNKED);
        assertThrows(IllegalStateException.class, () -> exchange().read());
        socket.receive(Packets.body("a"));
        assertEquals(List.of(ASK), socket.sent());
        exchange().abort();
    }

    @Test
    void writerOnAnEventLoop_failsRatherThanBlocks() {
        serve(exchanges::add);
        socket.stall();
        socket.receive(GET);
        exchange().start(200, null, List.of());
        assertThrows(IllegalStateException.class, () -> exchange().write(new byte[300_000], 0, 300_000));
        exchange().abort();
    }

    @Test
    void pieceThatCameTooLate_isNamedAsTheReason_evenToAReaderThatComesLater() throws Exception {
        serve(exchanges::add);
        socket.receive(CHUNKED);
        assertThrows(IllegalStateException.class, () -> exchange().read());
        socket.advance(LIMITS.bodyTimeout());
        assertEquals("protocol broken: request body: nothing for 60 s", monitor.next());
        IOException late = assertThrows(IOException.class, () -> exchange().read());
        assertEquals("request body: nothing for 60 s", late.getMessage());
    }

    @Test
    void serviceThatThrowsAfterItBegan_leavesNoBufferBehind() throws Exception {
        serve(exchange -> {
            exchange.start(200, null, List.of());
            throw new IllegalStateException("half way");
        });
        socket.receive(GET);
        assertFalse(socket.isOpen());
        assertEquals("failed: java.lang.IllegalStateException: half way", monitor.next());
    }

    @Test
    void connectionThatIsDoneFor_isReadFromForAWhile_thenClosed() throws Exception {
        serve(exchanges::add);
        socket.receive(ForwardPacket.get("relative").bytes());
        assertTrue(monitor.next().startsWith("protocol broken: req_uri"));
        assertEquals(new End(false), socket.sent().get(2));
        assertTrue(socket.isOutputShutdown());
        for (Duration waited = Duration.ZERO;
                waited.compareTo(LIMITS.lingerTimeout()) < 0;
                waited = waited.plusSeconds(1)) {
            assertTrue(socket.isOpen());
            socket.receive(GET);
            socket.advance(Duration.ofSeconds(1));
        }
        assertFalse(socket.isOpen());
        assertEquals(List.of(), exchanges);
    }

    @Test
    void drainWhileAnAnswerIsStillOnItsWay_letsItArrive() {
        serve(answersAtOnce());
        socket.stall();
        socket.receive(GET);
        drain();
        assertTrue(socket.isOpen());
        assertFalse(socket.isOutputShutdown());
        socket.proceed();
        assertEquals(List.of(OK, new End(true)), socket.sent());
        assertTrue(socket.isOutputShutdown());
    }

    @Test
    void drainBetweenTheEndOfAnAnswerAndItsWriting_closesTheConnectionAllTheSame() {
        serve(answersAtOnce());
        whenDrainingIsAsked = () -> {
            whenDrainingIsAsked = () -> {};
            drain();
        };
        socket.receive(GET);
        assertEquals(List.of(OK, new End(true)), socket.sent());
        assertTrue(socket.isOutputShutdown());
    }

    @Test
    void drainBeforeTheOwedPieceHasCome_doesNotResetTheAnswer() {
        serve(exchanges::add);
        socket.receive(CHUNKED);
        assertThrows(IllegalStateException.class, () -> exchange().read());
        answersAtOnce().service(exchange());
        drain();
        assertTrue(socket.isOpen());
        assertTrue(socket.isOutputShutdown());
        socket.receive(Packets.body("late"));
        assertEquals(List.of(ASK, OK, new End(true)), socket.sent());
    }

    @Test
    void readAfterABreach_failsAtOnce_soThatTheServiceCanAnswer() throws Exception {
        serve(exchanges::add);
        socket.receive(Packets.join(CHUNKED, Packets.body("unasked")));
        assertTrue(monitor.next().startsWith("protocol broken: bytes where none are owed"));
        assertThrows(IOException.class, () -> exchange().read());
        exchange().start(400, null, List.of());
        exchange().write(new byte[] {'x'}, 0, 1);
        exchange().end();
        assertEquals(List.of(new Chunk("x"), new End(false)), socket.sent().subList(1, 3));
        assertTrue(socket.isOutputShutdown());
    }

    @Test
    void peerThatDoesNotTakeTheLastOfAnAnswer_isGivenUp() {
        serve(answersAtOnce());
        socket.stall();
        socket.receive(GET);
        socket.advance(LIMITS.writeTimeout());
        assertFalse(socket.isOpen());
    }

    @Test
    void replyToAConnectionThatHasClosedMeanwhile_isReleased() {
        ByteBuf bytes = Unpooled.buffer().writeByte(1);
        EmbeddedSocket closed = new EmbeddedSocket();
        closed.close();
        closed.write(new Reply(bytes, false, true));
        assertEquals(0, bytes.refCnt());
    }
}

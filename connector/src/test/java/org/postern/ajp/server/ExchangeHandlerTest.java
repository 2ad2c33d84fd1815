package org.postern.ajp.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postern.ajp.AjpBodyException;
import org.postern.ajp.AjpExchange;
import org.postern.ajp.AjpLimits;
import org.postern.ajp.AjpService;
import org.postern.ajp.codec.AjpDecoder;
import org.postern.ajp.codec.AjpReplyWriter;
import org.postern.ajp.codec.ForwardParser;
import org.postern.ajp.kit.ForwardPacket;
import org.postern.ajp.kit.Limits;
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
        serve(LIMITS, service);
    }

    private void serve(AjpLimits limits, AjpService service) {
        AjpDecoder decoder = new AjpDecoder(limits, new ForwardParser(limits));
        AjpReplyWriter writer = new AjpReplyWriter(limits.packetOut());
        socket.pipeline()
                .addLast(
                        new StallHandler(limits.writeTimeout()),
                        decoder,
                        new PingHandler(writer, () -> isDraining() ? Stage.CLOSES : Stage.SERVES),
                        new ExchangeHandler(decoder, writer, limits, service, monitor, this::isDraining));
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

    /** What was sent is a whole page, after which our direction is closed. */
    private void assertRefused(int status) {
        List<ReplyPacket> sent = socket.sent();
        assertEquals(3, sent.size(), sent::toString);
        assertEquals(status, ((ReplyPacket.Head) sent.get(0)).status());
        assertTrue(((Chunk) sent.get(1)).data().contains("<h1>"));
        assertEquals(new End(false), sent.get(2));
        assertTrue(socket.isOutputShutdown());
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
    void W13_R02_promisedBody_isWaitedForBeforeTheService() {
        serve(exchanges::add);
        socket.receive(ForwardPacket.post("/", 2).bytes());
        assertEquals(List.of(), exchanges);
        socket.receive(Packets.body("h"));
        assertEquals("POST", exchange().request().method());
        exchange().abort();
    }

    @Test
    void E04_promisedBody_isNotWaitedForLongerThanTheLimit() throws Exception {
        serve(exchanges::add);
        socket.receive(ForwardPacket.post("/", 2).bytes());
        socket.advance(LIMITS.bodyTimeout().minusMillis(1));
        assertEquals(List.of(), socket.sent());
        socket.advance(Duration.ofMillis(1));
        assertEquals("protocol broken: request body: nothing for 60 s", monitor.next());
        assertRefused(408);
        socket.receive(Packets.body("hi"));
        socket.advance(LIMITS.lingerTimeout());
        assertFalse(socket.isOpen());
        assertEquals(List.of(), exchanges);
    }

    @Test
    void A09_R06_bodyAboveTheLimit_isRefusedOnlyOnceHttpdListens() throws Exception {
        serve(new Limits().body(1000).limits(), exchanges::add);
        socket.receive(ForwardPacket.post("/", 1001).bytes());
        socket.advance(LIMITS.lingerTimeout().multipliedBy(2));
        assertEquals(List.of(), socket.sent(), "httpd waits for its client, and would meet a closed connection");
        socket.receive(Packets.body("h"));
        assertEquals("body refused: 1001", monitor.next());
        assertRefused(413);
        assertEquals(List.of(), exchanges);
    }

    @Test
    void A08_cpingsWhoseAnswersNobodyTakes_areNotReadForEver() {
        serve(exchanges::add);
        socket.stall();
        byte[] pings = Packets.join(Collections.nCopies(20_000, Packets.CPING).toArray(byte[][]::new));
        socket.receive(pings);
        assertFalse(socket.config().isAutoRead(), "answers pile up");
        socket.proceed();
        assertTrue(socket.config().isAutoRead());
        assertEquals(20_000, socket.sent().size());
    }

    @Test
    void R03_pieceThatIsWantedBehindTheEnd_isNotAskedFor() throws Exception {
        serve(exchanges::add);
        socket.receive(CHUNKED);
        answer(exchange());
        assertEquals(List.of(OK, new End(true)), socket.sent());
        assertThrows(IllegalStateException.class, () -> exchange().read());
        assertEquals(List.of(), socket.sent(), "httpd would take it for the next answer");
    }

    @Test
    void R03_whatAnotherThreadStillSends_isDropped() throws Exception {
        serve(exchanges::add);
        socket.receive(CHUNKED);
        answer(exchange());
        socket.receive(GET);
        socket.sent();
        ByteBuf late = socket.alloc().buffer().writeBytes(Packets.hex("41 42 00 03 06 1f fa"));
        socket.writeAndFlush(new Reply((ServerExchange) exchanges.get(0), late, true, false), socket.voidPromise());
        assertEquals(List.of(), socket.sent());
        answer(exchanges.get(1));
        assertEquals(List.of(OK, new End(true)), socket.sent());
    }

    @Test
    void W28_cpingWhileDraining_isNotAnswered() {
        serve(exchanges::add);
        draining = true;
        socket.receive(Packets.CPING);
        assertEquals(List.of(), socket.sent());
        assertFalse(socket.isOpen());
    }

    @Test
    void C01_W25_idleConnection_staysOpen() {
        serve(answersAtOnce());
        socket.receive(GET);
        socket.advance(Duration.ofDays(10));
        assertTrue(socket.isOpen());
        socket.receive(GET);
        assertEquals(List.of(OK, new End(true), OK, new End(true)), socket.sent());
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
    void pieceThatCameTooLate_isA408ForItsReader_whoCanStillAnswer() throws Exception {
        serve(exchanges::add);
        socket.receive(CHUNKED);
        assertThrows(IllegalStateException.class, () -> exchange().read());
        socket.advance(LIMITS.bodyTimeout());
        assertEquals("protocol broken: request body: nothing for 60 s", monitor.next());
        AjpBodyException late =
                assertThrows(AjpBodyException.class, () -> exchange().read());
        assertEquals("request body: nothing for 60 s", late.getMessage());
        assertEquals(408, late.status());
        socket.receive(Packets.body("late"));
        assertEquals(4, exchange().read().length);
        assertThrows(AjpBodyException.class, () -> exchange().read());
        answer(exchange());
        assertEquals(List.of(ASK, OK, new End(false)), socket.sent());
        assertTrue(socket.isOutputShutdown());
    }

    @Test
    void peerThatLeaves_isNoMatterOfTheBody() {
        serve(exchanges::add);
        socket.receive(CHUNKED);
        assertThrows(IllegalStateException.class, () -> exchange().read());
        socket.close();
        assertEquals(
                IOException.class,
                assertThrows(IOException.class, () -> exchange().read()).getClass());
    }

    @Test
    void E21_serviceThatThrows_isACompleteAnswer_andThenTheEnd() throws Exception {
        serve(exchange -> {
            throw new IllegalStateException("no handler");
        });
        socket.receive(GET);
        assertEquals("failed: java.lang.IllegalStateException: no handler", monitor.next());
        assertRefused(500);
        socket.receive(GET);
        socket.advance(LIMITS.lingerTimeout());
        assertFalse(socket.isOpen());
    }

    @Test
    void serviceThatThrowsAnError_isACompleteAnswerToo() throws Exception {
        serve(exchange -> {
            throw new NoClassDefFoundError("gone/Missing");
        });
        socket.receive(GET);
        assertEquals("failed: java.lang.NoClassDefFoundError: gone/Missing", monitor.next());
        assertRefused(500);
    }

    @Test
    void serviceThatThrowsAfterItHasAnswered_leavesTheAnswerAlone() throws Exception {
        serve(exchange -> {
            answersAtOnce().service(exchange);
            throw new IllegalStateException("too late");
        });
        socket.receive(GET);
        assertEquals("failed: java.lang.IllegalStateException: too late", monitor.next());
        assertEquals(List.of(OK, new End(true)), socket.sent());
        assertTrue(socket.isOpen());
    }

    @Test
    void exchangeThatWasGivenUp_takesNothingMore() throws Exception {
        serve(exchange -> {
            exchanges.add(exchange);
            throw new IllegalStateException("no handler");
        });
        socket.receive(GET);
        monitor.next();
        assertRefused(500);
        assertThrows(IllegalStateException.class, () -> exchange().start(200, null, List.of()));
        exchange().flush();
        exchange().abort();
        assertTrue(socket.isOpen());
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
    void R07_connectionThatIsDoneFor_isReadFromForAWhile_thenClosed() throws Exception {
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
        AjpBodyException broken =
                assertThrows(AjpBodyException.class, () -> exchange().read());
        assertEquals(400, broken.status());
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
    void R19_peerThatTakesLittleButSteadily_isNotGivenUp() throws Exception {
        serve(exchanges::add);
        socket.stall();
        socket.receive(GET);
        exchange().start(200, null, List.of());
        exchange().write(new byte[60_000], 0, 60_000);
        exchange().end();
        for (int i = 0; i < 50; i++) {
            socket.advance(LIMITS.writeTimeout().dividedBy(2));
            assertTrue(socket.isOpen(), "after piece " + i);
            socket.take(1000);
        }
        for (int tenths = 0; tenths <= 10; tenths++) {
            socket.advance(LIMITS.writeTimeout().dividedBy(10));
        }
        assertFalse(socket.isOpen());
    }

    @Test
    void R19_peerThatTakesNothing_isGivenUp_howeverMuchIsAdded() throws Exception {
        serve(exchanges::add);
        socket.stall();
        socket.receive(GET);
        exchange().start(200, null, List.of());
        for (int i = 0; i < 9; i++) {
            exchange().write(new byte[1], 0, 1);
            exchange().flush();
            socket.advance(LIMITS.writeTimeout().dividedBy(10));
            assertTrue(socket.isOpen());
        }
        exchange().flush();
        socket.advance(LIMITS.writeTimeout().dividedBy(10));
        assertFalse(socket.isOpen());
        IOException late = assertThrows(IOException.class, () -> exchange().flush());
        assertEquals("response: nothing taken for 90 s", late.getMessage());
        exchange().abort();
    }

    @Test
    void refusalThatNobodyTakes_costsTheConnection() throws Exception {
        serve(exchanges::add);
        socket.stall();
        socket.receive(ForwardPacket.get("relative").bytes());
        assertTrue(monitor.next().startsWith("protocol broken: req_uri"));
        socket.advance(LIMITS.writeTimeout());
        assertFalse(socket.isOpen());
    }

    @Test
    void replyToAConnectionThatHasClosedMeanwhile_isReleased() {
        serve(exchanges::add);
        socket.receive(GET);
        ByteBuf bytes = Unpooled.buffer().writeByte(1);
        EmbeddedSocket closed = new EmbeddedSocket();
        closed.close();
        closed.write(new Reply((ServerExchange) exchange(), bytes, false, true));
        assertEquals(0, bytes.refCnt());
    }
}

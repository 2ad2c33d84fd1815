package org.postern.ajp.codec;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
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
import org.postern.ajp.AjpLimits;

/** From a packet's bytes to a request, and from an answer to its packets. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class CodecBench {

    /** More than the cache of texts has places. */
    private static final int DIFFERENT = 4096;

    private static final List<Map.Entry<String, String>> HEAD =
            List.of(Map.entry("Content-Type", "text/plain; charset=UTF-8"), Map.entry("Content-Length", "13"));

    private static final byte[] BODY = "Hello, world\n".getBytes(StandardCharsets.US_ASCII);

    private final ByteBuf same = packet("x");
    private final ByteBuf[] different = new ByteBuf[DIFFERENT];
    private final ForwardParser parser = new ForwardParser(AjpLimits.DEFAULT);
    private final AjpReplyWriter writer = new AjpReplyWriter(8192);
    private final ByteBuf out = Unpooled.buffer(8192);
    private AjpDecoder decoder;
    private EmbeddedChannel channel;
    private Object last;
    private int next;

    private static ByteBuf packet(String different) {
        return HttpdPacket.of("/srv/www/example.com/htdocs", different);
    }

    @Setup(Level.Trial)
    public void setUp() {
        for (int i = 0; i < DIFFERENT; i++) {
            different[i] = packet("page-" + i);
        }
        decoder = new AjpDecoder(AjpLimits.DEFAULT, parser);
        channel = new EmbeddedChannel(decoder, new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
                last = message;
                decoder.answered();
            }
        });
    }

    @TearDown(Level.Trial)
    public void tearDown() {
        channel.finishAndReleaseAll();
    }

    private ByteBuf different() {
        return different[next++ & DIFFERENT - 1];
    }

    private Object parse(ByteBuf packet) throws AjpProtocolException {
        packet.readerIndex(HttpdPacket.HEADER + 1);
        return parser.parse(packet, packet.readableBytes());
    }

    @Benchmark
    public Object parseSame() throws AjpProtocolException {
        return parse(same);
    }

    @Benchmark
    public Object parseDifferent() throws AjpProtocolException {
        return parse(different());
    }

    /** Through a pipeline, whose own part is in it too. */
    private Object decode(ByteBuf packet) {
        last = null;
        channel.pipeline().fireChannelRead(packet.readerIndex(0).retain());
        if (last == null) {
            throw new IllegalStateException("no request");
        }
        return last;
    }

    @Benchmark
    public Object decodeSame() {
        return decode(same);
    }

    @Benchmark
    public Object decodeDifferent() {
        return decode(different());
    }

    @Benchmark
    public ByteBuf replyHead() {
        writer.head(out.clear(), 200, null, HEAD);
        return out;
    }

    @Benchmark
    public ByteBuf replyChunk() {
        writer.chunk(out.clear(), BODY, 0, BODY.length);
        return out;
    }
}

package org.postern.ajp.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.ajp.AjpExchange;
import org.postern.ajp.AjpLimits;
import org.postern.ajp.kit.AjpClient;
import org.postern.ajp.kit.Packets;
import org.postern.ajp.kit.ReplyPacket;

/** Where a server may listen, with epoll and with NIO. */
@Timeout(30)
@ParameterizedClass
@ValueSource(booleans = {true, false})
class BindTest {

    @Parameter
    boolean epoll;

    @TempDir
    Path directory;

    private AjpServer server() {
        return new AjpServer(AjpLimits.DEFAULT, List::of, AjpExchange::abort, new Heard(), 1, epoll);
    }

    private static void assertLives(SocketAddress address) throws IOException {
        try (AjpClient httpd = AjpClient.connect(address)) {
            httpd.send(Packets.CPING);
            assertInstanceOf(ReplyPacket.Pong.class, httpd.next());
        }
    }

    private static String refused(AjpServer server, SocketAddress address) {
        return String.valueOf(
                assertThrows(IOException.class, () -> server.bind(address)).getMessage());
    }

    @Test
    void C27_severalAddresses_areServedByOneServer() throws Exception {
        try (AjpServer server = server()) {
            assertLives(server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
            assertLives(server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
            assertLives(server.bind(UnixDomainSocketAddress.of(directory.resolve("ajp.sock"))));
        }
    }

    @Test
    void W26_socketFileOfADeadProcess_isReplaced() throws Exception {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("ajp.sock"));
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(address);
        }
        assertTrue(Files.exists(address.getPath()));
        try (AjpServer server = server()) {
            assertEquals(address, server.bind(address));
            assertLives(address);
        }
    }

    @Test
    void W26_socketFileOfALivingProcess_isLeftAlone() throws Exception {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("ajp.sock"));
        try (AjpServer living = server();
                AjpServer other = server()) {
            living.bind(address);
            String message = refused(other, address);
            assertEquals("cannot listen on " + address + ": another process listens there", message);
            assertLives(address);
        }
    }

    /** Such a socket is not refused but "of the wrong type": somebody lives behind it. */
    @Test
    @EnabledIf("io.netty.channel.epoll.Epoll#isAvailable")
    void socketOfAnotherKind_isLeftAlone() throws Exception {
        Path file = directory.resolve("log.sock");
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        try (AjpServer server = server()) {
            new Bootstrap()
                    .group(loop)
                    .channel(EpollDomainDatagramChannel.class)
                    .handler(new ChannelInboundHandlerAdapter())
                    .bind(new DomainSocketAddress(file.toString()))
                    .sync();
            String message = refused(server, UnixDomainSocketAddress.of(file));
            assertTrue(message.startsWith("cannot listen on " + file + ": it is there, and "), message);
            assertTrue(Files.exists(file));
        } finally {
            loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        }
    }

    @Test
    void socketWhoseListenerIsBusy_isLeftAlone_andNotWaitedFor() throws Exception {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("ajp.sock"));
        List<SocketChannel> waiting = new ArrayList<>();
        try (ServerSocketChannel busy = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                AjpServer server = server()) {
            busy.bind(address, 1);
            fillBacklog(address, waiting);
            String message = refused(server, address);
            assertTrue(message.startsWith("cannot listen on " + address + ": it is there, and "), message);
            assertTrue(Files.exists(address.getPath()));
        } finally {
            for (SocketChannel channel : waiting) {
                channel.close();
            }
        }
    }

    private static void fillBacklog(SocketAddress address, List<SocketChannel> waiting) throws IOException {
        while (true) {
            SocketChannel next = SocketChannel.open(StandardProtocolFamily.UNIX);
            waiting.add(next);
            next.configureBlocking(false);
            try {
                next.connect(address);
            } catch (IOException full) {
                return;
            }
        }
    }

    @Test
    void namedPipe_isLeftAlone() throws Exception {
        Path file = directory.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", file.toString()).start().waitFor());
        try (AjpServer server = server()) {
            String message = refused(server, UnixDomainSocketAddress.of(file));
            assertTrue(message.endsWith("it is there and is no socket"), message);
        }
        assertTrue(Files.exists(file));
    }

    @Test
    void fileThatIsNoSocket_isLeftAlone() throws Exception {
        Path file = Files.writeString(directory.resolve("precious"), "data");
        try (AjpServer server = server()) {
            String message = refused(server, UnixDomainSocketAddress.of(file));
            assertTrue(message.endsWith("it is there and is no socket"), message);
        }
        assertEquals("data", Files.readString(file));
    }

    @Test
    void directoryThatIsMissing_isNamed() {
        Path path = directory.resolve("missing").resolve("ajp.sock");
        try (AjpServer server = server()) {
            assertTrue(refused(server, UnixDomainSocketAddress.of(path)).startsWith("cannot listen on " + path));
        }
    }

    @Test
    void portThatIsTaken_isNamed() throws Exception {
        try (AjpServer living = server();
                AjpServer other = server()) {
            SocketAddress address = living.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            assertTrue(refused(other, address).startsWith("cannot listen on " + address));
        }
    }
}

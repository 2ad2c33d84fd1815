package org.postern.ajp.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.ajp.AjpExchange;
import org.postern.ajp.AjpLimits;
import org.postern.ajp.kit.AjpClient;
import org.postern.ajp.kit.ForwardPacket;

/** Where memory is short, what fails cannot even be told of: no event loop may end by that. */
@Timeout(30)
class UntoldFailureTest {

    private static final class Mute extends Heard {
        @Override
        public void failed(String peer, Throwable cause) {
            throw new OutOfMemoryError("made up");
        }
    }

    private static void serve(AjpExchange exchange) {
        exchange.runOnLoop(() -> {
            if (exchange.request().uri().equals("/bad")) {
                throw new OutOfMemoryError("made up");
            }
            try {
                ServerTest.answer(exchange, 200, "well");
            } catch (IOException e) {
                exchange.abort();
            }
        });
    }

    @Test
    void otherRequests_areAnswered() throws IOException {
        try (AjpServer server =
                new AjpServer(AjpLimits.DEFAULT, List::of, UntoldFailureTest::serve, new Mute(), 1, true)) {
            SocketAddress address = server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            for (int i = 0; i < 3; i++) {
                try (AjpClient bad = AjpClient.connect(address);
                        AjpClient good = AjpClient.connect(address)) {
                    bad.send(ForwardPacket.get("/bad"));
                    assertEquals("well", good.ask(ForwardPacket.get("/")).body());
                }
            }
            assertEquals(0, server.unanswered());
            server.close(Duration.ZERO);
        }
    }
}

package org.postern.ajp.codec;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.postern.ajp.kit.ForwardPacket;
import org.postern.ajp.kit.Packets;

/** Whatever bytes come, nothing but an {@link AjpProtocolException} comes out, and no buffer stays. */
class FuzzTest {

    private static final byte[] VALID = Packets.join(
            ForwardPacket.post("/path", 9)
                    .remote("10.0.0.1", "host")
                    .secure()
                    .header(ForwardPacket.HOST, "example.com")
                    .header("X-Own", "v\u00e4lue")
                    .attribute(ForwardPacket.SECRET, "secret")
                    .attribute(ForwardPacket.REMOTE_USER, "ann")
                    .attribute(ForwardPacket.QUERY, "a=b")
                    .keySize(256)
                    .variable("NAME", "value")
                    .bytes(),
            Packets.body("name=text"),
            Packets.CPING,
            GoldenBytesTest.FORWARD_REQUEST);

    private final Random random = new Random(20261121);

    int rounds() {
        return 15_000;
    }

    @Test
    void randomBytes() {
        for (int round = 0; round < rounds(); round++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            survive(bytes);
        }
    }

    @Test
    void randomBytesInAPacket() {
        for (int round = 0; round < rounds(); round++) {
            byte[] payload = new byte[1 + random.nextInt(200)];
            random.nextBytes(payload);
            payload[0] = 2;
            survive(Packets.packet(payload));
        }
    }

    @Test
    void goodBytesWithSomeChanged() {
        for (int round = 0; round < rounds(); round++) {
            byte[] bytes = VALID.clone();
            for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            survive(bytes);
        }
    }

    /** Feeds the bytes in random pieces, with body packets owed now and then. */
    private void survive(byte[] bytes) {
        try (Decoding decoding = new Decoding().answeringAtOnce()) {
            if (random.nextInt(4) == 0) {
                decoding.decoder.owe();
            }
            for (int at = 0; at < bytes.length; ) {
                int to = Math.min(bytes.length, at + 1 + random.nextInt(150));
                decoding.feed(Arrays.copyOfRange(bytes, at, to));
                at = to;
            }
            decoding.breaches.forEach(
                    breach -> assertInstanceOf(AjpProtocolException.class, breach, () -> Packets.hex(bytes)));
        }
    }
}

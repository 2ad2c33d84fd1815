package org.postern.daemon.form;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.postern.api.FormException;

/** Random bodies: what comes out does not depend on how they are cut, and nothing but a {@link FormException} refuses them. */
final class MultipartFuzz {

    private static final String[] TOKENS = {
        "\r",
        "\n",
        "\r\n",
        "-",
        "--",
        "B",
        "--B",
        "\r\n--B",
        "--B--",
        "\r\n--B\r\n",
        "\r\n--B--\r\n",
        "A: b\r\n",
        ":",
        " ",
        "\t",
        "\r\n\r\n",
        "x",
        "\0",
        "\u00ff",
        "filename=\"a\"",
        ";",
        "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
    };

    private MultipartFuzz() {}

    /** Tries so many bodies. */
    static void run(long seed, int bodies) throws IOException {
        Random random = new Random(seed);
        for (int i = 0; i < bodies; i++) {
            byte[] body = Bodies.bytes(body(random));
            String whole = outcome(body, Integer.MAX_VALUE, 64 << 10);
            for (int round = 0; round < 3; round++) {
                int piece = 1 + random.nextInt(40);
                int buffer = MultipartReader.BUFFER_LEAST + random.nextInt(100);
                int number = i;
                assertEquals(
                        whole,
                        outcome(body, piece, buffer),
                        () -> "seed " + seed + ", body " + number + ", pieces of " + piece + ", buffer of " + buffer);
            }
        }
    }

    private static String body(Random random) {
        StringBuilder body = new StringBuilder();
        if (random.nextBoolean()) {
            List<String> contents = new ArrayList<>();
            for (int parts = random.nextInt(4); parts > 0; parts--) {
                contents.add(tokens(random, random.nextInt(20)));
            }
            body.append(Bodies.of(contents.toArray(String[]::new)));
            for (int changes = random.nextInt(4); changes > 0; changes--) {
                int at = random.nextInt(body.length());
                body.replace(at, at + random.nextInt(2), tokens(random, random.nextInt(2)));
            }
        } else {
            body.append(tokens(random, random.nextInt(60)));
        }
        return body.toString();
    }

    private static String tokens(Random random, int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(TOKENS[random.nextInt(TOKENS.length)]);
        }
        return text.toString();
    }

    private static String outcome(byte[] body, int piece, int buffer) throws IOException {
        try {
            return Bodies.parse(body, piece, buffer).toString();
        } catch (FormException refused) {
            return String.valueOf(refused.getMessage());
        }
    }
}

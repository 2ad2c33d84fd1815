package org.postern.daemon.stdio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.postern.daemon.kit.Gate;

/** Whose streams a thread has. */
class StdStreamsTest {

    private static final Map<String, String> ENVIRON = Map.of("REQUEST_METHOD", "GET");

    private static InputStream text(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void everyWayToPrint_isTheProgramsOwn() throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        StdStreams.run(text(""), printed, ENVIRON, () -> {
            System.out.print(true);
            System.out.print('c');
            System.out.print(1);
            System.out.print(2L);
            System.out.print(3.0f);
            System.out.print(4.0);
            System.out.print(new char[] {'d'});
            System.out.print("ü");
            System.out.print((Object) null);
            System.out.println(false);
            System.out.println('e');
            System.out.println(5);
            System.out.println(6L);
            System.out.println(7.0f);
            System.out.println(8.0);
            System.out.println(new char[] {'f'});
            System.out.println("g");
            System.out.println((Object) "h");
            System.out.println();
            System.out
                    .printf("%d", 9)
                    .format(Locale.ROOT, "%.1f", 1.5)
                    .append("i")
                    .append("xjx", 1, 2)
                    .append('k');
            System.out.printf(Locale.ROOT, "%s", "l").format("%s", "m");
            System.out.write('n');
            System.out.write(new byte[] {'o'});
            System.out.write(new byte[] {'x', 'p', 'x'}, 1, 1);
            System.out.writeBytes(new byte[] {'q'});
            System.out.close();
            System.out.print(System.out.checkError());
            return null;
        });
        assertEquals(
                "truec123.04.0dünullfalse\ne\n5\n6\n7.0\n8.0\nf\ng\nh\n\n91.5ijklmnopqfalse",
                printed.toString(StandardCharsets.UTF_8));
    }

    @Test
    void input_isTheProgramsOwn_alsoWhenAnotherHasClosedIts() throws Exception {
        for (String body : new String[] {"one", "two"}) {
            ByteArrayOutputStream printed = new ByteArrayOutputStream();
            StdStreams.run(text(body), printed, ENVIRON, () -> {
                System.out.print((char) System.in.read());
                System.out.write(System.in.readAllBytes());
                System.in.close();
                return null;
            });
            assertEquals(body, printed.toString(StandardCharsets.UTF_8));
        }
    }

    @Test
    void largeOutput_comesWhole_inOrder() throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        StdStreams.run(text(""), printed, ENVIRON, () -> {
            for (int size = 1; size < 20_000; size += 997) {
                byte[] piece = new byte[size];
                Arrays.fill(piece, (byte) size);
                System.out.writeBytes(piece);
                expected.writeBytes(piece);
            }
            return null;
        });
        assertEquals(expected.size(), printed.size());
        assertArrayEquals(expected.toByteArray(), printed.toByteArray());
    }

    @Test
    void otherThreads_doNotWait_whileAProgramsOutputDoes() throws Exception {
        ExecutorService other = Executors.newSingleThreadExecutor();
        try (Gate gate = new Gate()) {
            Runnable wait = (Runnable) System.getProperties().get(gate.here().split("\"")[1]);
            OutputStream slow = new OutputStream() {
                @Override
                public void write(int b) {
                    wait.run();
                }
            };
            other.submit(() -> {
                StdStreams.run(text(""), slow, ENVIRON, () -> {
                    System.out.print("x");
                    System.out.flush();
                    return null;
                });
                return null;
            });
            gate.awaitArrival();
            ByteArrayOutputStream printed = new ByteArrayOutputStream();
            Thread mine = new Thread(() -> System.out.println("printed beside a program that waits"));
            mine.start();
            mine.join(TimeUnit.SECONDS.toMillis(30));
            assertEquals(false, mine.isAlive(), "printing waits for a program's client");
            StdStreams.run(text(""), printed, ENVIRON, () -> {
                System.out.print("mine");
                return null;
            });
            assertEquals("mine", printed.toString(StandardCharsets.UTF_8));
        } finally {
            other.shutdown();
        }
    }

    @Test
    void whatTakesTheOutput_printsElsewhere_andHasNoEnviron() throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        OutputStream talkative = new OutputStream() {
            @Override
            public void write(int b) {
                System.out.println("printed by what takes the output");
                assertNull(StdStreams.program());
                printed.write(b);
            }
        };
        StdStreams.run(text(""), talkative, ENVIRON, () -> {
            System.out.print("ab");
            System.out.flush();
            assertSame(ENVIRON, StdStreams.program().environ());
            return null;
        });
        assertEquals("ab", printed.toString(StandardCharsets.UTF_8));
        assertNull(StdStreams.program());
    }
}

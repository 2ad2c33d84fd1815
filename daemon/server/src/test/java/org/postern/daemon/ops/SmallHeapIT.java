package org.postern.daemon.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import java.util.zip.CRC32;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postern.daemon.kit.Eventually;
import org.postern.daemon.kit.Ports;
import org.postern.daemon.kit.Sources;

/** Gigabytes through a daemon of 256 MB: each way with a reader that takes its time, and as an upload in a form. */
@Tag("long")
class SmallHeapIT {

    private static final long SIZE = 2L << 30;
    private static final long UPLOAD = 1L << 30;
    private static final int PIECE = 1 << 20;
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(1);

    private Path folder = Path.of("");
    private int port;
    private Launched serve;

    @BeforeEach
    void start() throws IOException {
        folder = Files.createTempDirectory("postern-heap-").toRealPath();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(folder.resolve(".htaccess"), "SetHandler ${postern}\nUse JavaHandler stream\n");
        Files.writeString(folder.resolve("stream.java"), Sources.handler("stream", """
                byte[] piece = new byte[1 << 20];
                if (req.method().equals("GET")) {
                    for (long left = %dL; left > 0; left -= piece.length) req.write(piece);
                    return OK;
                }
                long sum = 0;
                for (byte[] read = req.read(1 << 20); read.length > 0; read = req.read(1 << 20)) {
                    sum += read.length;
                    java.util.concurrent.locks.LockSupport.parkNanos(%d);
                }
                req.write("" + sum);
                return OK;
                """.formatted(SIZE, PAUSE)));
        Files.createDirectory(folder.resolve("tmp"));
        Files.createDirectory(folder.resolve("form"));
        Files.writeString(folder.resolve("form/.htaccess"), "Use JavaHandler form/form\n");
        Files.writeString(folder.resolve("form/form.java"), Sources.handler("form", """
                Field upload = req.form().field("f");
                long onDisk = 0;
                try (var all = java.nio.file.Files.walk(java.nio.file.Path.of(System.getProperty("java.io.tmpdir")))) {
                    for (var each : all.filter(e -> e.getFileName().toString().startsWith("upload-")).toList()) {
                        onDisk += java.nio.file.Files.size(each);
                    }
                }
                var sum = new java.util.zip.CRC32();
                try (var in = new java.util.zip.CheckedInputStream(upload.file(), sum)) {
                    in.transferTo(java.io.OutputStream.nullOutputStream());
                }
                req.write(upload.size() + " " + onDisk + " " + sum.getValue());
                return OK;
                """));
        port = Ports.free();
        serve = new Launched(
                Map.of("POSTERN_JAVA_OPTIONS", "-Xmx256m -Djava.io.tmpdir=" + folder.resolve("tmp")),
                "serve",
                folder.toString(),
                "--port",
                "" + port);
        serve.awaitLine("postern ready");
    }

    @AfterEach
    void stop() throws Exception {
        serve.terminate();
        assertEquals(0, serve.code(), serve.err());
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    @Test
    void answer_toASlowClient_arrivesWhole() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[PIECE];
            long sum = 0;
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                sum += count;
                LockSupport.parkNanos(PAUSE / 10);
            }
            assertEquals(SIZE, sum, 1000, "but for the head");
        }
    }

    @Test
    void upload_readSlowly_arrivesWhole() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST / HTTP/1.0\r\nContent-Length: " + SIZE + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            byte[] piece = new byte[PIECE];
            for (long left = SIZE; left > 0; left -= PIECE) {
                out.write(piece);
            }
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertEquals("" + SIZE, answer.substring(answer.indexOf("\r\n\r\n") + 4));
        }
    }

    @Test
    void uploadInAForm_isOnDiskOnce_andGoneAfterwards() throws IOException {
        byte[] head = "--B\r\nContent-Disposition: form-data; name=f; filename=large\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII);
        byte[] end = "\r\n--B--\r\n".getBytes(StandardCharsets.US_ASCII);
        byte[] piece = new byte[PIECE];
        new Random(1).nextBytes(piece);
        CRC32 sum = new CRC32();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST /form/ HTTP/1.0\r\nContent-Type: multipart/form-data; boundary=B\r\nContent-Length: "
                            + (head.length + UPLOAD + end.length) + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(head);
            for (long left = UPLOAD; left > 0; left -= PIECE) {
                out.write(piece);
                sum.update(piece);
            }
            out.write(end);
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertEquals(
                    UPLOAD + " " + UPLOAD + " " + sum.getValue(), answer.substring(answer.indexOf("\r\n\r\n") + 4));
        }
        Eventually.holds("nothing is left", () -> {
            try (Stream<Path> left = Files.walk(folder.resolve("tmp"))) {
                return left.noneMatch(each -> each.toString().contains("/upload-"));
            }
        });
    }
}

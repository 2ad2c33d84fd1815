package org.postern.daemon.kit;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A Redis whose data outlive a restart, and which asks for a password. */
public final class RedisServer extends ServerProcess {

    /** The server is in the package of tools, too, which starts no service, and goes by the name it is called. */
    private static final Path BINARY = Path.of("/usr/bin/redis-check-rdb");

    private static final String PASSWORD = "open, Redis";

    @Override
    void prepare() throws IOException {
        password(PASSWORD);
        Files.createSymbolicLink(folder().resolve("redis-server"), BINARY);
        Files.writeString(folder().resolve("redis.conf"), """
                bind 127.0.0.1
                port %d
                dir %s
                requirepass "%s"
                appendonly yes
                save ""
                """.formatted(port(), folder(), PASSWORD));
    }

    @Override
    List<String> command() {
        return List.of(
                folder().resolve("redis-server").toString(),
                folder().resolve("redis.conf").toString());
    }

    @Override
    boolean isReady() {
        try {
            return ask("PING").startsWith("+PONG");
        } catch (IOException notYet) {
            return false;
        }
    }

    /** The first line that it answers to a command. */
    public String ask(String command) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            OutputStream out = socket.getOutputStream();
            out.write(("AUTH \"" + PASSWORD + "\"\r\n" + command + "\r\nQUIT\r\n").getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .findFirst()
                    .orElse("");
        }
    }

    @Override
    String deadly() {
        return "KILL";
    }

    public String url() {
        return "redis://127.0.0.1:" + port();
    }
}

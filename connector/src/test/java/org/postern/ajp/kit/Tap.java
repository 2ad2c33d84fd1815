package org.postern.ajp.kit;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Stands between httpd and the backend, hands everything on, and keeps a copy of what both say. */
public final class Tap implements AutoCloseable {

    /** One connection: the payloads of httpd's packets, and those of the backend's, without magic and length. */
    public record Line(List<byte[]> fromHttpd, List<byte[]> fromBackend) {

        private Line() {
            this(new CopyOnWriteArrayList<>(), new CopyOnWriteArrayList<>());
        }
    }

    private final InetSocketAddress backend;
    private final ServerSocket socket;
    private final List<Line> lines = new CopyOnWriteArrayList<>();
    private final List<Closeable> open = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    public Tap(InetSocketAddress backend) throws IOException {
        this.backend = backend;
        this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    /** Where httpd is to connect. */
    public int port() {
        return socket.getLocalPort();
    }

    /** All connections so far. */
    public List<Line> lines() {
        return new ArrayList<>(lines);
    }

    /** All packets of httpd's so far, in hexadecimal, of all connections in turn. */
    public List<String> fromHttpd() {
        return lines.stream()
                .flatMap(line -> line.fromHttpd().stream())
                .map(Packets::hex)
                .toList();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket httpd = socket.accept();
                open.add(httpd);
                Socket server = new Socket(backend.getAddress(), backend.getPort());
                open.add(server);
                Line line = new Line();
                lines.add(line);
                threads.execute(() -> hand(httpd, server, line.fromHttpd()));
                threads.execute(() -> hand(server, httpd, line.fromBackend()));
            } catch (IOException closed) {
                return;
            }
        }
    }

    /** Packet by packet, so that a copy is kept before the other end can act on it. */
    private static void hand(Socket from, Socket to, List<byte[]> copies) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            DataInputStream packets = new DataInputStream(in);
            while (true) {
                int magic = packets.readUnsignedShort();
                byte[] payload = new byte[packets.readUnsignedShort()];
                packets.readFully(payload);
                copies.add(payload);
                byte[] head = {(byte) (magic >> 8), (byte) magic, (byte) (payload.length >> 8), (byte) payload.length};
                out.write(Packets.join(head, payload));
            }
        } catch (IOException ended) {
            // one end has closed, and so does the other now
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (Closeable each : open) {
            each.close();
        }
        threads.shutdown();
    }
}

package org.postern.ajp.kit;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A backend that says what a test wants, right or wrong, to see what httpd makes of it. */
public final class RawBackend implements AutoCloseable {

    /** What it does with a request whose first packet has been read. */
    public interface Script {
        void answer(Peer httpd) throws IOException;
    }

    /** httpd, at the other end of a connection. */
    public record Peer(DataInputStream in, OutputStream out) {

        /** The payload of its next packet. */
        public byte[] next() throws IOException {
            if (in.readUnsignedShort() != 0x1234) {
                throw new IOException("magic");
            }
            byte[] payload = new byte[in.readUnsignedShort()];
            in.readFully(payload);
            return payload;
        }

        /** Says what the text shows in hexadecimal, with whole packets or not. */
        public void say(String... hex) throws IOException {
            for (String each : hex) {
                out.write(Packets.hex(each));
            }
        }
    }

    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Closeable> open = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Script script;

    public RawBackend(Script script) throws IOException {
        this.script = script;
        threads.execute(this::accept);
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket httpd = socket.accept();
                open.add(httpd);
                threads.execute(() -> serve(httpd));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            Peer httpd = new Peer(new DataInputStream(socket.getInputStream()), socket.getOutputStream());
            while (true) {
                if (httpd.next()[0] == 10) {
                    httpd.say("41 42 00 01 09");
                } else {
                    script.answer(httpd);
                }
            }
        } catch (IOException ended) {
            // httpd has closed, or the script wants it to
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

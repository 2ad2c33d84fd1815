package org.postern.daemon.kit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * One HTTP connection. Sends what it is given, to the letter: nothing is normalised, so a test can ask for any path and send any
 * header twice.
 */
public final class Http implements AutoCloseable {

    private static final int PATIENCE = 60_000;

    private final Socket socket;
    private final InputStream in;

    public Http(int port) throws IOException {
        this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE);
        socket.setTcpNoDelay(true);
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /** Sends a request and reads its answer; the connection stays open. Without a Host among the headers it is {@code localhost}. */
    public Answer send(String method, String target, byte[] body, String... headers) throws IOException {
        write(method, target, body, headers);
        return read(method.equals("HEAD"));
    }

    public Answer get(String target, String... headers) throws IOException {
        return send("GET", target, new byte[0], headers);
    }

    /** Sends a request only. */
    public void write(String method, String target, byte[] body, String... headers) throws IOException {
        StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
        boolean host = false;
        for (String header : headers) {
            head.append(header).append("\r\n");
            host |= header.regionMatches(true, 0, "Host:", 0, 5);
        }
        head.append(host ? "\r\n" : "Host: localhost\r\n\r\n");
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.write(head.toString().getBytes(StandardCharsets.UTF_8));
        request.write(body);
        raw(request.toByteArray());
    }

    /** A body in chunks, for {@code Transfer-Encoding: chunked}. */
    public static byte[] chunked(byte[] body, int chunk) {
        ByteArrayOutputStream chunks = new ByteArrayOutputStream();
        for (int at = 0; at < body.length; at += chunk) {
            int length = Math.min(chunk, body.length - at);
            chunks.writeBytes((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            chunks.write(body, at, length);
            chunks.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        chunks.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return chunks.toByteArray();
    }

    /** Sends bytes. */
    public void raw(byte[] bytes) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(bytes);
        out.flush();
    }

    /** Reads an answer. */
    public Answer read(boolean headOnly) throws IOException {
        return Answer.read(in, headOnly);
    }

    /** Reads on until a text has come; one that the limits of chunks do not cut. */
    public void awaitText(String text) throws IOException {
        StringBuilder seen = new StringBuilder();
        while (seen.indexOf(text) < 0) {
            int b = in.read();
            if (b < 0) {
                throw new EOFException("ended without \"" + text + "\": " + seen);
            }
            seen.append((char) b);
        }
    }

    /** The bytes as they come. */
    public InputStream stream() {
        return in;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

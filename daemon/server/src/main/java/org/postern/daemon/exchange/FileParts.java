package org.postern.daemon.exchange;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;

/** What of a file is sent: the whole, one part of it, or several one after another in a multipart body. */
final class FileParts {

    private final Path file;
    private final long size;
    private final List<ByteRange> parts;
    private final String boundary =
            String.format("%016x", ThreadLocalRandom.current().nextLong());
    private final String head;

    /** @param type of the file, if it is known */
    FileParts(Path file, long size, List<ByteRange> parts, @Nullable String type) {
        this.file = file;
        this.size = size;
        this.parts = parts;
        this.head = "\r\n--" + boundary + (type == null ? "" : "\r\nContent-type: " + type) + "\r\nContent-range: ";
    }

    boolean areMany() {
        return parts.size() > 1;
    }

    /** The type of a body of many. */
    String type() {
        return "multipart/byteranges; boundary=" + boundary;
    }

    private byte[] head(ByteRange part) {
        return (head + part.of(size) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    private byte[] end() {
        return ("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    /** How long the body is. */
    long length() {
        long sum = parts.stream().mapToLong(ByteRange::length).sum();
        return areMany()
                ? sum + parts.stream().mapToLong(part -> head(part).length).sum() + end().length
                : sum;
    }

    void send(Response response) throws IOException {
        try (SeekableByteChannel in = Files.newByteChannel(file)) {
            for (ByteRange part : parts) {
                if (areMany()) {
                    byte[] bytes = head(part);
                    response.write(bytes, 0, bytes.length);
                }
                send(in, part, response);
            }
        }
        if (areMany()) {
            byte[] bytes = end();
            response.write(bytes, 0, bytes.length);
        }
    }

    private void send(SeekableByteChannel in, ByteRange part, Response response) throws IOException {
        in.position(part.first());
        ByteBuffer piece = ByteBuffer.allocate((int) Math.min(SentFile.PIECE, part.length()));
        for (long left = part.length(); left > 0; ) {
            piece.clear().limit((int) Math.min(piece.capacity(), left));
            int count = in.read(piece);
            if (count < 0) {
                throw new IOException(file + " became shorter while it was sent");
            }
            response.write(piece.array(), 0, count);
            left -= count;
        }
    }
}

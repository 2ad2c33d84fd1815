package org.postern.daemon.exchange;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** A part of a file that a handler has sent. */
final class SentFile {

    private static final int PIECE = 65_536;

    private SentFile() {}

    /** Writes what there is of the part, and tells how much that was. */
    static long send(String name, long offset, long length, Response response) throws IOException {
        Path file = Path.of(name);
        if (!file.isAbsolute()) {
            throw new IllegalArgumentException("sendfile \"" + name + "\" (expected: an absolute path)");
        }
        if (offset < 0) {
            throw new IllegalArgumentException("sendfile: offset " + offset + " (expected: 0 or more)");
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new IOException("sendfile: " + name + " is no file"); // a named pipe would never end
        }
        if (offset == 0 && length < 0) {
            long size = Files.size(file);
            if (response.handOver(file, size)) {
                return size;
            }
        }
        return write(file, offset, length < 0 ? Long.MAX_VALUE : length, response);
    }

    /** The same without asking httpd. */
    static long write(Path file, long offset, long left, Response response) throws IOException {
        long sent = 0;
        try (SeekableByteChannel in = Files.newByteChannel(file)) {
            in.position(offset);
            ByteBuffer piece = ByteBuffer.allocate(PIECE);
            while (sent < left) {
                piece.clear().limit((int) Math.min(PIECE, left - sent));
                int count = in.read(piece);
                if (count < 0) {
                    break;
                }
                response.write(piece.array(), 0, count);
                sent += count;
            }
        }
        return sent;
    }
}

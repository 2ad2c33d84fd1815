package org.postern.daemon.exchange;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** A part of a file that a handler has sent. */
final class SentFile {

    /** In bytes; fills eight of AJP's small packets, and one of its largest but for a rest that would be a packet of its own. */
    static final int PIECE = 8 * 8184;

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
            long there = Math.max(1, Math.min(left, in.size() - offset));
            ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, there));
            while (sent < left) {
                piece.clear().limit((int) Math.min(piece.capacity(), left - sent));
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

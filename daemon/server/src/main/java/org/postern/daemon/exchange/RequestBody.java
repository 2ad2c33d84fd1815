package org.postern.daemon.exchange;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

import org.postern.ajp.AjpExchange;

/** The request's body, read in whatever portions are asked for; bytes that came and were not asked for wait here. */
final class RequestBody {

    private static final int ALL = Integer.MAX_VALUE;

    private final InputFilters filters;
    private byte[] piece = new byte[0];
    private int at;
    private boolean ended;

    RequestBody(AjpExchange exchange) {
        this.filters = new InputFilters(exchange::read);
    }

    /** What the body passes before it is read. */
    InputFilters filters() {
        return filters;
    }

    byte[] read(int length) throws IOException {
        return take(length < 0 ? ALL : length, false);
    }

    byte[] readline() throws IOException {
        return take(ALL, true);
    }

    List<byte[]> readlines(int hint) throws IOException {
        List<byte[]> lines = new ArrayList<>();
        long sum = 0;
        for (byte[] line = readline(); line.length > 0; line = readline()) {
            lines.add(line);
            sum += line.length;
            if (sum >= hint) {
                break;
            }
        }
        return lines;
    }

    private byte[] take(int most, boolean oneLine) throws IOException {
        ByteArrayOutputStream taken = new ByteArrayOutputStream(Math.min(most, 8192));
        while (taken.size() < most && fill()) {
            int end = at + Math.min(piece.length - at, most - taken.size());
            int newline = oneLine ? indexOfNewline(end) : -1;
            int stop = newline < 0 ? end : newline + 1;
            taken.write(piece, at, stop - at);
            at = stop;
            if (newline >= 0) {
                break;
            }
        }
        return taken.toByteArray();
    }

    private int indexOfNewline(int end) {
        for (int i = at; i < end; i++) {
            if (piece[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    /** Whether there is a byte to read. */
    private boolean fill() throws IOException {
        while (at == piece.length && !ended) {
            byte[] next = filters.next();
            ended = next == null;
            piece = next == null ? new byte[0] : next;
            at = 0;
        }
        return at < piece.length;
    }

    /** The same bytes as a stream. */
    InputStream stream() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                return fill() ? piece[at++] & 0xFF : -1;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                if (length == 0) {
                    return 0;
                }
                if (!fill()) {
                    return -1;
                }
                int count = Math.min(length, piece.length - at);
                System.arraycopy(piece, at, into, offset, count);
                at += count;
                return count;
            }

            @Override
            public int available() {
                return piece.length - at;
            }
        };
    }
}

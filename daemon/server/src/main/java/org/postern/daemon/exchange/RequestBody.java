package org.postern.daemon.exchange;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

import org.postern.ajp.AjpExchange;
import org.postern.daemon.filter.FilterStage;
import org.postern.daemon.filter.InputFilters;

/** The request's body, read in whatever portions are asked for; bytes that came and were not asked for wait here. */
final class RequestBody {

    private static final int ALL = Integer.MAX_VALUE;

    private InputFilters filters;
    private byte[] piece = new byte[0];
    private int at;
    private boolean ended;
    private long taken;

    RequestBody(AjpExchange exchange) {
        this.filters = new InputFilters(exchange::read);
    }

    /** Has what is read from now on pass through a filter, what came before and was not asked for too. */
    void filter(FilterStage stage) {
        if (at < piece.length) {
            InputFilters before = filters;
            Deque<byte[]> rest = new ArrayDeque<>(List.of(Arrays.copyOfRange(piece, at, piece.length)));
            at = piece.length;
            filters = new InputFilters(() -> rest.isEmpty() ? before.next() : rest.pop());
        }
        filters.add(stage);
    }

    /** Whether somebody has read to the end. */
    boolean ended() {
        return ended && at == piece.length;
    }

    /** Bytes that were taken so far. */
    long taken() {
        return taken;
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

    /** Takes what is left without keeping it. */
    void discard() throws IOException {
        while (fill()) {
            advance(piece.length - at);
        }
    }

    private void advance(int count) {
        at += count;
        taken += count;
    }

    private byte[] take(int most, boolean oneLine) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(Math.min(most, 8192));
        while (bytes.size() < most && fill()) {
            int end = at + Math.min(piece.length - at, most - bytes.size());
            int newline = oneLine ? indexOfNewline(end) : -1;
            int stop = newline < 0 ? end : newline + 1;
            bytes.write(piece, at, stop - at);
            advance(stop - at);
            if (newline >= 0) {
                break;
            }
        }
        return bytes.toByteArray();
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
                if (!fill()) {
                    return -1;
                }
                advance(1);
                return piece[at - 1] & 0xFF;
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
                advance(count);
                return count;
            }

            @Override
            public int available() {
                return piece.length - at;
            }
        };
    }
}

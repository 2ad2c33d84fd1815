package org.postern.daemon.exchange;

/**
 * A part of a file, both ends included (RFC 9110, section 14).
 *
 * @param first from 0
 * @param last at least {@code first - 1}, which is an empty part
 */
record ByteRange(long first, long last) {

    static ByteRange whole(long size) {
        return new ByteRange(0, size - 1);
    }

    long length() {
        return last - first + 1;
    }

    /** Whether both are one piece, as they overlap or nothing lies between them. */
    boolean touches(ByteRange other) {
        return other.first <= last + 1 && other.last >= first - 1;
    }

    ByteRange with(ByteRange other) {
        return new ByteRange(Math.min(first, other.first), Math.max(last, other.last));
    }

    /** As Content-Range says it. */
    String of(long size) {
        return "bytes " + first + "-" + last + "/" + size;
    }
}

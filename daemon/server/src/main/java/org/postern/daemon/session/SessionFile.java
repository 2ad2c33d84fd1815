package org.postern.daemon.session;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.zip.CRC32C;

import org.postern.api.spi.SessionStore.Entry;

/**
 * A session in a file.
 *
 * <pre>
 *   8 bytes   "PNSESS1\n"
 *   long      version
 *   long      expires: milliseconds since 1970
 *   int       length of the content
 *   ...       content
 *   int       CRC-32C of all that
 * </pre>
 *
 * The sum tells a file that is not whole, as one can be after a power failure, from one that is.
 */
final class SessionFile {

    private static final byte[] MAGIC = {'P', 'N', 'S', 'E', 'S', 'S', '1', '\n'};
    private static final int HEAD = MAGIC.length + 2 * Long.BYTES + Integer.BYTES;

    private SessionFile() {}

    static byte[] bytes(Entry entry) {
        ByteBuffer bytes = ByteBuffer.allocate(HEAD + entry.content().length + Integer.BYTES);
        bytes.put(MAGIC)
                .putLong(entry.version())
                .putLong(entry.expires().toEpochMilli())
                .putInt(entry.content().length)
                .put(entry.content());
        bytes.putInt(sum(bytes.array()));
        return bytes.array();
    }

    private static int sum(byte[] bytes) {
        CRC32C sum = new CRC32C();
        sum.update(bytes, 0, bytes.length - Integer.BYTES);
        return (int) sum.getValue();
    }

    /** Throws an IOException that says what is wrong with them, if anything is. */
    static Entry read(byte[] bytes) throws IOException {
        if (bytes.length < HEAD + Integer.BYTES || !Arrays.equals(MAGIC, Arrays.copyOf(bytes, MAGIC.length))) {
            throw new IOException("it is none, with its " + bytes.length + " bytes");
        }
        ByteBuffer head = ByteBuffer.wrap(bytes, MAGIC.length, bytes.length - MAGIC.length);
        long version = head.getLong();
        Instant expires = Instant.ofEpochMilli(head.getLong());
        int length = head.getInt();
        if (length != bytes.length - HEAD - Integer.BYTES) {
            throw new IOException("it has " + bytes.length + " bytes, which are not all, or too many");
        }
        if (ByteBuffer.wrap(bytes).getInt(bytes.length - Integer.BYTES) != sum(bytes)) {
            throw new IOException("its sum is not that of its bytes");
        }
        return new Entry(Arrays.copyOfRange(bytes, HEAD, HEAD + length), expires, version);
    }
}

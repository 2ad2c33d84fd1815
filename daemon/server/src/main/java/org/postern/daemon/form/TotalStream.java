package org.postern.daemon.form;

import java.io.IOException;
import java.io.InputStream;

import org.postern.daemon.config.FormLimits;
import org.postern.daemon.config.Setting;

/** A body, as long as it is not too long. */
final class TotalStream extends InputStream {

    private final InputStream in;
    private final long most;
    private long read;

    /** @param promised the Content-Length, or -1 */
    TotalStream(InputStream in, long promised, FormLimits limits) {
        this.in = in;
        this.most = limits.total();
        check(promised);
    }

    private void check(long length) {
        if (length > most) {
            throw Refused.tooLarge("a body of " + length + " bytes or more", Setting.FORMS_TOTAL_MAX, most);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int count = in.read(into, offset, length);
        read += Math.max(0, count);
        check(read);
        return count;
    }
}

package org.postern.daemon.stdio;

import java.io.IOException;
import java.io.InputStream;

/** What one program reads. */
final class ProgramInput extends InputStream {

    private final InputStream in;
    private final ProgramOutput.Aside aside;

    ProgramInput(InputStream in, ProgramOutput.Aside aside) {
        this.in = in;
        this.aside = aside;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int[] count = new int[1];
        aside.run(() -> count[0] = in.read(into, offset, length));
        return count[0];
    }

    @Override
    public int available() throws IOException {
        return in.available();
    }
}

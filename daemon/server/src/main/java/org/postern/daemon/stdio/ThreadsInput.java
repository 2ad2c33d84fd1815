package org.postern.daemon.stdio;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;

/** A stream that is another one on each thread; nobody can close it. */
final class ThreadsInput extends InputStream {

    private final Supplier<InputStream> own;

    /** @param own gives the stream of the calling thread */
    ThreadsInput(Supplier<InputStream> own) {
        this.own = own;
    }

    @Override
    public int read() throws IOException {
        return own.get().read();
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        return own.get().read(into, offset, length);
    }

    @Override
    public int available() throws IOException {
        return own.get().available();
    }
}

package org.postern.daemon.stdio;

import java.io.IOException;
import java.io.OutputStream;

import org.postern.api.ProgramExit;

/**
 * What one program prints, gathered, as it comes in many small pieces.
 *
 * <p>A print stream keeps to itself that its output has failed, as when the client is gone. A program that does not ask it and prints on
 * ends there, as a process does by the signal of a closed pipe; else it might go on for ever.
 */
final class ProgramOutput extends OutputStream {

    private final OutputStream out;
    private final Aside aside;
    private final byte[] gathered = new byte[8192];
    private int size;
    private boolean failed;

    /** Something that is done with the output. */
    interface Step {
        void run() throws IOException;
    }

    /** Does it as if the program did not run. */
    interface Aside {
        void run(Step step) throws IOException;
    }

    ProgramOutput(OutputStream out, Aside aside) {
        this.out = out;
        this.aside = aside;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        endIfFailed();
        if (length > gathered.length - size) {
            drain();
        }
        if (length > gathered.length) {
            handOn(() -> out.write(bytes, offset, length));
            return;
        }
        System.arraycopy(bytes, offset, gathered, size, length);
        size += length;
    }

    /** Hands on what has gathered. */
    void drain() throws IOException {
        int length = size;
        size = 0;
        if (length > 0) {
            handOn(() -> out.write(gathered, 0, length));
        }
    }

    @Override
    public void flush() throws IOException {
        endIfFailed();
        drain();
        handOn(out::flush);
    }

    private void handOn(Step step) throws IOException {
        try {
            aside.run(step);
        } catch (IOException | RuntimeException e) {
            failed = true;
            throw e;
        }
    }

    private void endIfFailed() {
        if (failed) {
            ProgramExit.exit(0);
        }
    }
}

package org.postern.handlers;

import java.io.IOException;
import java.io.OutputStream;

import org.jspecify.annotations.Nullable;
import org.postern.api.Request;

/**
 * What a program prints: first the header, then the body, which goes to the client as it comes.
 *
 * <p>A print stream swallows what goes wrong with what it writes to; so the first failure is kept, what follows it is lost, and the
 * end throws it.
 */
final class CgiAnswer extends OutputStream {

    private final Request req;
    private final CgiHead head;
    private @Nullable Exception failure;

    /** @param program its source, for messages */
    CgiAnswer(Request req, String program) {
        this.req = req;
        this.head = new CgiHead(req, program);
    }

    private interface Step {
        void run() throws IOException;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        attempt(() -> {
            int used = head.isComplete() ? 0 : head.take(bytes, offset, length);
            if (length > used && head.location() == null) {
                req.write(bytes, offset + used, length - used);
            }
        });
    }

    /** A header that is not complete stays here. */
    @Override
    public void flush() throws IOException {
        attempt(() -> {
            if (head.isComplete() && head.location() == null) {
                req.flush();
            }
        });
    }

    private void attempt(Step step) throws IOException {
        if (failure != null) {
            return;
        }
        try {
            step.run();
        } catch (IOException | RuntimeException e) {
            failure = e;
            throw e;
        }
    }

    /** The program has ended: goes where it says, if it says so. */
    void end() throws Exception {
        if (failure != null) {
            throw failure;
        }
        head.end();
        String location = head.location();
        if (location != null) {
            head.goTo(location);
        }
    }
}

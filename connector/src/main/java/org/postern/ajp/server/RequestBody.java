package org.postern.ajp.server;

import java.io.IOException;
import java.util.ArrayDeque;

import org.jspecify.annotations.Nullable;
import org.postern.ajp.AjpBodyException;
import org.postern.ajp.AjpRequest;

/** The body of a request that has one: pieces that the event loop receives, and that the service's thread asks for and reads. */
final class RequestBody {

    private final AjpRequest request;
    private final long limit;
    private final Rendezvous rendezvous;
    private final Runnable ask;

    // under the monitor of the rendezvous
    private final ArrayDeque<byte[]> pieces = new ArrayDeque<>(2); // one that is read, one asked for ahead
    private boolean asked;
    private boolean ended;
    private long received;
    private @Nullable Failure failure;

    private record Failure(int status, String what) {}

    /** @param ask asks the peer for a piece */
    RequestBody(AjpRequest request, long limit, Rendezvous rendezvous, Runnable ask) {
        this.request = request;
        this.limit = limit;
        this.rendezvous = rendezvous;
        this.ask = ask;
    }

    /** A piece is here, an empty one being the end. Returns how many bytes have come so far. */
    long received(byte[] piece) {
        synchronized (rendezvous) {
            asked = false;
            received += piece.length;
            if (piece.length > 0) {
                pieces.add(piece);
            }
            ended |= piece.length == 0 || received == request.contentLength() && lengthIsRight();
            rendezvous.signal();
            return received;
        }
    }

    /** Nothing more will come. What is here can still be read; who wants more is told {@code what}. */
    void failed(int status, String what) {
        synchronized (rendezvous) {
            failure = failure == null ? new Failure(status, what) : failure;
            rendezvous.signal();
        }
    }

    /** The next piece, waited for; null at the end. */
    byte @Nullable [] read() throws IOException {
        synchronized (rendezvous) {
            while (pieces.isEmpty() && !ended) {
                checkMoreCanCome();
                askOnce();
                rendezvous.await();
            }
            if (received > limit) {
                throw new AjpBodyException(
                        413, "request body: more than " + limit + " bytes, the setting ajp.body-max");
            }
            byte[] piece = pieces.poll();
            if (piece == null && received < request.contentLength() && lengthIsRight()) {
                throw new AjpBodyException(
                        400, "request body: ended after " + received + " of " + request.contentLength() + " bytes");
            }
            if (piece != null && pieces.isEmpty() && !ended && failure == null && received > piece.length) {
                askOnce(); // whoever reads a second piece will want a third: spare the round trip
            }
            return piece;
        }
    }

    /** A filter of httpd's, inflating the body, leaves Content-Length as the client sent it. */
    private boolean lengthIsRight() {
        return request.headers().first("Content-Encoding") == null;
    }

    private void checkMoreCanCome() throws IOException {
        rendezvous.checkPeer();
        if (failure != null) {
            throw new AjpBodyException(failure.status(), failure.what());
        }
    }

    private void askOnce() {
        if (!asked) {
            asked = true;
            ask.run();
        }
    }
}

package org.postern.daemon.loopback;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/** A body as it comes: never more than one piece is asked for ahead, so that a slow reader holds the sender back. */
final class Pieces implements HttpResponse.BodySubscriber<Pieces> {

    /** What came: bytes, or how it ended. */
    record Piece(
            List<ByteBuffer> bytes, boolean last, @Nullable Throwable failure) {}

    private final BlockingQueue<Piece> came = new LinkedBlockingQueue<>();
    private volatile Flow.@Nullable Subscription subscription;
    private boolean cancelled;

    /** The next piece; null if none comes in time. */
    @Nullable
    Piece next(Duration most) throws InterruptedException {
        Piece piece = came.poll(most.toMillis(), TimeUnit.MILLISECONDS);
        Flow.Subscription asked = subscription;
        if (piece != null && asked != null) {
            asked.request(1);
        }
        return piece;
    }

    /** Wants no more. */
    synchronized void cancel() {
        cancelled = true;
        if (subscription != null) {
            subscription.cancel();
        }
    }

    @Override
    public CompletionStage<Pieces> getBody() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public synchronized void onSubscribe(Flow.Subscription to) {
        subscription = to;
        if (cancelled) {
            to.cancel();
        } else {
            to.request(1);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> bytes) {
        came.add(new Piece(bytes, false, null));
    }

    @Override
    public void onError(Throwable failure) {
        came.add(new Piece(List.of(), true, failure));
    }

    @Override
    public void onComplete() {
        came.add(new Piece(List.of(), true, null));
    }
}

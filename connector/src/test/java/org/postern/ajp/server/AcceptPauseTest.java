package org.postern.ajp.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

/** A listener that cannot accept, as where the process may open no more files. */
class AcceptPauseTest {

    private final List<Throwable> told = new ArrayList<>();

    private final EmbeddedChannel listener = new EmbeddedChannel(new AcceptPause(new Heard() {
        @Override
        public void acceptFailed(Throwable why) {
            told.add(why);
        }
    }));

    @Test
    void itWaits_andTriesAgain() {
        listener.freezeTime();
        IOException why = new IOException("Too many open files");
        listener.pipeline().fireExceptionCaught(why);
        assertFalse(listener.config().isAutoRead(), "else it would be tried again and again at once");
        assertEquals(List.of(why), told);
        listener.advanceTimeBy(1, TimeUnit.SECONDS);
        listener.runScheduledPendingTasks();
        assertTrue(listener.config().isAutoRead(), "it listens again");
        listener.checkException();
    }
}

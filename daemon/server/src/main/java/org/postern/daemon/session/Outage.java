package org.postern.daemon.session;

import java.io.IOException;
import java.util.concurrent.Semaphore;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a server that keeps sessions answers. While it does not, one request at a time tries, and the others fail at once: so a dead
 * server does not hold all threads for as long as its time-out is, and the first try after it has come back ends the outage.
 */
final class Outage {

    private static final Logger LOG = LoggerFactory.getLogger(Outage.class);

    private final String server;
    private final Semaphore tries = new Semaphore(1);

    /** What it failed with last; null if it answers. */
    private volatile @Nullable String why;

    /** @param server for messages */
    Outage(String server) {
        this.server = server;
    }

    /** What a server is asked. */
    interface Call<T> {
        T answer() throws IOException;
    }

    <T> T ask(Call<T> call) throws IOException {
        String last = why;
        if (last == null) {
            return answer(call);
        }
        if (!tries.tryAcquire()) {
            throw new IOException(server + ": fails, and another request tries it again; it failed with: " + last);
        }
        try {
            return answer(call);
        } finally {
            tries.release();
        }
    }

    private <T> T answer(Call<T> call) throws IOException {
        try {
            T answer = call.answer();
            if (why != null) {
                why = null;
                LOG.info("{} answers again, and so sessions are kept", server);
            }
            return answer;
        } catch (IOException e) {
            why = String.valueOf(e.getMessage());
            throw new IOException(server + ": " + why, e);
        }
    }

    /** The messages of an exception and of what has caused it, each said once. */
    static String told(Throwable thrown) {
        StringBuilder told = new StringBuilder();
        for (Throwable each = thrown; each != null; each = each.getCause()) {
            String message = each.getMessage() == null ? each.getClass().getSimpleName() : each.getMessage();
            if (told.indexOf(message) < 0) {
                told.append(told.length() == 0 ? "" : ": ").append(message.strip());
            }
        }
        return told.toString();
    }
}

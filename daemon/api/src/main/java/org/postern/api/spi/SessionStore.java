package org.postern.api.spi;

import java.io.IOException;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Where sessions lie between requests. What it says was saved outlives the process, if anything of the store does; a session is in it
 * as it was saved once, as a whole, or not at all. Safe for any thread, and for several daemons at once where they share one.
 *
 * <p>A store fails with an {@link IOException} that says what and where; then the visitor gets a 503, never an empty session. It does
 * not retry for longer than a request should wait.
 */
public interface SessionStore extends AutoCloseable {

    /**
     * The name of a session.
     *
     * @param interpreter to which it belongs; the same id in another interpreter is another session
     * @param id 32 characters, each one of 0-9 and a-f
     */
    record Key(String interpreter, String id) {}

    /**
     * A session as it is stored.
     *
     * @param content in a format of the daemon's; nobody changes the array
     * @param expires when it has ended, to the millisecond; asking for it later is no mistake
     * @param version 1 when it is created, and one more each time it is replaced
     */
    record Entry(byte[] content, Instant expires, long version) {}

    /** The session of a key, be it expired or not; null if there is none. One that is damaged is put aside, and an exception. */
    @Nullable
    Entry load(Key key) throws IOException;

    /** Stores a session that is not there yet. Returns false, and changes nothing, if it is. */
    boolean create(Key key, Entry entry) throws IOException;

    /**
     * Stores a session in place of the version before. Returns false, and changes nothing, if it is not there, or not in version {@code
     * entry.version() - 1}.
     */
    boolean replace(Key key, Entry entry) throws IOException;

    /** Removes a session, if it is there. */
    void delete(Key key) throws IOException;

    /**
     * Removes some of the sessions that have expired, in well under a second, without being in the way of others. Called again and
     * again by one thread.
     *
     * @return whether there may be more of them; false if there is nothing to do for now
     */
    boolean expire(Instant now) throws IOException;

    /** Lets go of files and connections. */
    @Override
    void close();
}

package org.postern.api;

import java.time.Instant;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What the site remembers of a visitor from one request to the next, found again by a cookie.
 *
 * <pre>{@code
 * Session session = req.session();
 * session.put("visits", session.get("visits", 0) + 1);
 * }</pre>
 *
 * <p>It begins to be when something is put into it: then it is stored, and the visitor gets the cookie; that has to be before the head of
 * the answer is out. Changes are saved when the answer ends, whatever came of the request, before the visitor has the last of it.
 *
 * <p>Values are of types that outlive a reload of modules and a restart of the daemon: String, Boolean, Character, Integer, Long, Short,
 * Byte, Float, Double, BigInteger, BigDecimal, byte[], Instant, Duration, LocalDate, LocalTime, LocalDateTime, UUID, and List, Set and Map
 * (with String keys) of these. Collections come back as ArrayList, LinkedHashSet and LinkedHashMap; what is changed in them is saved, too.
 *
 * <p>Belongs to the thread of its request. Where the store fails, or another request does not let go of the session, the visitor gets a
 * 503. Once the answer has ended it can be read only.
 */
public interface Session {

    /** What goes on beside it in other requests with the same session. */
    enum Mode {
        /** Nothing: others that want to lock it wait until this one has ended, or {@link Session#unlock} is called. */
        LOCK,
        /** Anything: it is as it was when it was opened, and cannot be changed. */
        READ_ONLY,
        /** Anything: of several that change it the last one counts. */
        NO_LOCK
    }

    /** The session of a request; as {@link Request#session()}. */
    static Session open(Request req) {
        return req.session();
    }

    /** The session of a request; as {@link Request#session(Mode)}. */
    static Session open(Request req, Mode mode) {
        return req.session(mode);
    }

    /** One more session of a request; as {@link Request#session(Mode, String)}. */
    static Session open(Request req, Mode mode, String cookieName) {
        return req.session(mode, cookieName);
    }

    /** By what it is found again: 32 characters, random, never one that the client has made up. */
    String id();

    /** Whether no request before this one has stored it. */
    boolean isNew();

    /** When it began. */
    Instant created();

    /** When the last request with it was, as far as that was stored: it is at most a tenth of {@link #timeout}, or a minute, later. */
    Instant lastAccessed();

    /** After how many seconds without a request it ends. */
    int timeout();

    /** Sets after how many seconds without a request it ends; 1 or more. */
    void timeout(int seconds);

    // --- what it has

    /** The value of a key, or null. */
    @Nullable
    Object get(String key);

    /**
     * The value of a key, or {@code other} where there is none.
     *
     * @throws ClassCastException if there is one of another type, for text, numbers, and all else that is no collection
     */
    <T> T get(String key, T other);

    /** Whether there is a value. */
    boolean contains(String key);

    /** The keys that have a value, in the order in which they came; a copy. */
    Set<String> keys();

    /**
     * Sets a value; of collections it takes a copy.
     *
     * @throws IllegalArgumentException if the value, or one in it, is of a type that would not outlive a reload
     * @throws IllegalStateException if the session cannot be changed: it is opened to be read, or over; or it is new, and the head of the
     *     answer is out
     */
    void put(String key, Object value);

    /** Takes a value out, and returns it; null if there was none. */
    @Nullable
    Object remove(String key);

    /** Takes all values out. */
    void clear();

    // --- how it goes on

    /** Stores it now, changed or not; a new one, too, that has nothing in it. Does nothing after {@link #invalidate}. */
    void save();

    /**
     * Goes on under another id, and the old one is worth nothing any more: for when somebody logs in, as a stranger may know, or have
     * planted, the id from before.
     */
    void renew();

    /** Forgets it, and what it has, at once. What is put afterwards begins a new one. */
    void delete();

    /** Ends it: forgets it, takes the cookie from the visitor, and nothing can be put any more. For when somebody logs out. */
    void invalidate();

    /** Saves changes and lets other requests go on with it; from now on it can be read only. */
    void unlock();
}

package org.postern.daemon.session;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;

import org.jspecify.annotations.Nullable;
import org.postern.api.Cookie;
import org.postern.api.Request;
import org.postern.api.Session;
import org.postern.api.spi.SessionStore.Key;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;

/** A session while a request has it; here, how it comes from its store and goes back. */
abstract class KeptSession implements Session {

    /** The last request is not told more exactly than this, or a tenth of the time-out, so that most looks write nothing. */
    private static final Duration GRAIN = Duration.ofMinutes(1);

    private static final int TRIES = 10;

    enum State {
        OPEN,
        /** Can be read only. */
        CLOSED,
        /** Is no more. */
        ENDED
    }

    final RequestSessions home;
    final Keeping keeping;
    final Request req;
    final SessionOptions options;

    Mode mode;
    State state = State.OPEN;
    Key key;
    SessionContent content;
    private byte[] saved = {};
    long version;
    boolean isNew;
    boolean wanted;

    @Nullable
    Key previous;

    /** @param kept as it was stored; null for a new one */
    KeptSession(
            RequestSessions home,
            Request req,
            SessionOptions options,
            Mode mode,
            Key key,
            Keeping.@Nullable Kept kept) {
        this.home = home;
        this.keeping = home.keeping();
        this.req = req;
        this.options = options;
        this.mode = mode;
        this.key = key;
        this.content = empty();
        this.isNew = kept == null;
        if (kept != null) {
            take(kept);
        }
    }

    final SessionContent empty() {
        Instant now = keeping.now();
        return new SessionContent(
                options.cookieName(), now, now, options.timeout(), options.lifetime(), new LinkedHashMap<>());
    }

    private void take(Keeping.Kept kept) {
        content = kept.content();
        version = kept.version();
        saved = SessionFormat.bytes(content);
    }

    // --- for the request

    /** Somebody asks for it again, in this mode. */
    final void want(Mode wish) {
        if (state != State.OPEN || mode == Mode.LOCK || wish == Mode.READ_ONLY || wish == mode) {
            return;
        }
        if (wish == Mode.LOCK) {
            if (mode == Mode.NO_LOCK && isChanged()) {
                throw new IllegalStateException("session \"" + options.cookieName()
                        + "\": it was changed without a lock (expected: Mode.LOCK before the first change)");
            }
            home.lock(key);
        }
        mode = wish;
        if (mode == Mode.LOCK && version > 0) {
            loadAnew();
        }
    }

    private void loadAnew() {
        Keeping.Kept kept;
        try {
            kept = keeping.load(key, options.cookieName());
        } catch (RuntimeException e) {
            close(); // or what it was would be stored over what it is
            throw e;
        }
        if (kept != null) {
            take(kept);
        } else {
            begin(); // it has ended meanwhile
        }
    }

    /** Goes on as a new session. */
    final void begin() {
        home.unlock(key);
        key = home.fresh();
        content = empty();
        version = 0;
        isNew = true;
        wanted = false;
        if (mode == Mode.LOCK) {
            home.lock(key);
        }
    }

    /** The head of the answer goes out: what has its id in it is stored before. */
    final void beforeHead() {
        if (state == State.OPEN && version == 0 && mode != Mode.READ_ONLY && isChanged()) {
            try {
                store();
            } catch (RuntimeException e) {
                close();
                throw e;
            }
        }
    }

    /** Saves changes and lets go of it. */
    final void finish() {
        if (state != State.OPEN) {
            close();
            return;
        }
        try {
            if (mode != Mode.READ_ONLY && isChanged()) {
                store();
            } else {
                touch();
            }
        } finally {
            close();
        }
    }

    /** Lets go of it. */
    final void close() {
        state = state == State.ENDED ? State.ENDED : State.CLOSED;
        home.unlock(key);
        if (previous != null) {
            home.unlock(previous);
        }
    }

    // --- storing

    private boolean isChanged() {
        if (version == 0) {
            return wanted || !content.values().isEmpty();
        }
        return !Arrays.equals(saved, bytes());
    }

    private byte[] bytes() {
        content.values()
                .forEach(SessionValues::copy); // which refuses what was changed in place and could not be read again
        return SessionFormat.bytes(content);
    }

    final void store() {
        bytes();
        content = content.accessedAt(keeping.now());
        if (version == 0) {
            checkHead();
            keeping.create(key, content);
            version = 1;
            Cookie.addCookie(req, options.cookie(key.id()));
            if (previous != null) {
                keeping.delete(previous);
                home.unlock(previous);
                previous = null;
            }
        } else {
            replace();
        }
        saved = SessionFormat.bytes(content);
    }

    /** Where another request has changed it meanwhile, this one counts; where another one has ended it, that stands. */
    private void replace() {
        for (int i = 0; i < TRIES; i++) {
            if (keeping.replace(key, content, version + 1)) {
                version++;
                return;
            }
            Keeping.Kept there = keeping.load(key, options.cookieName());
            if (there == null) {
                home.log().info("a session has ended while a request changed it: the change is lost");
                state = State.ENDED;
                return;
            }
            if (mode == Mode.LOCK) {
                home.log()
                        .warn(
                                "a session was changed by another daemon while a request had it: the request's change counts");
            }
            version = there.version();
        }
        throw new Fault(
                Code.SESSION_STORE, "a session cannot be stored: others change it " + TRIES + " times meanwhile");
    }

    /** Notes that somebody was there; whoever stores the session meanwhile notes that, too. */
    private void touch() {
        Instant now = keeping.now();
        Duration tenth = content.timeout().dividedBy(10);
        Duration grain = tenth.compareTo(GRAIN) < 0 ? tenth : GRAIN;
        boolean ahead =
                content.accessed().isAfter(now.plus(GRAIN)); // the clock was set back: it would live as much longer
        if (version > 0 && (ahead || content.accessed().plus(grain).isBefore(now))) {
            Keeping.Kept there = keeping.load(key, options.cookieName()); // not what a reader may have made of it
            if (there != null) {
                keeping.replace(key, there.content().accessedAt(now), there.version() + 1);
            }
        }
    }

    final void checkHead() {
        if (req.sentBodyct()) {
            throw new IllegalStateException("session \"" + options.cookieName()
                    + "\": it is new, and its cookie cannot be sent, as the head of the answer is out"
                    + " (expected: the first change before more than response.buffer is written, and before flush)");
        }
    }

    /** Whether something can be done to it; else throws. */
    final void checkChange() {
        String why = state == State.ENDED
                ? "it has ended (expected: no change after invalidate())"
                : state == State.CLOSED
                        ? "it can be read only, as the answer has ended or unlock() was called"
                        : mode == Mode.READ_ONLY ? "it was opened READ_ONLY (expected: Mode.LOCK or NO_LOCK)" : null;
        if (why != null) {
            throw new IllegalStateException("session \"" + options.cookieName() + "\": " + why);
        }
        if (version == 0) {
            checkHead();
        }
    }
}

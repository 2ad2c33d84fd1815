package org.postern.daemon.session;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.postern.api.Request;
import org.postern.api.Session;
import org.postern.api.spi.SessionStore.Key;
import org.postern.daemon.fault.Fault;
import org.postern.daemon.fault.LogText;
import org.postern.daemon.fault.Tellable;
import org.slf4j.Logger;

/** The sessions of one request of a client's, redirects included: by the names of their cookies. Belongs to its thread. */
public final class RequestSessions {

    private final Sessions sessions;
    private final String interpreter;
    private final Logger log;
    private final String line;
    private SessionLocks.@Nullable Owner owner;
    private Map<String, OpenSession> open = Map.of(); // most requests have none
    private boolean finished;

    /** @param line its first line */
    RequestSessions(Sessions sessions, String interpreter, String line, Logger log) {
        this.sessions = sessions;
        this.interpreter = interpreter;
        this.log = log;
        this.line = line;
    }

    // --- for handlers

    /**
     * The session of a cookie; the same each time.
     *
     * @param mode null for that in the options
     * @param cookieName null for that in the options
     */
    public Session open(Request req, Session.@Nullable Mode mode, @Nullable String cookieName) {
        SessionOptions options = SessionOptions.of(req, cookieName);
        Session.Mode wish = mode == null ? options.mode() : mode;
        OpenSession there = open.get(options.cookieName());
        if (there != null) {
            there.want(wish);
            return there;
        }
        OpenSession found = find(req, options, finished ? Session.Mode.READ_ONLY : wish);
        open = open.isEmpty() ? new LinkedHashMap<>() : open;
        open.put(options.cookieName(), found);
        if (finished) {
            found.close();
        }
        return found;
    }

    /** Whether the session of a request is open. */
    public boolean isOpen(Request req) {
        return open.containsKey(SessionOptions.of(req, null).cookieName());
    }

    private OpenSession find(Request req, SessionOptions options, Session.Mode mode) {
        String id = options.idIn(req);
        Key asked = id == null ? null : new Key(interpreter, id);
        if (asked != null && !sessions.locks().isHeld(asked, owner())) {
            Keeping.Kept kept = load(asked, options, mode);
            if (kept != null) {
                return new OpenSession(this, req, options, mode, asked, kept);
            }
        }
        Key fresh = fresh();
        if (mode == Session.Mode.LOCK) {
            lock(fresh);
        }
        return new OpenSession(this, req, options, mode, fresh, null);
    }

    private Keeping.@Nullable Kept load(Key key, SessionOptions options, Session.Mode mode) {
        if (mode == Session.Mode.LOCK) {
            lock(key);
        }
        Keeping.Kept kept = null;
        try {
            kept = keeping().load(key, options.cookieName());
        } finally {
            if (kept == null) {
                unlock(key);
            }
        }
        return kept;
    }

    // --- for its sessions

    Keeping keeping() {
        return sessions.keeping();
    }

    Logger log() {
        return log;
    }

    Key fresh() {
        return new Key(interpreter, sessions.ids().next());
    }

    void lock(Key key) {
        sessions.locks().lock(key, owner());
    }

    /** Lets go of a session, if it has it. */
    void unlock(Key key) {
        sessions.locks().unlock(key, owner());
    }

    private SessionLocks.Owner owner() {
        owner = owner == null ? new SessionLocks.Owner(line) : owner;
        return owner;
    }

    // --- for the answer

    /** Whether the answer may depend on who asks. */
    public boolean areUsed() {
        return !open.isEmpty();
    }

    /** Before the head of the answer goes out. */
    public void beforeHead() {
        if (!open.isEmpty()) {
            open.values().forEach(OpenSession::beforeHead);
        }
    }

    /** Before the answer ends: saves what was changed and lets go of all; the first failure is thrown when that is done. */
    public void finish() {
        finished = true;
        if (open.isEmpty()) {
            return;
        }
        RuntimeException first = null;
        for (OpenSession session : open.values()) {
            try {
                session.finish();
            } catch (RuntimeException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }

    /** The same where nobody can be told any more but the log. */
    public void finishQuietly() {
        try {
            finish();
        } catch (Fault fault) {
            log.error("{} [request \"{}\"]", fault.line(), LogText.of(line), fault.getCause());
        } catch (RuntimeException e) {
            log.error("a session was not saved: {} [request \"{}\"]", Tellable.of(e), LogText.of(line), e);
        }
    }

    /** Lets go of all, whatever has happened. */
    public void release() {
        finished = true;
        if (!open.isEmpty()) {
            open.values().forEach(OpenSession::close);
        }
    }
}

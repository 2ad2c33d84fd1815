package org.postern.handlers;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.postern.api.Request;
import org.postern.api.Session;

/** Who has logged in, as the session remembers it: a user for each source of users. */
final class LoggedIn {

    private static final String KEY = "postern.auth.form";

    private LoggedIn() {}

    /** Who has logged in with these users; null if nobody has, or he is none of them any more. */
    static @Nullable String user(Request req, Users users) {
        Object known = all(req.session(Session.Mode.READ_ONLY)).get(users.source());
        if (known instanceof List<?> entry
                && entry.size() == 2
                && entry.get(0) instanceof String user
                && entry.get(1).equals(users.mark(user))) {
            return user;
        }
        return null;
    }

    /** Remembers a user, in a session of another id than anybody could know before, and without what is another user's. */
    static void put(Request req, Users users, String user) {
        Session session = req.session(Session.Mode.LOCK);
        session.renew();
        Map<String, Object> all = all(session);
        if (all.get(users.source()) instanceof List<?> before && !before.get(0).equals(user)) {
            session.clear(); // what another user has done is none of this one's business
            all.clear();
        }
        all.put(users.source(), List.of(user, String.valueOf(users.mark(user))));
        session.put(KEY, all);
    }

    private static Map<String, Object> all(Session session) {
        Map<String, Object> all = new LinkedHashMap<>();
        if (session.get(KEY) instanceof Map<?, ?> kept) {
            kept.forEach((source, user) -> all.put(String.valueOf(source), user));
        }
        return all;
    }
}

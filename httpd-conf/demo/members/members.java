import static org.postern.api.Apache.*;

import org.postern.api.Csrf;
import org.postern.api.Passwords;
import org.postern.api.Request;

/** A folder for those who have logged in. */
public class members {

    // Of the password "demo". Keep hashes alone, never passwords.
    private static final String HASH = Passwords.hash("demo");

    private static final String LOGIN = """
            <p>%s</p>
            <form method="post" action="/members/login">
            %s
            <label>User
            <input name="user" required autocomplete="username"></label>
            <label>Password
            <input name="password" type="password" required autocomplete="current-password"></label>
            <button>Log in</button>
            </form>
            """;

    // The field is the page's own token: forms of other sites have none, and so cannot
    // log you out.
    private static final String LOGOUT = """
            <p>Welcome, %s. Nobody else sees this.</p>
            <form method="post" action="/members/logout">
            %s
            <button>Log out</button>
            </form>
            """;

    /** Runs for those who have logged in, and for nobody else. */
    public static int handler(Request req) throws Exception {
        return answer(req, "Members", LOGOUT.formatted(Html.escape(req.user()), Csrf.field(req)));
    }

    /** Asked at the login. For a user that there is not it takes as long. */
    static boolean knows(Request req, String user, String password) {
        return Passwords.verify(password, user.equals("demo") ? HASH : null);
    }

    /** Shows the login. The message is text, what is hidden is HTML. */
    static void page(Request req, String message, String hidden) throws Exception {
        answer(req, "Please log in", LOGIN.formatted(Html.escape(message), hidden));
    }

    private static int answer(Request req, String title, String content) throws Exception {
        req.contentType("text/html; charset=utf-8");
        req.write(Html.page(title, content));
        return OK;
    }
}

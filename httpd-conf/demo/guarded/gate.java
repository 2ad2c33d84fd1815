import static org.postern.api.Apache.*;

import org.postern.api.Request;

/** Two handlers in one file: one asks who is there, the other answers. */
public class gate {

    // Runs first. Anything but OK, and the other handler does not run at all.
    public static int authenHandler(Request req) {
        String password = req.getBasicAuthPw(); // or null; sets the user
        boolean known = "demo".equals(req.user()) && "demo".equals(password);
        return known ? OK : HTTP_UNAUTHORIZED;
    }

    public static int handler(Request req) throws Exception {
        req.contentType("text/plain");
        req.write("Welcome, " + req.user() + ".\n");
        return OK;
    }
}

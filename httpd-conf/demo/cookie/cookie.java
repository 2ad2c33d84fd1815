import static org.postern.api.Apache.*;

import java.util.List;
import java.util.UUID;
import org.postern.api.Apache;
import org.postern.api.Cookie;
import org.postern.api.Request;
import org.postern.api.SignedCookie;
import org.postern.api.Util;

/** A score that lies with the visitor, who can read it, and cannot change it. */
public class cookie {

    // Another one whenever the daemon starts. For cookies that live longer, have one
    // in httpd's configuration, outside of what is served, and ask req.getOptions().
    private static final String SECRET =
            Apache.keep("secret", () -> UUID.randomUUID() + "" + UUID.randomUUID());

    private static final String FORM = """
            <form method="post" action="/cookie/">
            <button name="do" value="win">Win a point</button>
            <button name="do" value="cheat">Cheat</button>
            </form>
            """;

    public static int handler(Request req) throws Exception {
        Cookie sent = Cookie.getCookie(req, "score");
        SignedCookie score = SignedCookie.getCookie(req, "score", SECRET);
        int points = score == null ? 0 : (Integer) score.data();
        switch (req.method()) {
            case "GET", "HEAD":
                req.contentType("text/html; charset=utf-8");
                req.write(Html.page("A signed cookie", tell(sent, score) + FORM));
                return OK;
            case "POST":
                boolean cheat = req.form().getlist("do").contains("cheat");
                Cookie next = cheat ? forged(sent) : new SignedCookie("score", points + 1, SECRET);
                Cookie.addCookie(req, next.path("/cookie/").httponly(true).samesite("Lax"));
                Util.redirect(req, "/cookie/");
                return OK;
            default:
                req.allowMethods(List.of("GET", "HEAD", "POST"));
                return HTTP_METHOD_NOT_ALLOWED;
        }
    }

    // What a visitor could do: other data, which is Base64 of 1000, and the signature
    // of the old one.
    private static Cookie forged(Cookie sent) {
        String old = sent == null ? "." : sent.value();
        return new Cookie("score", "MTAwMA" + old.substring(old.lastIndexOf('.')));
    }

    private static String tell(Cookie sent, SignedCookie score) {
        if (sent == null) {
            return "<p>There is no cookie yet.</p>\n";
        }
        String value = "<p>The cookie: <code>" + Html.escape(sent.value()) + "</code></p>\n";
        return score == null
                ? "<p>Nobody here has signed this cookie, so it counts for nothing.</p>\n" + value
                : "<p>Points: " + score.data() + "</p>\n" + value;
    }
}

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.postern.api.Apache.*;

import java.net.URLDecoder;
import java.util.List;
import org.postern.api.Request;
import org.postern.api.ServerReturn;

/** A form, and the answer to it. */
public class form {

    private static final int LONGEST = 2000; // bytes

    private static final String FORM = """
            <form method="post" action="/form/">
            <label>Your name
            <input name="name" required maxlength="80"></label>
            <button>Send</button>
            </form>
            """;

    public static int handler(Request req) throws Exception {
        switch (req.method()) {
            case "GET", "HEAD":
                return answer(req, FORM);
            case "POST":
                String hello = "<p>Hello, " + Html.escape(name(req)) + "!</p>\n";
                return answer(req, hello + FORM);
            default:
                req.allowMethods(List.of("GET", "HEAD", "POST"));
                return HTTP_METHOD_NOT_ALLOWED;
        }
    }

    private static int answer(Request req, String content) throws Exception {
        req.contentType("text/html; charset=utf-8");
        req.write(Html.page("A form", content));
        return OK;
    }

    // The body looks like this: name=Zo%C3%AB. ServerReturn ends the request, from
    // anywhere.
    private static String name(Request req) throws Exception {
        byte[] body = req.read(LONGEST + 1); // never without a limit
        if (body.length > LONGEST) {
            throw new ServerReturn(HTTP_REQUEST_ENTITY_TOO_LARGE);
        }
        String text = new String(body, UTF_8);
        if (!text.startsWith("name=")) {
            throw new ServerReturn(HTTP_BAD_REQUEST);
        }
        try {
            return URLDecoder.decode(text.substring("name=".length()), UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            throw new ServerReturn(HTTP_BAD_REQUEST);
        }
    }
}

import static org.postern.api.Apache.*;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.postern.api.Request;

/** Shows the sources of this site, as httpd itself never does. */
public class show {

    // Never build a path from what a client sends. This list is all that can be
    // asked for.
    private static final List<String> FILES = List.of(
            "hello/hello.java",
            "hello/.htaccess",
            "compact/clock.java",
            "compact/.htaccess",
            "inline/.htaccess",
            "counter/counter.java",
            "counter/Ordinal.java",
            "counter/.htaccess",
            "dump/dump.java",
            "dump/.htaccess",
            "form/form.java",
            "form/.htaccess",
            "upload/upload.java",
            "upload/.htaccess",
            "notes/notes.java",
            "notes/.htaccess",
            "members/members.java",
            "members/.htaccess",
            "cookie/cookie.java",
            "cookie/.htaccess",
            "publisher/shop.java",
            "publisher/.htaccess",
            "error/error.java",
            "error/.htaccess",
            "guarded/gate.java",
            "guarded/.htaccess",
            "filter/upper.java",
            "filter/.htaccess",
            "show/show.java",
            "show/.htaccess",
            "Html.java",
            ".htaccess");

    public static int handler(Request req) throws Exception {
        String query = req.args();
        if (query == null) {
            return answer(req, "Sources", list());
        }
        for (String name : FILES) {
            if (query.equals("file=" + name)) {
                return answer(req, name, source(Path.of(req.documentRoot(), name)));
            }
        }
        return HTTP_NOT_FOUND;
    }

    private static int answer(Request req, String title, String content)
            throws Exception {
        req.contentType("text/html; charset=utf-8");
        req.write(Html.page(title, content));
        return OK;
    }

    private static String list() {
        StringBuilder items = new StringBuilder();
        for (String name : FILES) {
            String item = "<li><a href=\"?file=%1$s\">%1$s</a></li>\n";
            items.append(item.formatted(name));
        }
        return "<ul>\n" + items + "</ul>";
    }

    private static String source(Path file) throws Exception {
        String path = Html.escape(file.toString());
        String text = Html.escape(Files.readString(file));
        String page = "<p><code>%s</code></p>\n<pre tabindex=\"0\">%s</pre>";
        return page.formatted(path, text);
    }
}

import static org.postern.api.Apache.*;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.postern.api.Request;

/** Shows what a request carries. */
public class dump {

    // Whoever looks over your shoulder should not be able to log in as you.
    private static final Set<String> SECRET =
            Set.of("authorization", "proxy-authorization", "cookie");

    public static int handler(Request req) throws Exception {
        StringBuilder rows = new StringBuilder();
        row(rows, "method", req.method());
        row(rows, "URI", req.uri());
        row(rows, "path info", req.pathInfo());
        row(rows, "query", req.args()); // null without a question mark
        for (Map.Entry<String, String> header : req.headersIn()) {
            if (!SECRET.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                row(rows, header.getKey(), header.getValue());
            }
        }
        req.contentType("text/html; charset=utf-8");
        req.write(Html.page("Your request", "<table>\n" + rows + "</table>"));
        return OK;
    }

    private static void row(StringBuilder rows, String name, String value) {
        rows.append("<tr><th scope=\"row\">")
                .append(Html.escape(name))
                .append("</th><td>")
                .append(value == null ? "<i>none</i>" : Html.escape(value))
                .append("</td></tr>\n");
    }
}

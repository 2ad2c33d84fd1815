import static org.postern.api.Apache.*;

import java.util.ArrayList;
import java.util.List;
import org.postern.api.FieldStorage;
import org.postern.api.Request;
import org.postern.api.Session;
import org.postern.api.Util;

/** Notes that each visitor has alone. */
public class notes {

    private static final int MOST = 10; // notes
    private static final int LONGEST = 200; // characters

    private static final String FORM = """
            <form method="post" action="/notes/">
            <label>A note
            <input name="note" required maxlength="200"></label>
            <button>Keep</button>
            <button name="forget" value="all" formnovalidate>Forget all</button>
            </form>
            """;

    public static int handler(Request req) throws Exception {
        // To look into a session begins none: no cookie without a note.
        Session session = req.session();
        List<String> notes = session.get("notes", List.of());
        switch (req.method()) {
            case "GET", "HEAD":
                req.contentType("text/html; charset=utf-8");
                req.write(Html.page("Your notes", list(notes) + FORM));
                return OK;
            case "POST":
                change(session, notes, req.form());
                // Away from the POST, so that a reload does not send it again.
                Util.redirect(req, "/notes/");
                return OK;
            default:
                req.allowMethods(List.of("GET", "HEAD", "POST"));
                return HTTP_METHOD_NOT_ALLOWED;
        }
    }

    // A form on somebody else's site can be sent here, too. But the session's cookie
    // is SameSite=Lax, and browsers leave it out then: these notes are not reached.
    private static void change(Session session, List<String> notes, FieldStorage form) {
        String note = form.getfirst("note", "").strip();
        if (form.contains("forget")) {
            session.delete();
        } else if (!note.isEmpty() && note.length() <= LONGEST) {
            List<String> more = new ArrayList<>(notes);
            more.add(note);
            session.put("notes", more.subList(Math.max(0, more.size() - MOST), more.size()));
        }
    }

    private static String list(List<String> notes) {
        StringBuilder items = new StringBuilder();
        for (String note : notes) {
            items.append("<li>").append(Html.escape(note)).append("</li>\n");
        }
        return notes.isEmpty() ? "<p>No notes yet.</p>\n" : "<ol>\n" + items + "</ol>\n";
    }
}

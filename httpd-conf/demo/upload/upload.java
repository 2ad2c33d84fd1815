import static org.postern.api.Apache.*;

import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.postern.api.Field;
import org.postern.api.Request;

import static java.io.OutputStream.nullOutputStream;

/** Takes a file, and tells what has arrived. */
public class upload {

    private static final long LARGEST = 5 << 20; // bytes, 5 MB

    private static final String FORM = """
            <form method="post" action="/upload/" enctype="multipart/form-data">
            <label>A file, up to 5 MB
            <input type="file" name="file" required></label>
            <button>Upload</button>
            </form>
            """;

    public static int handler(Request req) throws Exception {
        switch (req.method()) {
            case "GET", "HEAD":
                return answer(req, "");
            case "POST":
                return receive(req, req.form().field("file"));
            default:
                req.allowMethods(List.of("GET", "HEAD", "POST"));
                return HTTP_METHOD_NOT_ALLOWED;
        }
    }

    private static int receive(Request req, Field file) throws Exception {
        if (file == null || file.filename() == null) {
            req.status(HTTP_BAD_REQUEST);
            return answer(req, "<p>Please choose a file.</p>");
        }
        // Of more than forms.file-max, a setting of 1 GB, the daemon takes nothing.
        if (file.size() > LARGEST) {
            req.status(HTTP_REQUEST_ENTITY_TOO_LARGE);
            return answer(req, "<p>The file is too large: %,d bytes, and %,d are allowed.</p>"
                    .formatted(file.size(), LARGEST));
        }
        // To keep a file, copy it: file.copyTo(path), under a name of your own.
        // This one is gone when the request is over.
        return answer(req, """
                <table>
                <tr><th scope="row">name</th><td>%s</td></tr>
                <tr><th scope="row">size</th><td>%,d bytes</td></tr>
                <tr><th scope="row">SHA-256</th><td><code>%s</code></td></tr>
                </table>
                """.formatted(Html.escape(file.filename()), file.size(), sha256(file)));
    }

    // Piece by piece: a large file is never in memory as a whole.
    private static String sha256(Field file) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (InputStream in = new DigestInputStream(file.file(), digest)) {
            in.transferTo(nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static int answer(Request req, String content) throws Exception {
        req.contentType("text/html; charset=utf-8");
        req.write(Html.page("An upload", content + FORM));
        return OK;
    }
}

import static org.postern.api.Apache.*;

import org.postern.api.FieldStorage;
import org.postern.api.Request;

public class form {
    public static int handler(Request req) throws Exception {
        FieldStorage form = req.form();
        int total = 0;
        for (String name : form) {
            total += form.getfirst(name, "").length();
        }
        req.contentType("text/plain");
        req.write(total + "\n");
        return OK;
    }
}

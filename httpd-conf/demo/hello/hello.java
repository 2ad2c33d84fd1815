import static org.postern.api.Apache.*;

import org.postern.api.Request;

public class hello {

    // Apache's word for code that answers is "handler", hence the name.
    public static int handler(Request req) throws Exception {
        req.contentType("text/plain");
        req.write("Hello, world!\n");
        return OK;
    }
}

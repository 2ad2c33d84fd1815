import static org.postern.api.Apache.*;

import org.postern.api.Request;

public class page {
    private static final String PAGE = "0123456789abcde\n".repeat(640);

    public static int handler(Request req) throws Exception {
        req.contentType("text/plain");
        req.write(PAGE);
        return OK;
    }
}

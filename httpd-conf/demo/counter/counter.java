import static org.postern.api.Apache.*;

import java.util.concurrent.atomic.AtomicLong;
import org.postern.api.Apache;
import org.postern.api.Request;

public class counter {

    // Kept under its name when this file, or one that it uses, is loaded anew.
    // Many threads may run the handler at once, hence not a plain long.
    private static final AtomicLong VISITS =
            Apache.keep("visits", AtomicLong::new);

    public static int handler(Request req) throws Exception {
        long visit = VISITS.incrementAndGet();
        req.contentType("text/plain");
        // Ordinal is the file beside this one. It needs no import.
        req.write("This is the " + Ordinal.of(visit) + " visit.\n");
        return OK;
    }
}

package org.postern.daemon.kit;

/** Sources of handlers that many tests need. */
public final class Sources {

    private Sources() {}

    /** A class whose handler writes what an expression gives, as plain text. */
    public static String page(String name, String expression) {
        return handler(
                name, "req.contentType(\"text/plain\"); req.write(String.valueOf(" + expression + ")); return OK;");
    }

    /** A class whose handler has this body. */
    public static String handler(String name, String body) {
        return """
                import static org.postern.api.Apache.*;
                import org.postern.api.*;
                import java.util.*;

                public class %s {
                    public static int handler(Request req) throws Exception {
                        %s
                    }
                }
                """.formatted(name, body);
    }

    /** A class with these members; they can name what modules mostly need without imports of their own. */
    public static String module(String name, String... members) {
        return """
                import static org.postern.api.Apache.*;
                import org.postern.api.*;
                import java.util.*;
                import java.util.concurrent.*;
                import java.util.concurrent.atomic.*;
                import java.util.concurrent.locks.*;

                public class %s {
                %s
                }
                """.formatted(name, String.join("\n", members));
    }
}

package org.postern.handlers;

import static org.postern.api.Apache.DECLINED;
import static org.postern.api.Apache.HTTP_NOT_FOUND;
import static org.postern.api.Apache.OK;

import java.util.LinkedHashMap;
import java.util.Map;

import org.postern.api.Request;
import org.postern.api.spi.Host;

/**
 * {@code postern.cgi}: runs a program, a class with a {@code main}, that reads and writes as CGI has it (RFC 3875), within the daemon.
 *
 * <pre>
 *   variables, query  -&gt; environ(), arguments
 *   body              -&gt; System.in            {@link ProgramMain}
 *   System.out        -&gt; {@link CgiAnswer}    header, body
 * </pre>
 */
public final class Cgi {

    private Cgi() {}

    /** Runs the program that the URL means, with or without {@code .java}. Any other file is left to the default handler. */
    public static int handler(Request req) throws Exception {
        ProgramFile file = ProgramFile.of(req);
        if (file == null) {
            return Sources.isFile(req.filename()) ? DECLINED : HTTP_NOT_FOUND;
        }
        ProgramMain main = ProgramMain.of(file.type(), file.source());
        CgiAnswer answer = new CgiAnswer(req, file.source());
        Host.current().programs().run(req.inputStream(), answer, environ(req, file), () -> {
            main.call(CgiArguments.of(req), req);
            return null;
        });
        answer.end();
        return OK;
    }

    private static Map<String, String> environ(Request req, ProgramFile file) {
        req.addCgiVars();
        Map<String, String> environ = new LinkedHashMap<>();
        req.subprocessEnv().forEach(variable -> environ.put(variable.getKey(), variable.getValue()));
        environ.put("SCRIPT_FILENAME", file.source());
        return Map.copyOf(environ);
    }
}

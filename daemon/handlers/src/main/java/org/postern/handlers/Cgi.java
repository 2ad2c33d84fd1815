package org.postern.handlers;

import static org.postern.api.Apache.DECLINED;
import static org.postern.api.Apache.HTTP_NOT_FOUND;
import static org.postern.api.Apache.OK;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
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
            return isOther(req.filename()) ? DECLINED : HTTP_NOT_FOUND;
        }
        Class<?> type = Host.current().moduleOfRequest(file.folder(), "./" + file.module());
        ProgramMain main = ProgramMain.of(type, file.path());
        CgiAnswer answer = new CgiAnswer(req, file.path());
        Host.current().run(req.inputStream(), answer, environ(req, file), () -> {
            main.call(CgiArguments.of(req), req);
            return null;
        });
        answer.end();
        return OK;
    }

    private static boolean isOther(@Nullable String filename) {
        return filename != null && !filename.endsWith(PublishedPath.JAVA) && Files.exists(Path.of(filename));
    }

    private static Map<String, String> environ(Request req, ProgramFile file) {
        req.addCgiVars();
        Map<String, String> environ = new LinkedHashMap<>();
        req.subprocessEnv().forEach(variable -> environ.put(variable.getKey(), variable.getValue()));
        environ.put("SCRIPT_FILENAME", file.path());
        return Map.copyOf(environ);
    }
}

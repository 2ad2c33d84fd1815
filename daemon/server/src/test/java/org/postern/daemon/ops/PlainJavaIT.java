package org.postern.daemon.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.api.Apache;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.Http;
import org.postern.daemon.kit.Ports;

/** Modules are plain Java: the demo's compile with javac and the API alone, and run without httpd. */
class PlainJavaIT {

    private static final Path DEMO =
            Path.of("../../httpd-conf/demo").toAbsolutePath().normalize();

    private static Launched demo;
    private static int port;

    @BeforeAll
    static void start() throws IOException {
        port = Ports.free();
        demo = new Launched("demo", "--port", "" + port);
        demo.awaitLine("postern ready");
    }

    @AfterAll
    static void stop() throws InterruptedException {
        demo.terminate();
        assertEquals(0, demo.code(), demo.err());
    }

    /** Those that are files of Java; a compact one is, from Java 25 on. */
    private static List<Path> sources() throws IOException {
        try (Stream<Path> all = Files.walk(DEMO)) {
            return all.filter(path -> path.toString().endsWith(".java"))
                    .filter(path -> !path.startsWith(DEMO.resolve("compact")))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void P58_modules_compileWithJavacAndTheApiAlone(@TempDir Path classes) throws Exception {
        Path api = Path.of(
                Apache.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        assertTrue(api.toString().endsWith(".jar"), api + " is the API and nothing else");
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        List<Path> sources = sources();
        assertTrue(sources.size() >= 9, sources.toString());
        try (StandardJavaFileManager files = javac.getStandardFileManager(null, null, null)) {
            for (Path source : sources) {
                StringWriter said = new StringWriter();
                List<String> options = List.of(
                        "-cp",
                        api.toString(),
                        "-sourcepath",
                        source.getParent() + ":" + DEMO,
                        "-proc:none",
                        "-d",
                        classes.toString());
                boolean compiled = javac.getTask(said, files, null, options, null, files.getJavaFileObjects(source))
                        .call();
                assertTrue(compiled, said.toString());
            }
        }
        assertTrue(Files.exists(classes.resolve("counter.class")));
    }

    @Test
    void P58_handlerWithAHelper_answersTheSame_withAndWithoutHttpd() throws Exception {
        String target = "/counter/";
        Answer answer;
        try (Http http = new Http(port)) {
            answer = http.get(target);
        }
        Launched run = new Launched("run", "counter.counter", target, "--root", DEMO.toString());
        assertEquals(0, run.code(), run.err());
        String body = run.out().substring(run.out().indexOf("\n\n") + 2);
        assertEquals(answer.body().stripTrailing(), body.stripTrailing());
        assertTrue(run.out().startsWith("HTTP/1.1 " + answer.status() + " "), run.out());
        assertTrue(run.out().contains("\nContent-Type: " + answer.header("Content-Type") + "\n"), run.out());
    }
}

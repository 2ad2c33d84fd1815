package org.postern.daemon.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postern.daemon.kit.Eventually;
import org.postern.daemon.kit.Http;
import org.postern.daemon.kit.Ports;
import org.postern.daemon.kit.Sources;

/**
 * The promise to a newcomer: a clone in an empty folder, an ordinary user, one command, the first answer, an edit, the end, and nothing
 * left behind. Maven's downloads are taken from the machine where it has them.
 */
@Tag("long")
class BareMachineIT {

    private static final String USER = "nobody";

    @Test
    void cloneInAnEmptyFolder_byAnOrdinaryUser_answersShowsAnEditAndLeavesNothing() throws Exception {
        Assumptions.assumeTrue(PrivateHttpd.isRoot(), "only root can become another user");
        Path folder = Files.createTempDirectory("postern-bare-").toRealPath();
        try {
            shell(folder, """
                    chmod 755 . && mkdir home tmp site
                    git clone -q "%s" postern
                    [ ! -d ~/.m2/repository ] || { mkdir home/.m2 && cp -r ~/.m2/repository home/.m2/; }
                    [ ! -f ~/.m2/settings.xml ] || cp ~/.m2/settings.xml home/.m2/
                    chown -R %s .
                    """.formatted(Path.of("../..").toRealPath(), USER));
            Files.writeString(folder.resolve("site/.htaccess"), "SetHandler ${postern}\nUse JavaHandler hello\n");
            Path source = Files.writeString(folder.resolve("site/hello.java"), Sources.page("hello", "\"one\""));
            int port = Ports.free();
            Process serve = asUser(folder, "postern/scripts/postern serve site --port " + port);
            Eventually.holds(
                    "the first answer", 180, () -> serve.isAlive() && get(port).equals("one"));
            Files.writeString(source, Sources.page("hello", "\"two\""));
            Eventually.holds("the edit is live", () -> get(port).equals("two"));
            serve.descendants()
                    .filter(process -> process.info().command().orElse("").endsWith("/java"))
                    .forEach(ProcessHandle::destroy);
            assertTrue(serve.waitFor(30, TimeUnit.SECONDS));
            assertEquals(0, serve.exitValue());
            shell(folder, "[ -z \"$(ls -A tmp | grep -v '^hsperfdata')\" ]");
            shell(folder, "! pgrep -u " + USER + " java && ! pgrep -u " + USER + " apache2");
            shell(folder, "[ -z \"$(git -c safe.directory='*' -C postern status --short)\" ]");
        } finally {
            shell(folder.getParent(), "rm -rf " + folder);
        }
    }

    private static String get(int port) throws IOException {
        try (Http http = new Http(port)) {
            return http.get("/").body();
        } catch (IOException notYet) {
            return "";
        }
    }

    private static Process asUser(Path folder, String command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder("runuser", "-u", USER, "--", "bash", "-c", command).directory(folder.toFile());
        Map<String, String> environment = builder.environment();
        environment.put("HOME", folder + "/home");
        environment.put("TMPDIR", folder + "/tmp");
        environment.put("MAVEN_OPTS", "-Duser.home=" + folder + "/home");
        environment.put("POSTERN_JAVA_OPTIONS", "-Djava.io.tmpdir=" + folder + "/tmp");
        return builder.inheritIO().start();
    }

    private static void shell(Path folder, String script) throws IOException, InterruptedException {
        Process run = new ProcessBuilder(List.of("bash", "-euc", script))
                .directory(folder.toFile())
                .inheritIO()
                .start();
        assertEquals(0, run.waitFor(), script);
    }
}

package org.postern.daemon.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.Eventually;
import org.postern.daemon.kit.Http;
import org.postern.daemon.kit.Ports;
import org.postern.daemon.kit.Sources;

/** A daemon that may not read what it is to run. Nothing is closed to root, so it runs as an ordinary user then. */
class UnreadableIT {

    private static final String USER = "nobody";
    private static final Path HOME = Path.of("../..").toAbsolutePath().normalize();

    private Path folder = Path.of("");
    private Path site = Path.of("");
    private Process serve;
    private int port;

    @BeforeEach
    void start() throws Exception {
        folder = Files.createTempDirectory("postern-unreadable-").toRealPath();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        site = Files.createDirectory(folder.resolve("site"));
        Files.writeString(
                site.resolve(".htaccess"),
                "SetHandler ${postern}\nUse JavaHandler \"page | .page; sub.deep | .deep; link.deeper | .deeper\"\n");
        Files.writeString(site.resolve("page.java"), Sources.page("page", "\"read\""));
        Files.createDirectory(site.resolve("sub"));
        Files.writeString(site.resolve("sub/deep.java"), Sources.page("deep", "\"deep\""));
        Files.createDirectory(site.resolve("sub/inner"));
        Files.writeString(site.resolve("sub/inner/deeper.java"), Sources.page("deeper", "\"deeper\""));
        Files.createSymbolicLink(site.resolve("link"), site.resolve("sub/inner"));
        Files.createDirectory(site.resolve("rooted"));
        Files.writeString(
                site.resolve("rooted/.htaccess"),
                "SetHandler ${postern}\nUse JavaRoot " + site + "/link\nUse JavaHandler deeper\n");
        port = Ports.free();
        List<String> command = new ArrayList<>();
        if (PrivateHttpd.isRoot()) {
            command.addAll(List.of("runuser", "-u", USER, "--"));
            Path jar = HOME.resolve("daemon/server/target/postern-server.jar");
            assumeTrue(
                    new ProcessBuilder("runuser", "-u", USER, "--", "test", "-r", jar.toString())
                                    .start()
                                    .waitFor()
                            == 0,
                    "user " + USER + " cannot read " + jar);
        }
        command.addAll(
                List.of(HOME.resolve("scripts/postern").toString(), "serve", site.toString(), "--port", "" + port));
        serve = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("serve.out").toFile())
                .start();
        Eventually.holds("serve is ready", 60, () -> said().contains("postern ready") || !serve.isAlive());
        assertTrue(serve.isAlive(), this::said);
    }

    @AfterEach
    void stop() throws Exception {
        if (serve != null) {
            serve.descendants().findFirst().ifPresent(ProcessHandle::destroy);
            serve.destroy();
            assertTrue(serve.waitFor(60, TimeUnit.SECONDS));
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private String said() {
        try {
            return Files.readString(folder.resolve("serve.out"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private Answer get(String target) throws IOException {
        try (Http http = new Http(port)) {
            return http.get(target);
        }
    }

    private void mode(String path, String permissions) throws IOException {
        Files.setPosixFilePermissions(site.resolve(path), PosixFilePermissions.fromString(permissions));
    }

    @Test
    void P57_fileThatMayNotBeRead_isToldWithItsUser_andReadAsSoonAsItMayBe() throws Exception {
        mode("page.java", "---------");
        Answer refused = get("/x.page");
        assertEquals(500, refused.status());
        assertFalse(refused.body().contains("page.java"), "the visitor learns nothing");
        Eventually.holds("the log says why", () -> said().contains("PN0408"));
        assertTrue(said().contains(site + "/page.java: the daemon's user \"" + user() + "\" may not read it"), said());
        mode("page.java", "rw-r--r--");
        Eventually.holds("it is read", () -> get("/x.page").body().equals("read"));
    }

    private static String user() {
        return PrivateHttpd.isRoot() ? USER : System.getProperty("user.name");
    }

    private static String mayNotEnter(String folder) {
        return "the daemon's user \"" + user() + "\" may not enter " + folder
                + " (expected: it may, as after chmod o+x " + folder + ")";
    }

    @Test
    void P57_folderThatMayNotBeEntered_isToldWithItsUser_andEnteredAsSoonAsItMayBe() throws Exception {
        mode("sub", "rw-r--r--");
        Answer refused = get("/x.deep");
        assertEquals(500, refused.status());
        assertFalse(refused.body().contains("sub"), "the visitor learns nothing");
        Eventually.holds("the log says what was looked for", () -> said().contains(site + "/sub/deep.java"));
        assertTrue(said().contains("PN0408 module sub.deep: " + mayNotEnter(site + "/sub")), said());
        mode("sub", "rwxr-xr-x");
        Eventually.holds("it is read", () -> get("/x.deep").body().equals("deep"));
    }

    @Test
    void P57_folderBehindALinkThatMayNotBeEntered_isToldToo() throws Exception {
        mode("sub", "rw-r--r--");
        assertEquals(500, get("/x.deeper").status());
        Eventually.holds("the log says what was looked for", () -> said().contains(site + "/link/deeper.java"));
        assertTrue(said().contains("PN0408 module link.deeper: " + mayNotEnter(site + "/sub")), said());
        mode("sub", "rwxr-xr-x");
        Eventually.holds("it is read", () -> get("/x.deeper").body().equals("deeper"));
    }

    @Test
    void P57_rootBehindALink_inAFolderThatMayNotBeEntered_isToldToo() throws Exception {
        mode("sub", "rw-r--r--");
        assertEquals(500, get("/rooted/").status());
        Eventually.holds("the log says what was looked for", () -> said().contains(site + "/link/deeper.java"));
        assertTrue(said().contains("PN0408 module deeper: " + mayNotEnter(site + "/sub")), said());
        mode("sub", "rwxr-xr-x");
        Eventually.holds("it is read", () -> get("/rooted/").body().equals("deeper"));
    }
}

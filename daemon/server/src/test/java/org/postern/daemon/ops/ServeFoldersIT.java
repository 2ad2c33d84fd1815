package org.postern.daemon.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postern.daemon.kit.Eventually;
import org.postern.daemon.kit.Http;
import org.postern.daemon.kit.Ports;
import org.postern.daemon.kit.Sources;

/** {@code postern serve} on folders as people have them, and its end when something goes wrong. */
class ServeFoldersIT {

    private Path folder = Path.of("");

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createTempDirectory("postern-folders-").toRealPath();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @AfterEach
    void removeFolder() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static long states() throws IOException {
        try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return all.filter(path -> path.getFileName().toString().matches("postern-\\d+"))
                    .count();
        }
    }

    private static String failure(String... arguments) throws Exception {
        Launched run = new Launched(arguments);
        assertEquals(1, run.code(), () -> run.out() + run.err());
        return run.err();
    }

    @Test
    void oddNames_areServed_orRefusedByName() throws Exception {
        for (String name : List.of("a blank", "Upper Case", "br[a]cket", "apo'strophe", "gr\u00fcn", "100%")) {
            Path odd = Files.createDirectory(folder.resolve(name));
            Files.writeString(odd.resolve("index.html"), name);
            int port = Ports.free();
            Launched serve = new Launched("serve", odd.toString(), "--port", "" + port);
            serve.awaitLine("postern ready");
            try (Http http = new Http(port)) {
                assertEquals(name, http.get("/").body());
            }
            serve.terminate();
            assertEquals(0, serve.code());
        }
        Path quote = Files.createDirectory(folder.resolve("a\"quote"));
        String said = failure("serve", quote.toString(), "--port", "" + Ports.free());
        assertTrue(said.contains("a\"quote: httpd's configuration cannot name it"), said);
        assertTrue(failure("serve", "", "--port", "" + Ports.free()).contains("\"\" is no folder"));
    }

    @Test
    void folderThatHttpdCannotEnter_isNamed_toRoot() throws Exception {
        Assumptions.assumeTrue(PrivateHttpd.isRoot(), "httpd runs as another account for root alone");
        Path site = Files.createDirectories(folder.resolve("closed/site"));
        Files.setPosixFilePermissions(folder.resolve("closed"), PosixFilePermissions.fromString("rwx------"));
        String said = failure("serve", site.toString(), "--port", "" + Ports.free());
        assertTrue(said.contains("www-data, which cannot enter " + folder + "/closed "), said);
    }

    @Test
    void failedStart_leavesNoStateBehind() throws Exception {
        long before = states();
        assertTrue(failure("serve", folder.toString(), "--port", "" + Ports.free(), "--config", folder + "/nosuch")
                .contains("there is no such file"));
        assertTrue(failure("serve", folder.toString(), "--port", "" + Ports.free(), "--include", folder + "/nosuch")
                .contains("there is no such file"));
        assertEquals(before, states());
    }

    @Test
    void stateThatStays_keepsWhatWasCompiled_andServesIt() throws Exception {
        Path site = Files.createDirectory(folder.resolve("site"));
        Path state = folder.resolve("state");
        Files.writeString(site.resolve(".htaccess"), "SetHandler ${postern}\nUse JavaHandler hello\n");
        Files.writeString(site.resolve("hello.java"), Sources.page("hello", "\"compiled\""));
        assertEquals("compiled", once(site, state));
        Path compiled = state.resolve("compiled");
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(compiled)));
        assertEquals(1, files(compiled).size());
        Object kept = key(files(compiled).get(0));
        assertEquals("compiled", once(site, state));
        assertEquals(kept, key(files(compiled).get(0)), "nothing was compiled and written again");
    }

    /** Which file it is; another one of the same name has another. */
    private static Object key(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.toList();
        }
    }

    private static String once(Path site, Path state) throws Exception {
        int port = Ports.free();
        Launched serve = new Launched("serve", site.toString(), "--port", "" + port, "--state", state.toString());
        serve.awaitLine("postern ready");
        try (Http http = new Http(port)) {
            return http.get("/").body();
        } finally {
            serve.terminate();
            assertEquals(0, serve.code(), serve.err());
        }
    }

    @Test
    void deathOfHttpd_endsTheCommand() throws Exception {
        int port = Ports.free();
        Path state = folder.resolve("state");
        Launched serve = new Launched("serve", folder.toString(), "--port", "" + port, "--state", state.toString());
        serve.awaitLine("postern ready");
        Eventually.holds("httpd has written its process id", () -> Files.exists(state.resolve("httpd.pid")));
        long pid = Long.parseLong(Files.readString(state.resolve("httpd.pid")).strip());
        assertTrue(ProcessHandle.of(pid).orElseThrow().destroy());
        assertEquals(1, serve.code());
        assertTrue(serve.err().contains("httpd ended by itself"), serve.err());
        assertFalse(Files.exists(state.resolve("ajp.sock")));
    }
}

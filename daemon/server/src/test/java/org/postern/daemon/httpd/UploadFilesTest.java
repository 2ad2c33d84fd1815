package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.Eventually;
import org.postern.daemon.kit.Http;
import org.postern.daemon.kit.Multipart;
import org.postern.daemon.kit.TestSite;

/** Large uploads are files of the daemon's own while their requests run, and no longer, whatever happens. */
class UploadFilesTest {

    private static final int LARGE = 300_000;

    private final TestSite site =
            new TestSite().setting("forms.folder", "@FOLDER@").setting("ajp.body-timeout", "2s");

    @BeforeEach
    void start() throws Exception {
        site.start();
        site.handler("list", files("req.form();"));
    }

    @AfterEach
    void stop() throws Exception {
        site.close();
    }

    /** A handler that does something, and then lists what is in the folder. */
    private String files(String first) {
        return first + """
                 req.contentType("text/plain");
                try (var all = java.nio.file.Files.walk(java.nio.file.Path.of("%s"))) {
                    for (var each : all.filter(e -> e.toString().contains("postern-uploads-")).sorted().toList()) {
                        req.write(java.nio.file.attribute.PosixFilePermissions.toString(
                            java.nio.file.Files.getPosixFilePermissions(each)) + " " + each.getFileName() + "\\n");
                    }
                }
                return OK;""".formatted(site.folder());
    }

    private List<String> left() {
        try (Stream<Path> all = Files.walk(site.folder())) {
            return all.map(site.folder()::relativize)
                    .map(Path::toString)
                    .filter(name -> name.contains("/upload-"))
                    .toList();
        } catch (IOException e) {
            return List.of(e.toString());
        }
    }

    /** The client has its answer a little before its uploads are removed. */
    private void awaitNothingLeft() {
        Eventually.holds("nothing is left", () -> left().isEmpty());
    }

    private static Multipart large() {
        return new Multipart().field("a", "b").file("f", "large.bin", new byte[LARGE]);
    }

    @Test
    void theirFolder_isThereFromTheFirstLargeUpload_forTheDaemonsUserAlone() throws IOException {
        assertEquals(
                "",
                new Multipart()
                        .file("f", "x", new byte[10])
                        .post(site, "/list/")
                        .body());
        String listed = large().post(site, "/list/")
                .body()
                .replaceAll("-uploads-\\d+", "-uploads-N")
                .replaceAll("upload-\\d+", "upload-N")
                .replaceAll("localhost-[0-9a-f]+", "localhost-H");
        assertEquals("""
                rwx------ postern-uploads-N
                rwx------ localhost-H
                rw------- upload-N
                rw------- lock
                """, listed);
        awaitNothingLeft();
    }

    @Test
    void theyAreGone_whenTheHandlerThrows_andWhenTheFormIsRefused() throws IOException {
        site.handler("throwing", "req.form(); throw new Error(\"on purpose\");");
        site.handler("redirecting", "req.form(); Util.redirect(req, \"/\"); return OK;");
        assertEquals(500, large().post(site, "/throwing/").status());
        assertEquals(302, large().post(site, "/redirecting/").status());
        assertEquals(
                413, large().field("x".repeat(2000), "").post(site, "/list/").status());
        byte[] body = large().bytes();
        byte[] cut = Arrays.copyOf(body, body.length - 30);
        assertEquals(
                400,
                site.send("POST", "/list/", cut, Multipart.header(), "Content-Length: " + cut.length)
                        .status());
        awaitNothingLeft();
    }

    @Test
    void theyAreGone_whenTheClientLeaves() throws IOException {
        byte[] body = large().bytes();
        try (Http http = new Http(site.port())) {
            http.write(
                    "POST",
                    "/list/",
                    Arrays.copyOf(body, LARGE - 1000),
                    Multipart.header(),
                    "Content-Length: " + body.length);
            Eventually.holds("it is on disk", () -> left().size() == 1);
        }
        awaitNothingLeft();
        assertEquals(List.of(), site.logged("ERROR"), "nobody's fault");
    }

    @Test
    void theyAreGone_whenTheClientStalls() throws IOException {
        byte[] body = large().bytes();
        try (Http http = new Http(site.port())) {
            http.write(
                    "POST",
                    "/list/",
                    Arrays.copyOf(body, LARGE - 1000),
                    Multipart.header(),
                    "Content-Length: " + body.length);
            Eventually.holds("it is on disk", () -> left().size() == 1);
            awaitNothingLeft();
            assertEquals(1, site.logged("PN0207").size());
        }
    }

    @Test
    void cleanupsAndLogHandlers_stillHaveThem_andNobodyElse() throws IOException {
        site.module("late", """
                static volatile Field upload;
                static volatile String seen = "nothing";
                public static void handler(Request req) throws Exception {
                    if (req.method().equals("GET")) {
                        try { req.write(seen + upload.value()); }
                        catch (java.io.UncheckedIOException e) { req.write(seen + " then gone"); }
                        return;
                    }
                    upload = req.form().field("f");
                    req.registerCleanup(() -> seen = "" + upload.value().length());
                }""");
        assertEquals(200, large().post(site, "/late/").status());
        site.awaitBody("/late/", LARGE + " then gone");
    }

    @Test
    void theFolder_comesAgain_whereSomethingHasRemovedIt() throws IOException {
        large().post(site, "/list/");
        awaitNothingLeft();
        try (Stream<Path> all = Files.list(site.folder())) {
            for (Path folder : all.filter(each -> each.toString().contains("postern-uploads-"))
                    .toList()) {
                delete(folder);
            }
        }
        assertTrue(large().post(site, "/list/").body().contains("upload-"));
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    @Test
    void aFolderThatCannotBeWritten_isA500WithItsCode() throws IOException {
        assertEquals(200, large().post(site, "/list/").status());
        awaitNothingLeft();
        Path folder = onlyFolder();
        delete(folder.resolve("lock"));
        try (Stream<Path> all = Files.list(folder)) {
            for (Path each : all.toList()) {
                delete(each);
                Files.writeString(each, "a file where the folder was");
            }
        }
        Answer answer = large().post(site, "/list/");
        assertEquals(500, answer.status());
        assertEquals(1, site.logged("PN0512").size());
    }

    private Path onlyFolder() throws IOException {
        try (Stream<Path> all = Files.list(site.folder())) {
            return all.filter(each -> each.toString().contains("postern-uploads-"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    // --- start and end of daemons

    @Test
    void aDaemonThatEnds_removesItsFolder() throws IOException {
        large().post(site, "/list/");
        Path folder = onlyFolder();
        site.stopDaemon();
        assertTrue(Files.notExists(folder));
        site.startDaemon();
    }

    @Test
    void whatAKilledDaemonLeft_isGoneAfterAStart_butNotWhatIsOthers() throws Exception {
        Path left = folder("postern-uploads-1");
        Files.createDirectories(left.resolve("site-1"));
        Files.writeString(left.resolve("site-1/upload-1"), "x");
        Files.writeString(left.resolve("lock"), "");
        Path running = folder("postern-uploads-2");
        Path beingMade = folder("postern-uploads-3");
        Path outside = Files.createDirectory(site.folder().resolve("outside"));
        Files.writeString(outside.resolve("lock"), "");
        Path link = Files.createSymbolicLink(site.folder().resolve("postern-uploads-4"), outside);
        Path linkedLock = folder("postern-uploads-5");
        Files.createSymbolicLink(linkedLock.resolve("lock"), outside.resolve("lock"));
        site.stopDaemon();
        Process other = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LockHolder.class.getName(),
                        running.resolve("lock").toString())
                .redirectErrorStream(true)
                .start();
        try {
            assertEquals('y', other.getInputStream().read());
            site.startDaemon();
        } finally {
            other.destroyForcibly().waitFor();
        }
        assertTrue(Files.notExists(left));
        assertTrue(Files.exists(running.resolve("lock")));
        assertTrue(Files.exists(beingMade));
        assertTrue(Files.exists(link, LinkOption.NOFOLLOW_LINKS) && Files.exists(outside.resolve("lock")));
        site.stopDaemon();
        site.startDaemon();
        assertTrue(Files.notExists(running), "its daemon was killed meanwhile");
    }

    private Path folder(String name) throws IOException {
        return Files.createDirectory(
                site.folder().resolve(name),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
}

package org.postern.daemon.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.Eventually;
import org.postern.daemon.kit.Multipart;
import org.postern.daemon.kit.SmallDisk;

/** A daemon in a process of its own, whose disks are full: what goes on, what is said, and that all is well when there is room again. */
@Timeout(120)
class FullDiskTest {

    private static DaemonProcess site;
    private static SmallDisk logs;
    private static SmallDisk state;

    @BeforeAll
    static void start() throws Exception {
        site = new DaemonProcess();
        logs = new SmallDisk(site.folder().resolve("logs"));
        state = new SmallDisk(site.folder().resolve("state"));
        Path uploads = Files.createDirectory(state.folder().resolve("uploads"));
        site.setting("log.error", logs.folder().resolve("log"))
                .setting("forms.folder", uploads)
                .setting("sessions.folder", state.folder().resolve("sessions"))
                .setting("compile-cache", state.folder().resolve("cache"))
                .setting("pid-file", state.folder().resolve("pid"))
                .start();
        site.handler("say", "logError(req.args()); req.write(\"said\"); return OK;");
        site.handler("upload", "req.write(\"\" + req.form().field(\"f\").size()); return OK;");
        site.handler("count", """
                Session s = req.session();
                s.put("n", s.get("n", 0) + 1);
                s.save();
                req.write("" + s.get("n", 0));
                return OK;""");
    }

    @AfterAll
    static void stop() throws Exception {
        if (state == null) { // as no file system can be mounted
            site.close();
            return;
        }
        try {
            site.process().destroy();
            assertEquals(0, site.process().waitFor(), site.out());
        } finally {
            state.close();
            logs.close();
            site.close();
        }
    }

    @AfterEach
    void empty() throws IOException {
        logs.empty();
        state.empty();
    }

    private static List<String> logged(String text) throws IOException {
        try (Stream<String> lines = Files.lines(logs.folder().resolve("log"))) {
            return lines.filter(line -> line.contains(text)).toList();
        }
    }

    private static Answer upload(int size) throws IOException {
        byte[] body = new Multipart().file("f", "large", new byte[size]).bytes();
        return site.send("POST", "/upload/", body, Multipart.header(), "Content-Length: " + body.length);
    }

    @Test
    void log_losesLines_noAnswers_andTellsHowMany() throws Exception {
        assertEquals("said", site.get("/say/?before").body());
        logs.fill();
        for (int i = 0; i < 100; i++) {
            assertEquals(
                    "said", site.get("/say/?line-" + i + "-" + "x".repeat(100)).body());
        }
        int kept = logged("line-").size();
        assertTrue(kept < 100, "the disk was not full");
        logs.empty();
        assertEquals("said", site.get("/say/?after").body());
        assertEquals(1, logged("after").size());
        List<String> told = logged("PN0115");
        assertEquals(1, told.size(), told.toString());
        assertTrue(told.get(0).contains("No space left on device"), told.get(0));
        List<String> whole = logged("line-").stream()
                .filter(line -> line.endsWith("x".repeat(100)))
                .toList();
        assertTrue(told.get(0).contains(" " + (100 - whole.size()) + " "), told.get(0) + whole.size());
        assertEquals(1, site.logged("PN0115").size(), site.out());
    }

    @Test
    void upload_isA500_thatNamesFolderAndSetting_andLeavesNothing() throws Exception {
        assertEquals("200000", upload(200_000).body());
        state.fill();
        Answer refused = upload(200_000);
        assertEquals(500, refused.status());
        assertEquals("100", upload(100).body());
        assertEquals("said", site.get("/say/?meanwhile").body());
        String line = logged("PN0512").get(0);
        assertTrue(line.contains("forms.folder = " + state.folder().resolve("uploads")), line);
        assertTrue(line.contains("No space left on device"), line);
        Eventually.holds("nothing is left", () -> {
            try (Stream<Path> left = Files.walk(state.folder().resolve("uploads"))) {
                return left.noneMatch(each -> each.getFileName().toString().startsWith("upload-"));
            }
        });
        state.empty();
        assertEquals("200000", upload(200_000).body());
    }

    @Test
    void session_isA503_andStaysWhatItWas() throws Exception {
        Answer first = site.get("/count/");
        assertEquals("1", first.body());
        String cookie = "Cookie: " + String.valueOf(first.header("Set-Cookie")).split(";")[0];
        state.fill();
        assertEquals(503, site.get("/count/", cookie).status());
        assertEquals(503, site.get("/count/").status());
        String line = logged("PN0701").get(0);
        assertTrue(line.contains("No space left on device"), line);
        state.empty();
        assertEquals("2", site.get("/count/", cookie).body());
        assertEquals("1", site.get("/count/").body());
        assertEquals(List.of(), logged("PN0703"));
    }

    @Test
    void compileCache_isDoneWithout_andSaidOnce() throws Exception {
        state.fill();
        for (int i = 0; i < 3; i++) {
            site.handler("fresh" + i, "req.write(\"" + i + "\"); return OK;");
            assertEquals("" + i, site.get("/fresh" + i + "/").body());
        }
        Eventually.holds("it is said", () -> !logged("PN0112").isEmpty());
        assertEquals(1, logged("PN0112").size());
        try (Stream<Path> entries = Files.list(state.folder().resolve("cache"))) {
            assertFalse(entries.anyMatch(each -> each.getFileName().toString().startsWith("fresh-")));
        }
    }

    @Test
    void restart_whoseStateHasNoRoom_leavesTheOldProcess() throws Exception {
        state.fill();
        String said = site.run("restart");
        assertTrue(said.startsWith("1 postern: PN0113 "), said);
        assertTrue(said.contains("PN0108 pid-file " + state.folder().resolve("pid")), said);
        assertEquals("said", site.get("/say/?still").body());
        assertEquals(
                site.process().pid() + "\n", Files.readString(state.folder().resolve("pid")));
        assertTrue(Files.notExists(state.folder().resolve("pid.new")));
    }

    @Test
    void start_whoseStateHasNoRoom_endsWith1_andSaysWhy() throws Exception {
        try (DaemonProcess other = new DaemonProcess()) {
            state.fill();
            Path pid = state.folder().resolve("other");
            assertEquals(1, other.setting("pid-file", pid).startDaemon().waitFor(), other.out());
            assertTrue(other.out().contains("postern: PN0108 pid-file " + pid + " cannot be written"), other.out());
            assertTrue(Files.notExists(pid) && Files.notExists(pid.resolveSibling("other.new")));
        }
    }
}

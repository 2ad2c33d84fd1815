package org.postern.daemon.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postern.daemon.kit.Ports;

/** The demo's page in a real browser: its cards are filled and work, and the console has no error but those that the cards are about. */
@Tag("long")
class DemoBrowserIT {

    @Test
    void page_fillsItsCards_withoutAScriptError() throws Exception {
        int port = Ports.free();
        Launched demo = new Launched("demo", "--port", "" + port);
        demo.awaitLine("postern ready");
        Path folder = Files.createTempDirectory("postern-browser-");
        try {
            Path console = folder.resolve("console");
            String page = dom("http://127.0.0.1:" + port + "/", folder, console);
            for (String filled : List.of(
                    "Hello, world!",
                    "visit.",
                    "ArithmeticException",
                    "A FILE IS SENT AS IT IS",
                    "public class hello",
                    "public class upper",
                    "401 Unauthorized",
                    "500 Internal Server Error")) {
                assertTrue(page.contains(filled), filled + " in " + page);
            }
            List<String> errors = Files.readAllLines(console).stream()
                    .filter(line -> line.contains("CONSOLE"))
                    .filter(line -> !line.contains("status of 500") && !line.contains("status of 401"))
                    .toList();
            assertEquals(List.of(), errors);
        } finally {
            demo.terminate();
            assertEquals(0, demo.code());
            remove(folder);
        }
    }

    @Test
    void visitor_uploads_logsIn_getsACookie_andIsKnownAfterARestart() throws Exception {
        int port = Ports.free();
        Path folder = Files.createTempDirectory("postern-browser-");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x")); // for httpd's account
        String[] command = {"demo", "--port", "" + port, "--state", "" + folder.resolve("state")};
        Launched demo = new Launched(command);
        try (Browser browser = new Browser(folder.resolve("profile"))) {
            demo.awaitLine("postern ready");
            open(browser, port);
            upload(browser);
            keepANote(browser);
            logIn(browser);
            winAndCheat(browser);

            demo.terminate();
            assertEquals(0, demo.code());
            demo = new Launched(command);
            demo.awaitLine("postern ready");
            open(browser, port);
            browser.awaitText("#members .answer", "Welcome, demo");
            browser.awaitText("#notes li", "<i>tea");
            logOut(browser);
            assertEquals(List.of(), browser.thrown());
        } finally {
            demo.terminate();
            assertEquals(0, demo.code());
            remove(folder);
        }
    }

    /** Until the last card is there, as two of them that begin a session at once would begin two, of which the browser keeps one. */
    private static void open(Browser browser, int port) throws Exception {
        browser.open("http://127.0.0.1:" + port + "/");
        browser.awaitText("#show .sources", "public class show");
    }

    private static void upload(Browser browser) throws Exception {
        browser.awaitText("#upload .answer", "up to 5 MB");
        browser.run("""
                window.progress = [];
                new MutationObserver(changes => changes.forEach(change => progress.push(change.target.value)))
                    .observe(document.querySelector('#upload .answer'), {subtree: true, attributeFilter: ['value']});
                """);
        send(browser, 3_000_000);
        browser.awaitText("#upload .answer", "3,000,000 bytes");
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(new byte[3_000_000]);
        browser.awaitText("#upload .answer", HexFormat.of().formatHex(digest));
        assertEquals("1", browser.value("progress.at(-1)"), "progress in the end");

        send(browser, 6_000_000);
        browser.awaitText("#upload .answer", "too large: 6,000,000 bytes");
        browser.awaitText("#upload .status", "413");
    }

    private static void send(Browser browser, int size) throws Exception {
        browser.run("""
                const chosen = new DataTransfer();
                chosen.items.add(new File([new Uint8Array(%d)], 'zeros.bin'));
                document.querySelector('#upload input').files = chosen.files;
                document.querySelector('#upload .answer button').click();
                """.formatted(size));
    }

    private static void keepANote(Browser browser) throws Exception {
        browser.awaitText("#notes .answer", "No notes yet");
        browser.run("document.querySelector('#notes input').value = '<i>tea';"
                + "document.querySelector('#notes .answer button').click()");
        browser.awaitText("#notes li", "<i>tea");
    }

    private static void logIn(Browser browser) throws Exception {
        browser.awaitText("#members .answer", "Password");
        browser.run("""
                document.querySelector('#members input[name=user]').value = 'demo';
                document.querySelector('#members input[name=password]').value = 'wrong';
                document.querySelector('#members .answer button').click();
                """);
        browser.awaitText("#members .answer", "password is wrong");
        browser.run("""
                document.querySelector('#members input[name=user]').value = 'demo';
                document.querySelector('#members input[name=password]').value = 'demo';
                document.querySelector('#members .answer button').click();
                """);
        browser.awaitText("#members .answer", "Welcome, demo");
    }

    private static void winAndCheat(Browser browser) throws Exception {
        browser.awaitText("#cookie .answer", "no cookie yet");
        browser.run("document.querySelector('#cookie button[value=win]').click()");
        browser.awaitText("#cookie .answer", "Points: 1");
        browser.run("document.querySelector('#cookie button[value=win]').click()");
        browser.awaitText("#cookie .answer", "Points: 2");
        browser.run("document.querySelector('#cookie button[value=cheat]').click()");
        browser.awaitText("#cookie .answer", "counts for nothing");
    }

    private static void logOut(Browser browser) throws Exception {
        browser.run("document.querySelector('#members .answer button').click()");
        browser.awaitText("#members .answer", "Password");
        browser.run("document.querySelector('#notes .run button').click()");
        browser.awaitText("#notes .answer", "No notes yet");
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    private static String dom(String url, Path folder, Path console) throws IOException, InterruptedException {
        Process browser = new ProcessBuilder(
                        "chromium",
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--enable-logging=stderr",
                        "--user-data-dir=" + folder.resolve("profile"),
                        "--virtual-time-budget=10000",
                        "--dump-dom",
                        url)
                .redirectError(console.toFile())
                .start();
        String page = new String(browser.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        browser.waitFor();
        return page;
    }
}

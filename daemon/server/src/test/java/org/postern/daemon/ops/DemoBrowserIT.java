package org.postern.daemon.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postern.daemon.kit.Ports;

/** The demo's page in a real browser: every card is filled, and the console has no error but the two that the cards are about. */
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
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
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

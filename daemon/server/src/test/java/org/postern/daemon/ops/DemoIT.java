package org.postern.daemon.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.Http;
import org.postern.daemon.kit.Ports;

/** The demo, as it is shipped: every link answers, and every card has its sources. */
class DemoIT {

    /** What is no 200 on purpose. */
    private static final Map<String, Integer> MEANT = Map.of("/error/", 500, "/guarded/", 401, "/Html.java", 404);

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

    private static Answer get(String target, String... headers) throws IOException {
        try (Http http = new Http(port)) {
            return http.get(target, headers);
        }
    }

    private static Set<String> found(String pattern, String text) {
        Set<String> found = new LinkedHashSet<>();
        for (Matcher matcher = Pattern.compile(pattern).matcher(text); matcher.find(); ) {
            found.add(matcher.group(1));
        }
        return found;
    }

    @Test
    void everyLink_answersAsMeant() throws IOException {
        String index = get("/").body();
        Set<String> links = found("(?:href|src)=\"(/[^\"#]*)\"", index);
        assertTrue(links.size() > 10, links.toString());
        for (String link : links) {
            assertEquals(MEANT.getOrDefault(link, 200), get(link).status(), link);
        }
    }

    @Test
    void everyCard_canShowItsSources() throws IOException {
        for (String files : found("data-files=\"([^\"]*)\"", get("/").body())) {
            for (String file : files.split(" ")) {
                assertEquals(200, get("/show/?file=" + file).status(), file);
            }
        }
    }

    @Test
    void protectedFolder_opensForDemo() throws IOException {
        assertEquals(200, get("/guarded/", "Authorization: Basic ZGVtbzpkZW1v").status());
    }

    @Test
    void counter_counts() throws IOException {
        String first = get("/counter/").body();
        assertTrue(first.matches("This is the \\d+(st|nd|rd|th) visit\\.\n"), first);
        assertNotEquals(first, get("/counter/").body());
    }

    @Test
    void nothingOfTheSources_isSentAsText() throws IOException {
        for (String path :
                List.of("/hello/hello.java", "/Html.java", "/hello/.htaccess", "/show/?file=../../pom.xml")) {
            String body = get(path).body();
            assertFalse(body.contains("import ") || body.contains("Use Java") || body.contains("<project"), path);
        }
    }
}

package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.interpreter.Interpreter;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.Sources;
import org.postern.daemon.kit.TestSite;

/** One interpreter for all that belongs together, and another for what differs. */
@Timeout(120)
class InterpreterChoiceTest {

    private static final int CLIENTS = 32;

    @RegisterExtension
    static final TestSite SITE = new TestSite();

    private static Set<String> labels(String name) {
        return SITE.daemon().interpreters().all().stream()
                .filter(interpreter -> interpreter.name().equals(name))
                .map(Interpreter::label)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static void version(int version) throws IOException {
        SITE.file("code/page.java", Sources.page("page", "\"page " + version + " \" + Helper.text()"));
        SITE.file(
                "code/Helper.java",
                "public class Helper { public static String text() { return \"helper " + version + "\"; } }");
    }

    @Test
    void P32_foldersThatDifferInAutoReload_areTwoInterpreters_eachAgreesWithItself() throws Exception {
        String root = "Use JavaRoot " + SITE.root() + "/code";
        version(1);
        for (String folder : List.of("off", "on", "off-again", "on-again")) {
            SITE.handled(
                    folder,
                    root,
                    "Use JavaHandler page",
                    "Use JavaInterpreter mixed",
                    "Use JavaAutoReload " + (folder.startsWith("off") ? "Off" : "On"));
            assertEquals("page 1 helper 1", SITE.get("/" + folder + "/").body());
        }
        assertEquals(Set.of("mixed", "mixed#2"), labels("mixed"));
        version(2);
        SITE.awaitBody("/on/", "page 2 helper 2");
        assertEquals("page 2 helper 2", SITE.get("/on-again/").body());
        assertEquals("page 1 helper 1", SITE.get("/off/").body());
        assertEquals("page 1 helper 1", SITE.get("/off-again/").body());
        assertEquals(Set.of("mixed", "mixed#2"), labels("mixed"));
    }

    @Test
    void P61_firstRequestsOfManyClients_makeOneInterpreter() throws Exception {
        SITE.handler(
                "many",
                "synchronized (many.class) { req.write(\"\" + ++count); } return OK; } static int count; static {",
                "Use JavaInterpreter many");
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        CyclicBarrier barrier = new CyclicBarrier(CLIENTS);
        List<Future<String>> answers = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            answers.add(clients.submit(() -> {
                barrier.await();
                return SITE.get("/many/").body();
            }));
        }
        Set<Integer> counts = new TreeSet<>();
        for (Future<String> answer : answers) {
            counts.add(Integer.valueOf(answer.get(60, TimeUnit.SECONDS)));
        }
        clients.shutdown();
        assertEquals(
                IntStream.rangeClosed(1, CLIENTS).boxed().collect(Collectors.toSet()), counts, "one counter for all");
        assertEquals(Set.of("many"), labels("many"));
        assertEquals(1, SITE.logged("[interpreter.many] interpreter made").size());
    }

    @Test
    void P61_folderWithAndWithoutItsSlash_isOneInterpreter() throws IOException {
        SITE.page("slash", "req.interpreter()");
        SITE.handled(
                "slash",
                "Use JavaRoot " + SITE.root() + "/slash",
                "Use JavaHandler slash",
                "Use JavaInterpPerDirectory On");
        String name = SITE.root() + "/slash/";
        assertEquals(name, SITE.get("/slash/").body());
        Answer bare = SITE.get("/slash");
        assertEquals(301, bare.status());
        assertTrue(String.valueOf(bare.header("Location")).endsWith("/slash/"), bare.header("Location"));
        assertEquals(name, SITE.get("/slash/none").body());
        assertTrue(labels(name).equals(Set.of(name)), labels(name).toString());
    }

    @Test
    void P61_folderThatHttpdServesWithoutItsSlash_hasItsOwnInterpreter() throws IOException {
        SITE.page("unslashed", "req.interpreter()");
        SITE.handled(
                "unslashed",
                "DirectorySlash Off",
                "DirectoryIndex index.html",
                "Use JavaRoot " + SITE.root() + "/unslashed",
                "Use JavaHandler unslashed",
                "Use JavaInterpPerDirectory On");
        SITE.file("unslashed/index.html", "");
        SITE.file("unslashed/inner/index.html", "");
        SITE.file("including.shtml", "<!--#include virtual=\"/unslashed\" -->");
        SITE.file(".htaccess", "AddOutputFilter INCLUDES .shtml\n");
        String name = SITE.root() + "/unslashed/";
        assertEquals(name, SITE.get("/unslashed").body());
        assertEquals(name, SITE.get("/unslashed/").body(), "by its index file");
        assertEquals(name, SITE.get("/unslashed/index.html").body());
        assertEquals(name, SITE.get("/unslashed/none").body());
        assertEquals(name + "inner/", SITE.get("/unslashed/inner").body());
        assertEquals(name + "inner/", SITE.get("/unslashed/inner/").body());
        assertEquals(name, SITE.get("/including.shtml").body());
    }

    @Test
    void P61_rootWithAndWithoutItsSlash_isOneInterpreter() throws IOException {
        for (String root : List.of("bare", "bare/")) {
            String folder = root.endsWith("/") ? "with" : "without";
            SITE.handled(
                    folder,
                    "Use JavaRoot " + SITE.root() + "/" + root,
                    "Use JavaHandler counting",
                    "Use JavaInterpPerDirective On");
        }
        SITE.file(
                "bare/counting.java",
                Sources.page("counting", "++count")
                        .replace("public static int", "static int count; public static int"));
        assertEquals("1", SITE.get("/with/").body());
        assertEquals("2", SITE.get("/without/").body());
        assertEquals(Set.of(SITE.root() + "/bare/"), labels(SITE.root() + "/bare/"));
    }
}

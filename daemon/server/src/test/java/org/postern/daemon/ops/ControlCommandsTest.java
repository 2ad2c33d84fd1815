package org.postern.daemon.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;
import org.postern.daemon.kit.Eventually;
import org.postern.daemon.kit.Sources;
import org.postern.daemon.kit.TestSite;

/** What a daemon that serves a site answers to commands. */
@Timeout(60)
class ControlCommandsTest {

    @RegisterExtension
    static final TestSite SITE = new TestSite();

    /** A folder with an interpreter of its own: a handler, what it shares a unit with, what it uses, what has state. */
    private static Path site(String name, String... more) throws IOException {
        Path root = SITE.root().resolve(name);
        SITE.handled(
                name,
                "Use JavaInterpreter " + name,
                "Use JavaRoot " + root,
                "Use JavaHandler hello",
                String.join("\n", more));
        SITE.file(name + "/hello.java", Sources.page("hello", "Hidden.text() + Count.next()"));
        SITE.file(name + "/Hidden.java", "class Hidden { static String text() { return Money.text; } }");
        SITE.file(
                name + "/Count.java",
                "public class Count { static int count; public static int next() { return ++count; } }");
        money(name, "one ");
        return root;
    }

    private static void money(String name, String text) throws IOException {
        SITE.file(name + "/Money.java", "public class Money { public static String text = \"" + text + "\"; }");
    }

    private static ControlSocket.Answer give(String... words) {
        return new ControlCommands(SITE.daemon()).apply(List.of(words));
    }

    private static String modules(String interpreter) {
        return give("modules", "TEXT", interpreter, "").text();
    }

    private static void assertLine(String text, String regex) {
        assertTrue(text.lines().anyMatch(line -> line.matches(regex)), () -> regex + " in:\n" + text);
    }

    @Test
    void status_tellsForHowLongItRuns_whateverTheClockIsSetTo() {
        AtomicLong nanos = new AtomicLong(-1000);
        ControlCommands commands = new ControlCommands(SITE.daemon(), nanos::get, null);
        nanos.addAndGet(Duration.ofMinutes(7).plusSeconds(8).toNanos());
        assertTrue(commands.apply(List.of("status")).text().contains(", up 7 min 8 s\n"));
        nanos.addAndGet(Duration.ofDays(3).toNanos());
        assertTrue(commands.apply(List.of("status")).text().contains(", up 3 d 0 h\n"));
    }

    @Test
    void P60_modules_tellWhatIsLoaded_andWhyAfterAnEdit() throws Exception {
        Path root = site("told");
        assertEquals("one 1", SITE.get("/told/").body());
        String time = " +\\d+  \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d +";
        String text = modules("told");
        assertTrue(text.startsWith("told: 4 modules\n  in " + root + ":\n"), text);
        assertLine(text, "  hello.java" + time + "2        0  a request asked for it");
        assertLine(text, "  Count.java" + time + "0        1  hello.java uses it, or is joined with it");
        assertLine(text, " +one unit with Hidden.java: hello.java uses the package-private type Hidden of Hidden.java");
        money("told", "two ");
        SITE.log().await("reloaded " + root + "/hello.java");
        assertEquals("two 2", SITE.get("/told/").body(), "Count has counted on");
        text = modules("told");
        assertLine(text, "  Money.java" + time + "0        1  it changed");
        assertLine(text, "  hello.java" + time + "2        0  something that it uses changed");
        assertLine(text, "  Count.java" + time + "0        1  hello.java uses it, or is joined with it");
    }

    @Test
    void P60_modules_ofAllInterpreters_inEveryFormat() throws Exception {
        Path root = site("formats");
        SITE.get("/formats/");
        assertLine(modules(""), "formats: 4 modules");
        String json = give("modules", "JSON", "formats", "").text();
        assertTrue(json.startsWith("{\"interpreters\":[{\"name\":\"formats\",\"oldVersions\":0,"), json);
        assertTrue(json.contains("{\"file\":\"" + root + "/Money.java\",\"version\":"), json);
        String dot = give("modules", "DOT", "formats", "").text();
        assertTrue(dot.startsWith("digraph postern {") && dot.contains("label=\"hello.java\\nversion "), dot);
    }

    @Test
    void P60_modules_tellWhatAChangeWouldLoadAnew() throws Exception {
        Path root = site("changed");
        SITE.get("/changed/");
        assertEquals(
                """
                changed: a change of @/Money.java would load anew 3 modules
                  @/Hidden.java
                  @/Money.java
                  @/hello.java
                """.replace("@", root.toString()),
                give("modules", "TEXT", "changed", root + "/Money.java").text());
        assertEquals(
                "changed: a change of /no where/x.java would load anew nothing\n",
                give("modules", "TEXT", "changed", "/no where/x.java").text());
    }

    @Test
    void P60_modules_tellWhatHoldsReloadsBack() throws Exception {
        Path root = site("held");
        SITE.get("/held/");
        SITE.file("held/.postern-hold", "");
        assertTrue(
                modules("held")
                        .startsWith(
                                "held: 4 modules\n  held back by " + root + "/.postern-hold, until it is removed\n"),
                modules("held"));
        Files.delete(root.resolve(".postern-hold"));
        assertTrue(modules("held").startsWith("held: 4 modules\n  in "), modules("held"));
    }

    @Test
    @Tag("long")
    @Timeout(120)
    void P60_modules_tellWhatStaysInMemory_andWhatHoldsIt() throws Exception {
        SITE.handler("leaking", """
                Thread thread = new Thread(() -> {
                    try {
                        new java.util.concurrent.CountDownLatch(1).await(60, java.util.concurrent.TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }, "left behind");
                thread.setDaemon(true);
                thread.start();
                return OK;
                """, "Use JavaInterpreter leaking");
        assertEquals(200, SITE.get("/leaking/").status());
        assertTrue(modules("leaking").startsWith("leaking: 1 module\n  in "), modules("leaking"));
        SITE.file("leaking/leaking.java", Sources.page("leaking", "\"edited\""));
        SITE.awaitBody("/leaking/", "edited");
        String line = "(?s).*\n  still in memory: leaking#1 of \\[" + SITE.root()
                + "/leaking/leaking.java\\], ended [-: 0-9]+: [^\n]*left behind.*";
        Eventually.holds(
                "that the old version is told of", 60, () -> modules("leaking").matches(line));
        String json = give("modules", "JSON", "leaking", "").text();
        assertTrue(json.contains("\"leaks\":[{\"what\":\"leaking#1 of ["), json);
    }

    @Test
    void reload_loadsEverythingAnew_andTellsWhatIsWrong() throws Exception {
        Path root = site("reload");
        assertEquals("one 1", SITE.get("/reload/").body());
        assertEquals("one 2", SITE.get("/reload/").body());
        assertEquals(new ControlSocket.Answer(0, "reload: 4 modules loaded anew\n"), give("reload", "reload"));
        assertEquals("one 1", SITE.get("/reload/").body());
        SITE.file("reload/Money.java", "broken");
        ControlSocket.Answer answer = give("reload", "reload");
        assertEquals(1, answer.code());
        assertLine(answer.text(), "reload: 4 modules serve, and not all could be loaded anew");
        assertLine(answer.text(), "  PN0404 " + root + "/Money.java:1:1: .*");
        assertTrue(SITE.get("/reload/").body().startsWith("one"));
        String text = modules("reload");
        assertLine(text, " +its last good version serves: see \\(1\\)");
        assertLine(text, "  \\(1\\) PN0404 " + root + "/Money.java:1:1: .*");
    }

    @Test
    void reload_takesUpEdits_whereAutoReloadIsOff() throws Exception {
        Path root = site("frozen", "Use JavaAutoReload Off");
        assertEquals("one 1", SITE.get("/frozen/").body());
        money("frozen", "two ");
        assertEquals(new ControlSocket.Answer(0, "frozen: 4 modules loaded anew\n"), give("reload", "frozen"));
        assertEquals("two 1", SITE.get("/frozen/").body());
        SITE.file("frozen/Money.java", "broken");
        assertEquals(1, give("reload", "frozen").code());
        assertEquals("two 2", SITE.get("/frozen/").body());
        money("frozen", "three ");
        assertEquals(0, give("reload", "frozen").code());
        assertEquals("three 1", SITE.get("/frozen/").body());
        assertEquals(0, give("rollback", "frozen").code());
        assertEquals("two 1", SITE.get("/frozen/").body(), "of before the last reload");
        assertLine(modules("frozen"), "  in " + root + ":");
    }

    @Test
    void rollback_goesBackAndForth() throws Exception {
        Path root = site("rollback");
        SITE.get("/rollback/");
        assertEquals(
                new ControlSocket.Answer(1, "rollback: not rolled back\n  there is no earlier version\n"),
                give("rollback", "rollback"));
        money("rollback", "two ");
        SITE.log().await("reloaded " + root + "/hello.java");
        assertEquals("two 2", SITE.get("/rollback/").body());
        assertEquals(
                new ControlSocket.Answer(
                        0, "rollback: 3 modules rolled back; what lies on disk now is passed over until it changes\n"),
                give("rollback", "rollback"));
        assertEquals("one 3", SITE.get("/rollback/").body());
        assertLine(modules("rollback"), " +rolled back: the newer text on disk is passed over until it changes");
        assertEquals(0, give("rollback", "rollback").code());
        assertEquals("two 4", SITE.get("/rollback/").body());
    }

    @Test
    void whatIsMeant_isSaid() throws Exception {
        site("meant");
        SITE.get("/meant/");
        for (List<String> wrong : List.of(
                List.of("interpreter ment: there is none; did you mean \"meant\"?", "reload", "ment"),
                List.of("interpreter ment: there is none; did you mean \"meant\"?", "rollback", "ment"),
                List.of("interpreter ment: there is none; did you mean \"meant\"?", "modules", "TEXT", "ment", ""),
                List.of(
                        "interpreter completely different: there is none; there are: ",
                        "reload",
                        "completely different"),
                List.of("rollback of no interpreter", "rollback", ""),
                List.of("the daemon does not know the command dance now", "dance", "now"),
                List.of("the daemon does not know the command status twice", "status", "twice"))) {
            String[] words = wrong.subList(1, wrong.size()).toArray(String[]::new);
            Fault fault = assertThrows(Fault.class, () -> give(words));
            assertSame(Code.BAD_ARGUMENT, fault.code());
            assertTrue(fault.text().startsWith(wrong.get(0)), fault.text());
        }
    }

    @Test
    void daemonWithoutInterpreters_saysSo() throws IOException {
        SITE.stopDaemon();
        SITE.startDaemon();
        assertEquals("there is no interpreter yet; its first request makes one\n", modules(""));
        assertEquals(new ControlSocket.Answer(0, "there is no interpreter yet\n"), give("reload", ""));
        Fault fault = assertThrows(Fault.class, () -> give("reload", "shop"));
        assertEquals("interpreter shop: there is none yet; its first request makes it", fault.text());
    }
}

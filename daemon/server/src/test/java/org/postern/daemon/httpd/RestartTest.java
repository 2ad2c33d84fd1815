package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.kit.Sources;
import org.postern.daemon.kit.TestSite;
import org.slf4j.LoggerFactory;

/** A daemon with a compile cache ends, and another one begins where it was. */
@Timeout(120)
class RestartTest {

    private static final Logger LOG = (Logger) LoggerFactory.getLogger("org.postern.daemon.compiler.Compilation");

    @RegisterExtension
    static final TestSite SITE = new TestSite().setting("compile-cache", "@FOLDER@/cache");

    @BeforeAll
    static void logCompilations() {
        LOG.setLevel(Level.TRACE);
    }

    @AfterAll
    static void logNoMore() {
        LOG.setLevel(null);
    }

    private static void restart() throws IOException {
        SITE.stopDaemon();
        SITE.log().clear();
        SITE.startDaemon();
    }

    /** How often the compiler ran since the last start. */
    private static int compilations() {
        return SITE.logged("[" + LOG.getName() + "] compiled ").size();
    }

    private static void helper(String path, String text) throws IOException {
        SITE.file(path, "public class Helper { public static final String TEXT = \"" + text + "\"; }");
    }

    @Test
    void restart_answersWithoutTheCompiler_andShowsEditsAsEver() throws IOException {
        SITE.page("kept", "Middle.TEXT");
        SITE.file("kept/Middle.java", "public class Middle { public static final String TEXT = Helper.TEXT + \"!\"; }");
        helper("kept/Helper.java", "one");
        assertEquals("one!", SITE.get("/kept/").body());
        assertTrue(compilations() > 0);
        restart();
        assertEquals("one!", SITE.get("/kept/").body());
        assertEquals(0, compilations());
        helper("kept/Helper.java", "two");
        SITE.awaitBody("/kept/", "two!");
        restart();
        assertEquals("two!", SITE.get("/kept/").body());
        assertEquals(0, compilations());
    }

    @Test
    void editWhileNoDaemonRuns_isLive() throws IOException {
        SITE.page("edited", "Middle.TEXT");
        SITE.file("edited/Middle.java", "public class Middle { public static final String TEXT = Helper.TEXT; }");
        helper("edited/Helper.java", "one");
        assertEquals("one", SITE.get("/edited/").body());
        SITE.stopDaemon();
        helper("edited/Helper.java", "two");
        SITE.startDaemon();
        assertEquals("two", SITE.get("/edited/").body());
    }

    @Test
    void fileThatAppearsInFront_isSeen_afterAStartFromTheCache() throws IOException {
        SITE.handled(
                "front",
                "Use JavaRoot " + SITE.root() + "/front",
                "Use JavaPath " + SITE.root() + "/behind",
                "Use JavaHandler front");
        SITE.file("front/front.java", Sources.page("front", "Helper.TEXT"));
        helper("behind/Helper.java", "behind");
        assertEquals("behind", SITE.get("/front/").body());
        restart();
        assertEquals("behind", SITE.get("/front/").body());
        assertEquals(0, compilations());
        helper("front/Helper.java", "front");
        SITE.awaitBody("/front/", "front");
    }

    @Test
    void P28_deletedSource_staysDeleted_overARestart() throws IOException {
        SITE.page("gone", "Helper.TEXT");
        helper("gone/Helper.java", "there");
        assertEquals("there", SITE.get("/gone/").body());
        SITE.stopDaemon();
        Files.delete(SITE.root().resolve("gone/Helper.java"));
        SITE.startDaemon();
        assertEquals(500, SITE.get("/gone/").status());
        assertTrue(SITE.logged("Helper cannot be resolved").size() > 0);
        SITE.stopDaemon();
        Files.delete(SITE.root().resolve("gone/gone.java"));
        SITE.startDaemon();
        assertEquals(500, SITE.get("/gone/").status());
        assertTrue(SITE.logged("PN0401").size() > 0);
    }

    @Test
    void P57_sourceThatMayNotBeReadAnyMore_isRefused_thoughTheCacheHasIt() throws IOException {
        SITE.page("closed", "Helper.TEXT");
        helper("closed/Helper.java", "open");
        assertEquals("open", SITE.get("/closed/").body());
        Path source = SITE.root().resolve("closed/Helper.java");
        Files.setPosixFilePermissions(source, PosixFilePermissions.fromString("---------"));
        assumeTrue(!Files.isReadable(source), "root reads everything");
        restart();
        assertEquals(500, SITE.get("/closed/").status());
        assertTrue(SITE.logged("PN0408").size() > 0);
    }

    @Test
    void P57_sourceOutsideOfTheRoots_isRefused_thoughTheCacheHasIt() throws IOException {
        SITE.handled(
                "narrow",
                "Use JavaRoot " + SITE.root() + "/narrow",
                "Use JavaPath " + SITE.root() + "/outside",
                "Use JavaHandler narrow");
        SITE.file("narrow/narrow.java", Sources.page("narrow", "Helper.TEXT"));
        helper("outside/Helper.java", "outside");
        assertEquals("outside", SITE.get("/narrow/").body());
        SITE.setting("roots", "@ROOT@/narrow");
        try {
            restart();
            assertEquals(500, SITE.get("/narrow/").status());
            assertTrue(SITE.logged("PN0406 " + SITE.root() + "/outside/Helper.java")
                            .size()
                    > 0);
        } finally {
            SITE.setting("roots", "@FOLDER@");
            restart();
        }
        assertEquals("outside", SITE.get("/narrow/").body());
        assertEquals(0, compilations());
    }
}

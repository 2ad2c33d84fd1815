package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.kit.Sources;
import org.postern.daemon.kit.TestSite;
import org.slf4j.LoggerFactory;

/** A site with a thousand handlers, each with a helper of its own, and all with one more. */
@Tag("long")
@Timeout(300)
class RestartLongTest {

    private static final int MODULES = 1000;

    private static final Logger LOG = (Logger) LoggerFactory.getLogger("org.postern.daemon.compiler.Compilation");

    @RegisterExtension
    static final TestSite SITE = new TestSite()
            .setting("compile-cache", "@FOLDER@/cache")
            .vhost("<Location \"/\">\nSetHandler ${postern}\n</Location>")
            .vhost(IntStream.range(0, MODULES)
                    .mapToObj("<Location \"/m%1$d\">\nUse JavaHandler m%1$d\n</Location>"::formatted)
                    .collect(Collectors.joining("\n")));

    @BeforeAll
    static void logCompilations() {
        LOG.setLevel(Level.TRACE);
    }

    @AfterAll
    static void logNoMore() {
        LOG.setLevel(null);
    }

    private static int compilations() {
        return SITE.logged("[" + LOG.getName() + "] compiled ").size();
    }

    private static List<String> answers() throws IOException {
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < MODULES; i++) {
            answers.add(SITE.get("/m" + i).body());
        }
        return answers;
    }

    @Test
    void P66_aThousandModules_answerAfterARestart_withoutTheCompiler() throws IOException {
        List<String> expected = new ArrayList<>();
        SITE.file("Common.java", "public class Common { public static final String NAME = \"module\"; }");
        for (int i = 0; i < MODULES; i++) {
            SITE.file("m" + i + ".java", Sources.page("m" + i, "H" + i + ".text()"));
            SITE.file(
                    "H" + i + ".java",
                    "public class H" + i + " { public static String text() { return Common.NAME + " + i + "; } }");
            expected.add("module" + i);
        }
        assertEquals(expected, answers());
        assertEquals(MODULES, compilations());
        SITE.stopDaemon();
        SITE.log().clear();
        SITE.startDaemon();
        assertEquals(expected, answers());
        assertEquals(0, compilations());
        SITE.file("Common.java", "public class Common { public static final String NAME = \"edited\"; }");
        SITE.awaitBody("/m" + (MODULES - 1), "edited" + (MODULES - 1));
        SITE.stopDaemon();
        SITE.log().clear();
        SITE.startDaemon();
        assertEquals(
                expected.stream().map(text -> text.replace("module", "edited")).toList(), answers());
        assertEquals(0, compilations());
    }
}

package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.kit.Eventually;
import org.postern.daemon.kit.Sources;
import org.postern.daemon.kit.TestSite;

/** Wherever a module's code runs, the thread's context class loader is the module's, for libraries that look for classes there. */
@Timeout(60)
class ContextLoaderTest {

    @RegisterExtension
    static final TestSite SITE = new TestSite();

    private static final String SEEN = """
            static void seen(String where) {
                ClassLoader context = Thread.currentThread().getContextClassLoader();
                logError("seen " + where + " by " + NAME.class.getSimpleName() + ": "
                        + (context == NAME.class.getClassLoader() ? "own" : "" + context));
            }
            """;

    private static Set<String> seen() {
        Set<String> seen = new TreeSet<>();
        SITE.logged("seen ").forEach(line -> seen.add(line.substring(line.indexOf("seen ") + 5)));
        return seen;
    }

    @Test
    void contextLoader_isTheModulesOwn_inHandlersFiltersCleanupsHooksInitialisersAndTasks() throws Exception {
        SITE.file("loaders/guard.java", Sources.module("guard", SEEN.replace("NAME", "guard"), """
                public static void accessHandler(Request req) { seen("access"); }
                public static void outputFilter(Filter filter) throws Exception { seen("filter"); filter.passOn(); }
                """));
        String members = SEEN.replace("NAME", "loaders") + """
                static { seen("initialiser"); }
                static void handler(Request req) throws Exception {
                    seen("handler");
                    req.registerCleanup(() -> seen("registered"));
                    executor("work", 1).submit(() -> seen("task")).get();
                    req.write("written");
                }
                static void cleanupHandler(Request req) { seen("cleanup"); }
                static void handOver(ModuleState next) { seen("handOver"); }
                static void onRetire() { seen("onRetire"); }
                """;
        SITE.module("loaders", members);
        SITE.handled(
                "loaders",
                "Use JavaRoot " + SITE.root() + "/loaders",
                "Use JavaHandler loaders",
                "Use JavaCleanupHandler loaders",
                "Use JavaAccessHandler guard",
                "Use JavaOutputFilter guard GUARD",
                "Use JavaSetOutputFilter GUARD");
        assertEquals(200, SITE.get("/loaders/").status());
        SITE.module("loaders", members, "// edited");
        SITE.log().await("seen onRetire");
        Set<String> expected = new TreeSet<>();
        List.of("initialiser", "handler", "registered", "task", "cleanup", "handOver", "onRetire")
                .forEach(where -> expected.add(where + " by loaders: own"));
        List.of("access", "filter").forEach(where -> expected.add(where + " by guard: own"));
        Eventually.holds("all has been seen", () -> seen().size() >= expected.size());
        assertEquals(expected, seen());
    }
}

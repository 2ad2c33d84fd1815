package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.TestSite;

/** What mod_python's suite tests of phases, and of handlers that add handlers. */
class PhasesSuiteTest {

    @RegisterExtension
    static final TestSite SITE = new TestSite();

    /** The answer of a folder with these directives, whose handlers are in a module with these members. */
    private static Answer run(String folder, String members, String... directives) throws IOException {
        SITE.handled(folder, "Use JavaRoot " + SITE.root() + "/" + folder + "\n" + String.join("\n", directives));
        SITE.module(folder, members);
        return SITE.get("/" + folder + "/tests.txt");
    }

    @Test
    void test_req_add_handler_empty_phase() throws IOException {
        SITE.file("empty/lib/added.java", """
                import org.postern.api.Request;

                public class added {
                    void handler(Request req) throws Exception { req.write("test ok"); }
                }
                """);
        assertEquals(
                "test ok",
                run(
                                "empty",
                                "void fixupHandler(Request req) {"
                                        + " req.addHandler(\"JavaHandler\", \"added\", req.documentRoot() + \"/empty/lib\"); }",
                                "Use JavaInterpPerDirectory On",
                                "Use JavaFixupHandler empty")
                        .body());
    }

    @Test
    void test_accesshandler_add_handler_to_empty_hl() throws IOException {
        assertEquals(
                "test ok", run("access", """
                                void accessHandler(Request req) {
                                    req.attributes().put("secret message", "test ok");
                                    req.addHandler("JavaHandler", "access::added");
                                }
                                void added(Request req) throws Exception {
                                    req.write((String) req.attributes().get("secret message"));
                                }
                                """, "Use JavaAccessHandler access").body());
    }

    @Test
    void test_postreadrequest() throws IOException {
        assertEquals(
                "test ok null",
                run(
                                "first",
                                """
                                int postReadRequestHandler(Request req) throws Exception {
                                    req.addCommonVars();
                                    req.subprocessEnv().set("TEST1", "'");
                                    req.subprocessEnv().set("TEST2", "\\"");
                                    logError("" + req.subprocessEnv() + req.subprocessEnv().values());
                                    req.write("test ok " + req.subprocessEnv().get("NO_SUCH_VARIABLE"));
                                    return DONE;
                                }
                                int accessHandler(Request req) throws Exception {
                                    req.write("later");
                                    return HTTP_FORBIDDEN;
                                }
                                """,
                                "Use JavaPostReadRequestHandler first",
                                "Use JavaAccessHandler first",
                                "Use JavaHandler first::accessHandler")
                        .body());
    }

    @Test
    void test_trans() throws IOException {
        SITE.file("elsewhere.txt", "im Anfang");
        Answer answer = run("trans", """
                int transHandler(Request req) {
                    req.filename(req.documentRoot() + "/elsewhere.txt");
                    return OK;
                }
                """, "Use JavaTransHandler trans");
        assertEquals("im Anfang", answer.body());
        assertEquals("9", answer.header("Content-Length"));
        assertEquals("text/plain", answer.header("Content-Type"));
    }

    @Test
    void test_none_handler() throws IOException {
        assertEquals(
                500,
                run("nothing", "static final Object NOTHING = null;", "Use JavaHandler nothing::NOTHING")
                        .status());
        assertEquals(
                500,
                run("nothing", "static final Object NOTHING = null;", "Use JavaHandler nothing")
                        .status());
    }

    @Test
    void test_server_return() throws IOException {
        assertEquals(
                "test ok",
                run("returns", """
                                void first(Request req) { throw new ServerReturn(OK); }
                                void second(Request req) throws Exception { req.write("test ok"); }
                                """, "Use JavaHandler \"returns::first returns::second\"")
                        .body());
    }

    @Test
    void test_phase_status() throws Exception {
        Answer answer = run(
                "status",
                """
                private static int note(Request req, String what, int result) {
                    req.notes().add("seen", what);
                    return result;
                }
                int one(Request req) { return note(req, "1", DECLINED); }
                int two(Request req) {
                    req.user("bogus");
                    req.apAuthType("bogus");
                    return note(req, "2", OK);
                }
                int three(Request req) { return note(req, "3", OK); }
                int four(Request req) { return OK; }
                int five(Request req) { return note(req, "5", DECLINED); }
                int six(Request req) { return note(req, "6", OK); }
                int seven(Request req) { return note(req, "7", OK); }
                void eight(Request req) throws Exception { req.write("" + req.notes().getAll("seen")); }
                void cleanup(Request req) { logError("cleanup of phase status"); }
                """,
                "Use JavaAuthenHandler \"status::one status::two status::three\"",
                "Use JavaAuthzHandler status::four",
                "Use JavaFixupHandler \"status::five status::six status::seven\"",
                "Use JavaHandler status::eight",
                "Use JavaCleanupHandler status::cleanup");
        assertEquals("[1, 2, 5, 6, 7]", answer.body());
        SITE.log().await("cleanup of phase status");
    }

    @Test
    void X1_initHandlerOfAFolder_runsOnce_beforeTheHeaderParser() throws IOException {
        assertEquals(
                "[init, headerParser]",
                run("init", """
                                void initHandler(Request req) { req.notes().add("seen", "init"); }
                                void headerParserHandler(Request req) { req.notes().add("seen", "headerParser"); }
                                void handler(Request req) throws Exception { req.write("" + req.notes().getAll("seen")); }
                                """, "Use JavaHeaderParserHandler init", "Use JavaInitHandler init", "Use JavaHandler init")
                        .body());
    }

    @Test
    void guardsThatAreAdded_guard() throws IOException {
        for (String phase : List.of("Access", "Authen", "Authz")) {
            SITE.file("added" + phase + "/tests.txt", "the file");
            Answer answer = run("added" + phase, """
                    void postReadRequestHandler(Request req) {
                        req.addHandler("Java%1$sHandler", "added%1$s::decide");
                    }
                    int decide(Request req) {
                        req.user("joe");
                        return req.headersIn().contains("X-Key") ? OK : HTTP_FORBIDDEN;
                    }
                    """.formatted(phase), "Use JavaPostReadRequestHandler added" + phase);
            assertEquals(403, answer.status(), phase);
            assertEquals("private", answer.header("Cache-Control"), phase);
            Answer open = SITE.get("/added" + phase + "/tests.txt", "X-Key: 1");
            assertEquals("the file", open.body(), phase);
            assertEquals("private", open.header("Cache-Control"), phase);
        }
    }

    @Test
    void aHandlerAddedToAPhaseThatIsOver_neverRuns() throws IOException {
        Answer answer = run("over", """
                void fixupHandler(Request req) { req.addHandler("JavaAccessHandler", "over::never"); }
                int never(Request req) { req.errHeadersOut().set("X-Never", "1"); return HTTP_FORBIDDEN; }
                void handler(Request req) throws Exception { req.write("in"); }
                """, "Use JavaFixupHandler over", "Use JavaHandler over");
        assertEquals("in", answer.body());
        assertNull(answer.header("X-Never"));
    }
}

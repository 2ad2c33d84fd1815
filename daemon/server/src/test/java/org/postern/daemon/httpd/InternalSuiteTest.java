package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.TestSite;

/** What mod_python's suite tests within one request: the handler is the test. */
class InternalSuiteTest {

    @RegisterExtension
    static final TestSite SITE = new TestSite()
            .vhost("ServerAdmin serveradmin@example.org")
            .vhost("Use JavaOption testing 123")
            .vhost("Use JavaOption inherited yes");

    @Test
    void test_apache_table() throws IOException {
        SITE.handler("table", """
                Table table = new Table(Map.of("a", "b"));
                table.update(Map.of("C", "d"));
                table.add("c", "e");
                Table copy = table.copy();
                req.write(table.size() + " " + table.getAll("c") + " " + table.get("x", "y") + table.get("x") + table.setdefault("a", "z"));
                table.clear();
                req.write(" " + table + copy + table.equals(copy) + copy.equals(copy.copy()));
                for (int size = 1; size <= 2048; size = 2 * size) {
                    for (int i = 0; i < size; i++) {
                        table.add("" + i, "" + i);
                    }
                    int sum = 0;
                    for (Iterator<Map.Entry<String, String>> all = table.iterator(); all.hasNext(); all.remove()) {
                        sum += Integer.parseInt(all.next().getValue());
                    }
                    if (table.size() > 0 || sum != size * (size - 1) / 2) {
                        req.write(" wrong at " + size);
                    }
                }
                return OK;""");
        assertEquals(
                "3 [d, e] ynullb [][a=b, C=d, c=e]falsetrue",
                SITE.get("/table/").body());
    }

    @Test
    void test_internal() throws IOException {
        SITE.handled(
                "internal",
                "Use JavaRoot " + SITE.root() + "/internal",
                "Use JavaHandler internal",
                "Use JavaDebug On",
                "Use JavaOption inherited \"\"");
        SITE.module("internal", """
                final List<String> wrong = new ArrayList<>();
                void check(String what, boolean right) {
                    if (!right) {
                        wrong.add(what);
                    }
                }
                void handler(Request req) throws Exception {
                    members(req);
                    tables(req);
                    for (String level : List.of("server", "connection")) {
                        logError("as apache for " + level);
                    }
                    req.server().logError("as server", APLOG_ERR);
                    req.connection().logError("as connection", APLOG_ERR);
                    req.write(wrong.isEmpty() ? "test ok" : wrong.toString());
                }
                void members(Request req) throws Exception {
                    check("theRequest", req.theRequest().equals("GET /internal/ HTTP/1.1"));
                    check("protocol", req.protocol().equals("HTTP/1.1") && req.protoNum() == 1001);
                    check("hostname", req.hostname().equals("localhost"));
                    check("requestTime", Math.abs(req.requestTime().getEpochSecond() - System.currentTimeMillis() / 1000) < 60);
                    check("status", req.status() == 200 && req.statusLine() == null);
                    check("method", req.method().equals("GET") && req.methodNumber() == M_GET && !req.headerOnly());
                    check("allowed", req.allowed() == 0 && req.allowedMethods().isEmpty() && req.allowedXmethods().isEmpty());
                    check("range", req.range() == null && !req.expecting100());
                    check("body", req.remaining() == 0 && req.readLength() == 0 && !req.readChunked());
                    check("phase", req.phase().equals("JavaHandler") && req.interpreter().equals("localhost"));
                    check("handler", req.handler().equals("postern"));
                    check("paths", req.uri().equals("/internal/") && req.unparsedUri().equals("/internal/"));
                    check("filename", req.filename().equals(req.documentRoot() + "/internal/"));
                    check("rest", req.args() == null && req.pathInfo().isEmpty() && req.user() == null);
                    check("headers", "localhost".equals(req.headersIn().get("Host")));
                    check("config", "1".equals(req.getConfig().get("JavaDebug")));
                    check("options", req.getOptions().toString().equals("[testing=123]"));
                    check("admin", "serveradmin@example.org".equals(req.server().serverAdmin()));
                    check("client", req.connection().clientIp().equals("127.0.0.1") && req.useragentIp().equals("127.0.0.1"));
                    check("remote host", req.getRemoteHost(REMOTE_HOST) == null && req.getRemoteHost().equals("127.0.0.1"));
                    req.contentType("test/123");
                    check("contentType", req.contentType().equals("test/123"));
                    req.setContentLength(7);
                    check("clength", req.clength() == 7);
                }
                void tables(Request req) {
                    int before = req.subprocessEnv().size();
                    req.addCommonVars();
                    int common = req.subprocessEnv().size();
                    req.addCgiVars();
                    check("variables", before < common && common < req.subprocessEnv().size());
                    check("software", req.subprocessEnv().get("SERVER_SOFTWARE").contains("Postern"));
                    req.notes().set("testing", "123");
                    check("notes", req.notes().get("TESTING").equals("123"));
                }
                """);
        SITE.log().clear();
        Answer answer = SITE.get("/internal/");
        assertEquals("test ok", answer.body());
        assertEquals("test/123", answer.header("Content-Type"));
        List<String> logged = SITE.logged("] as ");
        assertEquals(4, logged.size(), logged.toString());
    }
}

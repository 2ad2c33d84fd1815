package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Base64;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.Http;
import org.postern.daemon.kit.Sources;
import org.postern.daemon.kit.TestSite;

/** What the members of request, connection and server say, through httpd. */
class RequestMembersTest {

    @RegisterExtension
    static final TestSite SITE =
            new TestSite().vhost("ServerAdmin joe@example.org").vhost("SetEnv AJP_SSL_CLIENT_S_DN CN=joe");

    private static String page(String path, String expression) throws IOException {
        SITE.page(path, expression);
        return SITE.get("/" + path + "/?a=1&b=2", "Host: site.example").body();
    }

    @Test
    void test_req_members_requestLine() throws IOException {
        assertEquals(
                "GET /line/?a=1&b=2 HTTP/1.1|GET|0|HTTP/1.1|1001|false|site.example|a=1&b=2",
                page(
                        "line",
                        "req.theRequest() + '|' + req.method() + '|' + req.methodNumber() + '|' + req.protocol() + '|'"
                                + " + req.protoNum() + '|' + req.headerOnly() + '|' + req.hostname() + '|' + req.args()"));
    }

    @Test
    void methodNumber_ofEachMethod() throws IOException {
        SITE.handler("method", "req.headersOut().set(\"X-Number\", \"\" + req.methodNumber()); return OK;");
        for (String method : List.of("HEAD 0", "PUT 1", "POST 2", "PATCH 7", "MERGE 25", "PURR 26")) {
            String[] words = method.split(" ");
            Answer answer = SITE.send(words[0], "/method/", new byte[0]);
            assertEquals(words[1], answer.header("X-Number"), method);
        }
    }

    @Test
    void parsedUri_hasThePartsThatTheClientSent() throws IOException {
        assertEquals(
                "null|null|0|/parsed/|a=1&b=2|null",
                page(
                        "parsed",
                        "req.parsedUri().scheme() + '|' + req.parsedUri().hostname() + '|' + req.parsedUri().port() + '|'"
                                + " + req.parsedUri().path() + '|' + req.parsedUri().query() + '|' + req.parsedUri().fragment()"));
        assertEquals(
                "http|site.example|81|/parsed/|null|null",
                SITE.get("http://site.example:81/parsed/", "Host: site.example:81")
                        .body());
    }

    @Test
    void args_canBeSet() throws IOException {
        SITE.handler(
                "args",
                "req.args(\"x=y\"); req.write(req.args()); req.args(null); req.write(\"\" + req.args()); return OK;");
        assertEquals("x=ynull", SITE.get("/args/?a").body());
    }

    @Test
    void range_and_expecting100_areHeaders() throws IOException {
        SITE.page("headers", "req.range() + '|' + req.expecting100()");
        assertEquals(
                "bytes=1-2|false", SITE.get("/headers/", "Range: bytes=1-2").body());
        assertEquals("null|false", SITE.get("/headers/").body());
    }

    @Test
    void test_req_get_remote_host() throws IOException {
        assertEquals(
                "null|127.0.0.1|127.0.0.1|127.0.0.1",
                page(
                        "host",
                        "req.getRemoteHost(REMOTE_HOST) + '|' + req.getRemoteHost() + '|' + req.getRemoteHost(REMOTE_NAME)"
                                + " + '|' + req.getRemoteHost(REMOTE_NOLOOKUP)"));
    }

    @Test
    void sslVarLookup_tellsWhatHttpdHandsOn() throws IOException {
        assertEquals(
                "off|null|null|CN=joe|null",
                page(
                        "ssl",
                        "req.sslVarLookup(\"HTTPS\") + '|' + req.sslVarLookup(\"SSL_CIPHER\") + '|'"
                                + " + req.sslVarLookup(\"SSL_PROTOCOL\") + '|' + req.sslVarLookup(\"SSL_CLIENT_S_DN\") + '|'"
                                + " + req.sslVarLookup(\"POSTERN_SITE\")"));
    }

    @Test
    void finfo_isThatOfTheFile_orSaysThatThereIsNone() throws IOException {
        SITE.page(
                "info",
                "\"\" + req.finfo().filetype() + '|' + req.finfo().size() + '|' + req.finfo().fname()"
                        + " + '|' + Integer.toOctalString(req.finfo().protection()) + '|' + req.canonicalFilename()");
        SITE.file("info/five.txt", "12345");
        String file = SITE.root() + "/info/five.txt";
        assertEquals("1|5|" + file + "|644|" + file, SITE.get("/info/five.txt").body());
        assertTrue(SITE.get("/info/none.txt").body().startsWith("0|0|"));
    }

    @Test
    void stat_ofFolderFileAndNothing() throws IOException {
        SITE.file("stat/five.txt", "12345");
        Files.createSymbolicLink(SITE.root().resolve("stat/link"), SITE.root().resolve("stat/five.txt"));
        String all = "for (String name : List.of(\"\", \"five.txt\", \"link\", \"none\", \"five.txt/x\"))"
                + " { Finfo f = stat(req.documentRoot() + \"/stat/\" + name); req.write(f.filetype() + \" \""
                + " + (f.filetype() == APR_DIR ? 0 : f.size()) + \" \" + f.mtime().isAfter(req.requestTime().minusSeconds(9999)) + \"|\"); }"
                + " return OK;";
        SITE.handler("stat", all);
        assertEquals(
                "2 0 true|1 5 true|1 5 true|0 0 false|0 0 false|",
                SITE.get("/stat/").body());
    }

    @Test
    void finfo_canBeSet_andGoesWithAnotherFile() throws IOException {
        SITE.handler(
                "given",
                "req.finfo(stat(\"/none\")); req.write(req.finfo().filetype() + \"\");"
                        + " req.filename(req.documentRoot()); req.write(\"\" + req.finfo().filetype()); return OK;");
        assertEquals("02", SITE.get("/given/").body());
    }

    @Test
    void test_req_handler() throws IOException {
        SITE.handled(
                "who",
                "Use JavaRoot " + SITE.root() + "/who",
                "Use JavaFixupHandler who::fixup",
                "Use JavaHandler who");
        SITE.file("who/plain.txt", "the file");
        SITE.file(
                "who/who.java",
                Sources.module(
                        "who",
                        "public static int fixup(Request req) { String was = req.handler(); if (req.args() != null)"
                                + " req.handler(req.args().equals(\"null\") ? null : req.args());"
                                + " req.notes().set(\"was\", was); return OK; }",
                        "public static int handler(Request req) throws Exception { req.write(\"handler, was \""
                                + " + req.notes().get(\"was\")); return OK; }"));
        assertEquals("handler, was postern", SITE.get("/who/plain.txt").body());
        assertEquals("handler, was postern", SITE.get("/who/plain.txt?postern").body());
        assertEquals("the file", SITE.get("/who/plain.txt?null").body());
        assertEquals("the file", SITE.get("/who/plain.txt?default-handler").body());
    }

    @Test
    void test_req_add_handler_directory() throws IOException {
        SITE.file("places/later.java", Sources.page("later", "req.hlist().directory() + req.hlist().next()"));
        SITE.handler(
                "hlist",
                "req.addHandler(\"JavaHandler\", \"later\", req.documentRoot() + \"/places\");"
                        + " req.write(req.hlist().handler() + \" \" + req.hlist().silent() + \" \""
                        + " + req.hlist().next().handler() + \" \"); return OK;");
        assertEquals(
                "hlist false later " + SITE.root() + "/places/null",
                SITE.get("/hlist/").body());
    }

    @Test
    void attributes_goFromPhaseToPhase() throws IOException {
        SITE.handled(
                "attributes",
                "Use JavaRoot " + SITE.root() + "/attributes",
                "Use JavaFixupHandler attributes::fixup",
                "Use JavaHandler attributes");
        SITE.file(
                "attributes/attributes.java",
                Sources.module(
                        "attributes",
                        "public static int fixup(Request req) { req.attributes().put(\"n\", 41); return OK; }",
                        "public static int handler(Request req) throws Exception {"
                                + " req.write(\"\" + ((int) req.attributes().get(\"n\") + 1)); return OK; }"));
        assertEquals("42", SITE.get("/attributes/").body());
    }

    @Test
    void test_req_get_config() throws IOException {
        SITE.page(
                "config",
                "req.getConfig().get(\"JavaDebug\") + req.getConfig().get(\"JavaAutoReload\")"
                        + " + req.getConfig().get(\"JavaCompiler\") + req.getConfig().get(\"JavaAuthName\")");
        assertEquals("01ecjnull", SITE.get("/config/").body());
        SITE.handled(
                "config",
                "Use JavaRoot " + SITE.root() + "/config",
                "Use JavaHandler config",
                "Use JavaDebug On",
                "Use JavaAuthName \"my realm\"");
        SITE.awaitBody("/config/", "11ecjmy realm");
    }

    @Test
    void test_req_auth_type() throws IOException {
        SITE.page("open", "req.authType() + '|' + req.apAuthType()");
        assertEquals("null|null", SITE.get("/open/").body());
        SITE.handled(
                "closed",
                "Use JavaRoot " + SITE.root() + "/closed",
                "Use JavaAuthenHandler closed",
                "Use JavaHandler closed");
        SITE.file(
                "closed/closed.java",
                Sources.module(
                        "closed",
                        "public static int authenHandler(Request req) { req.user(\"dummy\"); req.apAuthType(\"dummy\");"
                                + " return \"Basic\".equals(req.authType()) ? OK : 500; }",
                        "public static int handler(Request req) throws Exception { req.write(req.authType() + '|'"
                                + " + req.apAuthType()); return OK; }"));
        assertEquals("Basic|dummy", SITE.get("/closed/").body());
    }

    @Test
    void test_req_add_common_vars() throws IOException {
        SITE.handler(
                "common",
                "req.addCommonVars(); req.write((req.subprocessEnv().size() > 5) + \"|\""
                        + " + req.subprocessEnv().get(\"SERVER_NAME\") + \"|\" + req.subprocessEnv().get(\"GATEWAY_INTERFACE\")); return OK;");
        assertEquals(
                "true|site.example|null",
                SITE.get("/common/", "Host: site.example").body());
    }

    @Test
    void test_req_add_cgi_vars() throws IOException {
        SITE.file("vars/file", "");
        SITE.handler(
                "vars",
                "Table env = req.subprocessEnv(); req.addCommonVars(); int common = env.size(); req.addCgiVars();"
                        + " req.write((common > 5) + \" \" + (env.size() > common));"
                        + " for (String name : List.of(\"HTTP_X_Y\", \"HTTP_PROXY\", \"HTTP_AUTHORIZATION\", \"SERVER_NAME\", \"REMOTE_ADDR\","
                        + " \"SCRIPT_NAME\", \"PATH_INFO\", \"QUERY_STRING\", \"GATEWAY_INTERFACE\", \"SERVER_ADMIN\", \"REQUEST_URI\"))"
                        + " req.write(\"|\" + env.get(name));"
                        + " req.write(\"|\" + env.get(\"PATH_TRANSLATED\").equals(req.documentRoot() + \"/more\")); req.write(\"|\" + buildCgiEnv(req).get(\"HTTP_AUTHORIZATION\")); return OK;");
        assertEquals(
                "true true|z|null|null|site.example|127.0.0.1|/vars/file|/more|q=1|CGI/1.1|joe@example.org|/vars/file/more?q=1|true|Basic eA==",
                SITE.get(
                                "/vars/file/more?q=1",
                                "Host: site.example",
                                "X-Y: z",
                                "X_Y: pretends to be the other",
                                "Proxy: evil",
                                "Authorization: Basic eA==")
                        .body());
    }

    @Test
    void test_connection_members() throws IOException {
        SITE.page(
                "connection",
                "req.connection().clientIp() + '|' + req.connection().remoteAddr().getPort() + '|'"
                        + " + req.useragentAddr().getPort() + '|' + req.connection().remoteHost() + '|' + req.connection().localIp()"
                        + " + '|' + req.connection().localAddr().getPort() + '|' + req.connection().aborted()");
        try (Http http = new Http(SITE.port())) {
            String[] told = http.get("/connection/").body().split("\\|");
            assertEquals("127.0.0.1", told[0]);
            assertTrue(Integer.parseInt(told[1]) > 1023, "a client's port: " + told[1]);
            assertEquals(told[1], told[2]);
            assertEquals(
                    List.of("null", "127.0.0.1", Integer.toString(SITE.port()), "false"),
                    List.of(told).subList(3, 7));
        }
    }

    @Test
    void test_server_members() throws IOException {
        assertEquals(
                "localhost|joe@example.org|" + SITE.port(),
                page(
                        "server",
                        "req.server().serverHostname() + '|' + req.server().serverAdmin() + '|' + req.server().port()"));
    }

    @Test
    void test_apache_log_error() throws IOException {
        SITE.handler(
                "logs",
                "req.logError(\"marker of the request\"); req.connection().logError(\"marker of the connection\", APLOG_WARNING);"
                        + " req.server().logError(\"marker of the server\", APLOG_NOTICE); logError(\"marker of Apache\"); return OK;");
        assertEquals(200, SITE.get("/logs/").status());
        assertEquals(
                List.of("the request", "the connection", "the server", "Apache"),
                SITE.logged("marker of ").stream()
                        .map(line -> line.substring(line.indexOf("marker of ") + "marker of ".length())
                                .strip())
                        .toList());
        assertTrue(SITE.logged("marker of the connection").get(0).contains("WARN"));
        assertTrue(SITE.logged("marker of the connection").get(0).contains("[client 127.0.0.1]"));
    }

    @Test
    void test_apache_log_error_atEachLevel() throws IOException {
        SITE.handler(
                "levels",
                "for (int level = APLOG_EMERG; level < APLOG_DEBUG; level++) { req.server().logError(\"level \" + level, level); } return OK;");
        assertEquals(200, SITE.get("/levels/").status());
        List<String> words = List.of("ERROR", "ERROR", "ERROR", "ERROR", "WARN", "INFO", "INFO");
        for (int level = 0; level < words.size(); level++) {
            assertTrue(SITE.logged("level " + level).get(0).contains(words.get(level)), "level " + level);
        }
    }

    @Test
    void test_req_document_root() throws IOException {
        assertEquals(SITE.root().toString(), page("root", "req.documentRoot()"));
    }

    @Test
    void test_req_construct_url() throws IOException {
        assertEquals("http://site.example/index.html", page("url", "req.constructUrl(\"/index.html\")"));
        assertEquals(
                "http://site.example:81/index.html",
                SITE.get("/url/", "Host: site.example:81").body());
    }

    @Test
    void test_req_headers_out() throws IOException {
        SITE.handler("out", "req.headersOut().set(\"X-Test-Header\", \"test ok\"); req.write(\"x\"); return OK;");
        assertEquals("test ok", SITE.get("/out/").header("x-test-header"));
    }

    @Test
    void test_req_register_cleanup() throws Exception {
        SITE.handler("cleaned", "req.registerCleanup(() -> logError(\"cleanup test ok\")); return OK;");
        assertEquals(200, SITE.get("/cleaned/").status());
        SITE.log().await("cleanup test ok");
    }

    // --- credentials

    private static String basic(String credentials, Charset charset) {
        return "Authorization: Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(charset));
    }

    private static void authorized(String path, String user, String password) throws IOException {
        SITE.handler(
                path,
                "return \"" + password + "\".equals(req.getBasicAuthPw()) && \"" + user + "\".equals(req.user())"
                        + " ? OK : HTTP_UNAUTHORIZED;",
                "Use JavaAuthName blah");
    }

    @Test
    void test_req_unauthorized() throws IOException {
        authorized("unauthorized", "spam", "eggs");
        assertEquals(
                200,
                SITE.get("/unauthorized/", basic("spam:eggs", StandardCharsets.UTF_8))
                        .status());
        Answer wrong = SITE.get("/unauthorized/", basic("spam:BAD PASSWD", StandardCharsets.UTF_8));
        assertEquals(401, wrong.status());
        assertEquals("Basic realm=\"blah\"", wrong.header("WWW-Authenticate"));
    }

    @Test
    void test_req_get_basic_auth_pw() throws IOException {
        authorized("basic", "spam", "eggs");
        assertEquals(
                200,
                SITE.get("/basic/", basic("spam:eggs", StandardCharsets.UTF_8)).status());
    }

    @Test
    void test_req_get_basic_auth_pw_latin1() throws IOException {
        authorized("latin1", "sp\\u00e1m", "\\u00e9ggs");
        assertEquals(
                200,
                SITE.get("/latin1/", basic("sp\u00e1m:\u00e9ggs", StandardCharsets.ISO_8859_1))
                        .status());
    }

    // --- handlers that are added

    @Test
    void test_req_add_handler() throws IOException {
        SITE.module(
                "adds",
                "public static int handler(Request req) { req.attributes().put(\"secret\", \"test ok\");"
                        + " req.addHandler(\"JavaHandler\", \"adds::second\"); return OK; }",
                "public static int second(Request req) throws Exception { req.write((String) req.attributes().get(\"secret\"));"
                        + " return OK; }");
        assertEquals("test ok", SITE.get("/adds/").body());
    }

    @Test
    void test_req_add_bad_handler() throws IOException {
        SITE.handler(
                "addsbad", "req.addHandler(\"JavaHandler\", \"addsbad::bad\"); req.write(\"test ok\"); return OK;");
        assertEquals(500, SITE.get("/addsbad/").status());
        assertEquals(1, SITE.logged("contains no 'bad'").size());
    }

    @Test
    void test_req_add_empty_handler_string() throws IOException {
        SITE.handler("addsnone", "req.addHandler(\"JavaHandler\", \"\"); req.write(\"no exception\"); return OK;");
        assertEquals(500, SITE.get("/addsnone/").status());
    }

    @Test
    void X29_aThrownStatus_isSentWithItsPage_oneThatIsSet_withNone() throws IOException {
        SITE.handler("thrown", "throw new ServerReturn(Integer.parseInt(req.args()), 404);");
        Answer set = SITE.get("/thrown/?0");
        assertEquals(404, set.status());
        assertEquals("", set.body());
        assertEquals(403, SITE.get("/thrown/?403").status());
    }
}

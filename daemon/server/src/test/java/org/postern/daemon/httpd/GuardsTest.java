package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.Eventually;
import org.postern.daemon.kit.Http;
import org.postern.daemon.kit.Sources;
import org.postern.daemon.kit.TestSite;

/**
 * Guards against whoever wants in without their consent: no byte of a protected file comes out, by whatever request, by whatever other
 * configuration, and whatever is the matter with guard or daemon.
 *
 * <p>The guard {@code keeper} lets in who sends {@code X-Key: open}.
 */
class GuardsTest {

    private static final String SECRET = "the secret";
    private static final String KEY = "X-Key: open";
    private static final String LATCH = "GuardsTest.latch";

    /** A backend of somebody else, which knows the secret too. */
    private static final HttpServer BACKEND = backend();

    @RegisterExtension
    static final TestSite SITE = new TestSite().vhost("""
                    LoadModule asis_module /usr/lib/apache2/modules/mod_asis.so
                    LoadModule actions_module /usr/lib/apache2/modules/mod_actions.so
                    AddOutputFilter INCLUDES .shtml
                    AddHandler type-map .var
                    AddHandler send-as-is .asis
                    AddHandler cgi-script .cgi
                    Script GET /public/page.txt
                    RewriteEngine On
                    <Location "/">
                        Use JavaRoot @ROOT@/lib
                    </Location>
                    <Location "/access/located.txt">
                        SetHandler default-handler
                        ForceType text/plain
                    </Location>
                    <If "%{REQUEST_URI} =~ /ifserved/">
                        SetHandler default-handler
                    </If>
                    <Directory @ROOT@/both>
                        Use JavaAccessHandler keeper
                    </Directory>
                    <Location "/both">
                        Use JavaAuthenHandler basic
                    </Location>
                    Alias "/alias" "@ROOT@/access"
                    Alias "/aliasfile" "@ROOT@/access/secret.txt"

                    ProxyPass "/free/" "http://127.0.0.1:@BACKEND@/"
                    ProxyPass "/past/" "http://127.0.0.1:@BACKEND@/"
                    RewriteRule "^/pastrule/(.*)$" "http://127.0.0.1:@BACKEND@/$1" [P]
                    ProxyPassMatch "^/pastmatch/(.*)$" "http://127.0.0.1:@BACKEND@/$1"
                    <LocationMatch "^/past">
                        Use JavaAccessHandler keeper
                        Use JavaGuardLocation
                    </LocationMatch>

                    ProxyPass "/proxied/" "${postern_url}/"
                    RewriteRule "^/ruled/(.*)$" "${postern_url}/$1" [P]
                    ProxyPass "/ext/" "${postern_url}/ext/"
                    <Location "/ext">
                        Use JavaHandler shower
                        Use JavaAccessHandler "keeper | .html"
                    </Location>
                    """.replace(
                    "@BACKEND@", Integer.toString(BACKEND.getAddress().getPort())));

    private static HttpServer backend() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> {
                exchange.sendResponseHeaders(200, SECRET.length());
                try (OutputStream out = exchange.getResponseBody()) {
                    out.write(SECRET.getBytes(StandardCharsets.UTF_8));
                }
            });
            server.start();
            return server;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterAll
    static void stopBackend() {
        BACKEND.stop(0);
    }

    @BeforeAll
    static void files() throws IOException {
        lib(SITE);
        for (String guard : List.of("access", "authen", "authz")) {
            String directive = "Use Java" + guard.substring(0, 1).toUpperCase() + guard.substring(1) + "Handler keeper";
            guarded(SITE, guard, directive);
            for (String file : List.of("a.var", "b.asis", "c.cgi", "located.txt", "ifserved.txt", "variant.html.en")) {
                SITE.file(guard + "/" + file, file.equals("b.asis") ? "Status: 200 OK\n\n" + SECRET : SECRET);
            }
        }
        SITE.file("both/secret.txt", SECRET);
        SITE.file("public/page.txt", "public page");
    }

    private static void lib(TestSite site) throws IOException {
        site.file("lib/keeper.java", """
                import static org.postern.api.Apache.*;
                import org.postern.api.*;

                public class keeper {
                    private static boolean key(Request req) { return "open".equals(req.headersIn().get("X-Key")); }
                    static int accessHandler(Request req) { return key(req) ? OK : HTTP_FORBIDDEN; }
                    static int authzHandler(Request req) { return key(req) ? OK : HTTP_FORBIDDEN; }
                    static int authenHandler(Request req) {
                        if (key(req)) req.user("joe");
                        return key(req) ? OK : HTTP_UNAUTHORIZED;
                    }
                }
                """);
        site.file("lib/basic.java", """
                import static org.postern.api.Apache.*;
                import org.postern.api.*;

                public class basic {
                    static int authenHandler(Request req) {
                        return "sp:am".equals(req.getBasicAuthPw()) && "joe".equals(req.user()) ? OK : HTTP_UNAUTHORIZED;
                    }
                }
                """);
        site.file("lib/shower.java", Sources.page("shower", "\"" + SECRET + " \" + req.uri()"));
    }

    /** A folder that this handler answers for. */
    private static void lib(String name, String body) throws IOException {
        SITE.handled(name, "Use JavaHandler " + name);
        SITE.file("lib/" + name + ".java", Sources.handler(name, body));
    }

    /** A folder with the secret in it, and these directives. */
    private static void guarded(TestSite site, String folder, String... directives) throws IOException {
        site.file(folder + "/.htaccess", String.join("\n", directives) + "\n");
        site.file(folder + "/secret.txt", SECRET);
        site.file(folder + "/index.html", SECRET + " index");
    }

    private static String basic(String credentials) {
        return "Authorization: Basic "
                + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }

    private static Answer closed(String target, String... headers) throws IOException {
        return closed(SITE.get(target, headers), target);
    }

    private static Answer closed(Answer answer, String what) {
        assertFalse(answer.body().contains(SECRET), what);
        assertNull(answer.header("ETag"), what);
        assertNull(answer.header("Last-Modified"), what);
        return answer;
    }

    private static void open(String target, String... headers) throws IOException {
        Answer answer = SITE.get(target, headers);
        assertTrue(answer.body().contains(SECRET), target + ": " + answer.status() + " " + answer.body());
    }

    // --- requests

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/secret.txt",
                "//secret.txt",
                "/./secret.txt",
                "/x/../secret.txt",
                "/%73ecret.txt",
                "/secret%2etxt",
                "/secret%2Etxt",
                "/%2e/secret.txt",
                "/secret.txt/",
                "/secret.txt/more",
                "/secret.txt/../secret.txt",
                "/secret.txt.",
                "/secret.txt%20",
                "/secret.txt%00",
                "/secret.txt%0a",
                "/secret.txt;a=b",
                "/secret.txt%2f",
                "/secret.txt?x=.html",
                "/SECRET.TXT",
                "/secret",
                "/variant",
                "/a.var",
                "/b.asis",
                "/c.cgi",
                "/c.cgi/x",
                "/located.txt",
                "/ifserved.txt",
                "/index.html",
                "/",
                ""
            })
    void howeverTheFileIsAskedFor(String name) throws IOException {
        for (String folder : List.of("/access", "/authen", "/authz", "/./access", "//authen", "/%61uthz", "/alias")) {
            try (Http http = new Http(SITE.port())) {
                for (String method : List.of("GET", "HEAD", "OPTIONS", "POST", "PUT", "PROPFIND", "MYOWN")) {
                    String what = method + " " + folder + name;
                    Answer answer = closed(http.send(method, folder + name, new byte[0]), what);
                    boolean toTheSlash = name.isEmpty() && answer.status() == 301;
                    assertTrue(toTheSlash || List.of(401, 403, 404).contains(answer.status()), what + answer.status());
                    if (String.valueOf(answer.header("Connection")).equals("close")) {
                        break;
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"access", "authen", "authz"})
    void withTheKey_itComesOut(String folder) throws IOException {
        open("/" + folder + "/secret.txt", KEY);
        open("/" + folder + "/", KEY);
        Answer part = SITE.get("/" + folder + "/secret.txt", KEY, "Range: bytes=0-2");
        assertEquals(206, part.status());
        assertEquals("private", part.header("Cache-Control"));
        Answer notModified = SITE.get("/" + folder + "/secret.txt", KEY, "If-None-Match: *");
        assertEquals(304, notModified.status());
        assertEquals("private", notModified.header("Cache-Control"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Range: bytes=0-3",
                "Range: bytes=-3",
                "Range: bytes=0-1,3-4",
                "If-None-Match: *",
                "If-Match: *",
                "If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT",
                "If-Unmodified-Since: Thu, 01 Jan 1970 00:00:01 GMT",
                "Host: elsewhere.example.org",
                "Accept: image/png",
                "Negotiate: *",
                "Expect: 100-continue",
                "Upgrade: h2c",
                "X-HTTP-Method-Override: GET",
                "X-Original-URL: /public/page.txt",
                "X-Forwarded-For: 127.0.0.1",
                "X-Forwarded-User: joe",
                "Referer: http://localhost/access/"
            })
    void whateverHeaderIsSent(String header) throws IOException {
        for (String folder : List.of("/access", "/authen", "/authz")) {
            Answer answer = closed(folder + "/secret.txt", header);
            assertTrue(List.of(401, 403).contains(answer.status()), folder + " " + answer.status());
            assertNull(answer.header("Content-Range"));
            closed(SITE.send("HEAD", folder + "/secret.txt", new byte[0], header), header);
        }
    }

    @Test
    void byOldProtocols_andAbsoluteTargets() throws IOException {
        for (String request : List.of(
                "GET /access/secret.txt\r\n\r\n",
                "GET /access/secret.txt HTTP/1.0\r\n\r\n",
                "GET http://localhost/access/secret.txt HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "GET /access/secret.txt INCLUDED\r\nHost: localhost\r\n\r\n",
                "GET /public/page.txt HTTP/1.1\r\nHost: localhost\r\n\r\n"
                        + "GET /access/secret.txt HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "POST /public/page.txt HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n"
                        + "\r\n0\r\n\r\nGET /access/secret.txt HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")) {
            try (Http http = new Http(SITE.port())) {
                http.raw(request.getBytes(StandardCharsets.US_ASCII));
                String all = new String(http.stream().readAllBytes(), StandardCharsets.UTF_8);
                assertFalse(all.contains(SECRET), request);
                assertFalse(all.isEmpty(), request);
            }
        }
    }

    @Test
    void headersNamedLikeAttributes_changeNothing() throws IOException {
        String[] headers = {
            "AJP_JAVA_ACCESS_HANDLER: None",
            "AJP_JAVA_AUTHEN_HANDLER: None",
            "AJP_JAVA_AUTHZ_HANDLER: None",
            "JAVA_ACCESS_HANDLER: None",
            "JAVA_AUTHEN_HANDLER: None",
            "JAVA_AUTHZ_HANDLER: None",
            "JAVA_HANDLER: shower",
            "AJP_JAVA_HANDLER: shower",
            "JAVA_ROOT: /",
            "AJP_JAVA_CODE: Off",
            "POSTERN_SITE: other",
            "AJP_POSTERN_SITE: other",
            "POSTERN_BEGIN: 1",
            "AJP_POSTERN_BEGIN: 1",
            "POSTERN_URI: /public/page.txt",
            "AJP_POSTERN_URI: /public/page.txt",
            "REMOTE_USER: joe",
            "AJP_REMOTE_USER: joe",
            "Remote-User: joe",
            "AJP_REMOTE_PORT: 1",
            "Secret: sesame, open"
        };
        for (String folder : List.of("access", "authen", "authz")) {
            int status = SITE.get("/" + folder + "/secret.txt").status();
            assertEquals(status, closed("/" + folder + "/secret.txt", headers).status(), folder);
        }
        lib(
                "facts",
                "req.contentType(\"text/plain\"); req.write(req.uri() + \" \" + req.user() + \" \" + req.interpreter()"
                        + " + \" \" + req.server().serverHostname()); return OK;");
        assertEquals(
                "/facts/ null localhost localhost", SITE.get("/facts/", headers).body());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/secret.txt?AJP_JAVA_ACCESS_HANDLER=None",
                "/secret.txt?%0aAJP_JAVA_ACCESS_HANDLER=None",
                "/secret.txt/%0aAJP_JAVA_ACCESS_HANDLER=None",
                "/secret.txt/=None",
                "/secret.txt/$1$0%25%7bREQUEST_URI%7d",
                "/AJP_JAVA_ACCESS_HANDLER=None/../secret.txt",
                "/secret.txt/'%20AJP_JAVA_ACCESS_HANDLER=None"
            })
    void environmentByQueryOrPath_changesNothing(String name) throws IOException {
        for (String folder : List.of("/access", "/authen", "/authz")) {
            Answer answer = closed(folder + name);
            assertTrue(List.of(401, 403).contains(answer.status()), folder + name + " " + answer.status());
        }
    }

    @Test
    void factsWithNewlinesAndEqualSigns_stayWhatTheyAre() throws IOException {
        SITE.file("odd/x.txt", "x");
        lib(
                "odd",
                "req.contentType(\"text/plain\"); req.write(req.uri() + \"|\" + req.pathInfo() + \"|\" + req.args()); return OK;");
        assertEquals(
                "/odd/x.txt/a\nPOSTERN_SITE=b$1|/a\nPOSTERN_SITE=b$1|c=%0ad",
                SITE.get("/odd/x.txt/a%0aPOSTERN_SITE=b$1?c=%0ad").body());
    }

    @Test
    void aLongRequest_isRefused_neverShortened() throws IOException {
        String big = "x".repeat(7_900);
        String[] headers = new String[12];
        for (int i = 0; i < headers.length; i++) {
            headers[i] = "X-Big-" + i + ": " + big;
        }
        for (String folder : List.of("/access", "/authen", "/authz")) {
            assertTrue(closed(folder + "/secret.txt?" + big, headers).status() >= 400);
        }
    }

    // --- other ways in

    @ParameterizedTest
    @ValueSource(
            strings = {"/past/x", "//past/x", "/%70ast/x", "/./past/x", "/x/../past/x", "/pastrule/x", "/pastmatch/x"})
    void proxyToAnotherBackend_isDenied(String target) throws IOException {
        open("/free/x");
        assertEquals(403, closed(target).status());
        assertEquals(403, closed(target, KEY).status(), "it is not ours to open");
    }

    @Test
    void fromAPublicFolder_byWhateverHttpdDoes() throws IOException {
        for (String way : List.of("access", "authen", "authz")) {
            String file = "/" + way + "/secret.txt";
            way(way + "1", "DirectoryIndex " + file, "", file);
            way(way + "2", "FallbackResource " + file, "nothing-there", file);
            way(way + "3", "ErrorDocument 404 " + file, "nothing-there", file);
            way(way + "4", "Require all denied\nErrorDocument 403 " + file, "x", file);
            way(way + "5", "RewriteEngine On\nRewriteRule ^go$ " + file, "go", file);
            way(way + "6", "RewriteEngine On\nRewriteRule ^go$ " + SITE.root() + file, "go", file);
            way(way + "7", "Redirect 404 /public/" + way + "7/x\nErrorDocument 404 " + file, "x", file);
            way(way + "8", "Options +MultiViews\nDirectoryIndex index", "", file);
            way(way + "9", "Action text/plain " + file + "\nForceType text/plain", "x", file);
        }
    }

    private static void way(String name, String htaccess, String target, String file) throws IOException {
        String folder = "public/" + name + "/";
        SITE.file(folder + ".htaccess", htaccess + "\n");
        SITE.file(folder + "index.var", "URI: ../.." + file + "\nContent-Type: text/plain\n\n");
        SITE.file(
                folder + "page.shtml", "[<!--#include virtual=\"" + file + "\" --><!--#exec cgi=\"" + file + "\" -->]");
        closed("/" + folder + target);
        closed("/" + folder + "index.var");
        closed("/" + folder + "page.shtml");
        closed(SITE.send("HEAD", "/" + folder + target, new byte[0]), name);
    }

    @Test
    void fromAPublicFolder_withTheKey_httpdsWaysWork() throws IOException {
        SITE.file("public/in/.htaccess", "DirectoryIndex /access/secret.txt\nFallbackResource /authen/secret.txt\n");
        SITE.file("public/in/page.shtml", "[<!--#include virtual=\"/authz/secret.txt\" -->]");
        SITE.file("public/in/page.var", "URI: ../../access/secret.txt\nContent-Type: text/plain\n\n");
        open("/public/in/", KEY);
        open("/public/in/nothing", KEY);
        open("/public/in/page.shtml", KEY);
        open("/public/in/page.var", KEY);
    }

    @Test
    void anAlias_toTheGuardedFolder_isGuarded() throws IOException {
        assertEquals(403, closed("/alias/secret.txt").status());
        assertEquals(403, closed("/aliasfile").status());
        open("/alias/secret.txt", KEY);
        open("/aliasfile", KEY);
    }

    @Test
    void otherFolders_canNotOpenIt_itsOwnCan() throws IOException {
        String none = "Use JavaAccessHandler None\nUse JavaAuthenHandler None\nUse JavaAuthzHandler None\n"
                + "Use JavaHandlerModule None\nSetHandler default-handler\nUse JavaCode Off\nRequire all granted\n";
        SITE.file("tree/.htaccess", none);
        SITE.file("tree/sibling/.htaccess", none);
        SITE.file("tree/sibling/x.txt", "x");
        guarded(SITE, "tree/inner", "Use JavaCode On", "Use JavaAccessHandler keeper");
        SITE.file("tree/inner/same/secret.txt", SECRET);
        SITE.file(
                "tree/inner/same/.htaccess", "SetHandler default-handler\nUse JavaOption a b\nForceType text/plain\n");
        SITE.file("tree/inner/child/secret.txt", SECRET);
        SITE.file("tree/inner/child/.htaccess", "Use JavaAccessHandler None\n");
        assertEquals("x", SITE.get("/tree/sibling/x.txt").body());
        assertEquals(403, closed("/tree/inner/secret.txt").status());
        assertEquals(403, closed("/tree/sibling/../inner/secret.txt").status());
        assertEquals(403, closed("/tree/inner/child/../secret.txt").status());
        assertEquals(403, closed("/tree/inner/same/secret.txt").status());
        open("/tree/inner/child/secret.txt");
    }

    @Test
    void guardsOfTwoSections_bothDecide() throws IOException {
        assertEquals(403, closed("/both/secret.txt").status());
        assertEquals(403, closed("/both/secret.txt", basic("joe:sp:am")).status());
        assertEquals(401, closed("/both/secret.txt", KEY).status());
        open("/both/secret.txt", KEY, basic("joe:sp:am"));
    }

    @Test
    void aFileNameInTheUrl_isNone_whereNoFileIsMeant() throws IOException {
        String secret = "-file-" + SITE.root() + "/access/secret.txt";
        for (String way : List.of("/proxied/", "/ruled/")) {
            assertEquals(404, closed(way + secret).status(), way);
            assertEquals(
                    404, closed(way + secret.replace("-file-", "%2dfile-"), KEY).status(), way);
            assertEquals(404, closed(way + "x/../" + secret, KEY).status(), way);
            assertEquals(
                    404,
                    SITE.get(way + "-file-" + SITE.root() + "/public/page.txt").status(),
                    way);
        }
    }

    // --- by extension

    @Test
    void aGuardForAnExtension_holdsByEveryWayToSuchAFile() throws IOException {
        guarded(SITE, "ext1", "Use JavaAccessHandler \"keeper | .txt .html\"");
        SITE.file("ext1/other.css", "css");
        assertEquals("css", SITE.get("/ext1/other.css").body());
        for (String name : List.of("secret.txt", "secret.txt/x", "index.html", "", "%73ecret.%74xt", ".//index.html")) {
            assertEquals(403, closed("/ext1/" + name).status(), name);
        }
        open("/ext1/", KEY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Use JavaAccessHandler \"keeper | .html\"",
                "Use JavaFixupHandler None\n<Files index.html>\nUse JavaAccessHandler keeper\n</Files>"
            })
    void anIndexFileThatOnlyTheDaemonFinds_isNotSentPastItsGuard(String directives) throws IOException {
        String folder = "index" + directives.length();
        guarded(SITE, folder, "DirectoryIndex disabled", "Options -Indexes", directives);
        assertEquals(403, closed("/" + folder + "/index.html").status());
        closed("/" + folder + "/");
        open("/" + folder + "/index.html", KEY);
    }

    @Test
    void aGuardForAnExtension_holdsForUrlsWithoutAFile() throws IOException {
        open("/ext/x.css");
        assertEquals(403, closed("/ext/x.html").status());
        assertEquals(403, closed("/ext/sub.css/x.html").status());
        open("/ext/x.html", KEY);
    }

    // --- guards in trouble

    static List<String[]> troubles() {
        String head = "import static org.postern.api.Apache.*; import org.postern.api.*; public class %s { ";
        return List.of(
                trouble("throws1", head + "static int accessHandler(Request r) { throw new RuntimeException(); } }"),
                trouble(
                        "throws2",
                        head + "static int accessHandler(Request r) throws Exception { throw new Exception(); } }"),
                trouble("throws3", head + "static int accessHandler(Request r) { throw new AssertionError(); } }"),
                trouble("throws4", head + "static int accessHandler(Request r) { return accessHandler(r); } }"),
                trouble("throws5", head + "static int accessHandler(Request r) { throw new ThreadDeath(); } }"),
                trouble(
                        "throws6",
                        head
                                + "static int accessHandler(Request r) throws Exception { throw new java.io.IOException(); } }"),
                trouble(
                        "throws7",
                        head
                                + "static int accessHandler(Request r) throws Exception { throw new InterruptedException(); } }"),
                trouble(
                        "throws8",
                        head + "static int accessHandler(Request r) { throw new ServerReturn(HTTP_FORBIDDEN); } }"),
                trouble(
                        "throws9",
                        head + "static int accessHandler(Request r) { throw new ServerReturn(DONE, 200); } }"),
                trouble(
                        "initialiser",
                        head
                                + "static { Object o = null; o.hashCode(); } static int accessHandler(Request r) { return OK; } }"),
                trouble(
                        "constructor",
                        head + "%s() { throw new RuntimeException(); } int accessHandler(Request r) { return OK; } }"),
                trouble("needy", head + "%s(int x) { } int accessHandler(Request r) { return OK; } }"),
                trouble("broken", head + "static int accessHandler(Request r) { return OK } }"),
                trouble("othername", "public class another { }"),
                trouble("empty", ""),
                trouble("nomember", head + "static int accesshandler(Request r) { return OK; } }"),
                trouble("signature1", head + "static boolean accessHandler(Request r) { return true; } }"),
                trouble("signature2", head + "static int accessHandler() { return OK; } }"),
                trouble("signature3", head + "static int accessHandler(Request r, int x) { return OK; } }"),
                trouble("signature4", head + "static Integer accessHandler(Request r) { return null; } }"),
                trouble("result1", head + "static int accessHandler(Request r) { return 7; } }"),
                trouble("result2", head + "static int accessHandler(Request r) { return -3; } }"),
                trouble("result3", head + "static int accessHandler(Request r) { return DONE; } }"),
                trouble("result4", head + "static int accessHandler(Request r) { return 200; } }"),
                trouble("result5", head + "static int accessHandler(Request r) { return 206; } }"),
                trouble("result6", head + "static int accessHandler(Request r) { return 304; } }"));
    }

    private static String[] trouble(String name, String source) {
        return new String[] {name, source.replace("%s", name)};
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void aGuardThatDoesNotSayYes_isClosed(String name, String source) throws IOException {
        SITE.file("lib/" + name + ".java", source);
        for (String directive : List.of("Use JavaAccessHandler " + name, "Use JavaHandlerModule " + name)) {
            guarded(SITE, "trouble-" + name, directive);
            Answer answer = closed("/trouble-" + name + "/secret.txt", KEY);
            boolean saidDone = name.startsWith("result") && answer.body().isEmpty() || name.equals("throws9");
            assertTrue(saidDone || List.of(500, 401, 403).contains(answer.status()), directive + " " + answer.status());
            closed(SITE.send("HEAD", "/trouble-" + name + "/secret.txt", new byte[0]), name);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Use JavaAccessHandler missing",
        "Use JavaAccessHandler missing::member",
        "Use JavaAccessHandler keeper::missing",
        "Use JavaAccessHandler ../lib/missing",
        "Use JavaAccessHandler /etc/passwd",
        "Use JavaAccessHandler postern.missing",
        "Use JavaAccessHandler 'keeper |'",
        "Use JavaAccessHandler '| .txt'",
        "Use JavaAccessHandler 'keeper | txt'",
        "Use JavaAccessHandler ::x",
        "Use JavaAccessHandler '{ return OK; }'",
        "Use JavaAccessHandler '{ return OK;'",
        "Use JavaHandlerModule missing",
        "Use JavaAuthenHandler '{ req.user(\\\"x\\\"); return OK; }'",
        "Use JavaAuthzHandler '{ return OK; }'",
        "Use JavaAccessHandler keeper\\nUse JavaCode Off",
        "Use JavaAccessHandler keeper\\nUse JavaCode perhaps",
        "Use JavaAccessHandler keeper\\nUse JavaSetOutputFilter missing",
        "Use JavaAccessHandler keeper\\nSetEnv AJP_JAVA_ACCES_HANDLER x"
    })
    void aGuardThatCanNotBeFound_isClosed(String directives) throws IOException {
        String folder = "lost" + Math.abs(directives.hashCode());
        guarded(SITE, folder, directives.replace("\\n", "\n").replace('\'', '"').replace("\\\"x", "\\\"x"));
        Answer answer = closed("/" + folder + "/secret.txt", KEY);
        assertEquals(500, answer.status(), directives);
        assertFalse(answer.body().contains("lib"), answer.body());
    }

    @Test
    void aGuardThatGoesAwayWhileItRuns_staysClosed() throws Exception {
        String source = "import org.postern.api.*; public class leaver { static int accessHandler(Request r) {"
                + " return \"open\".equals(r.headersIn().get(\"X-Key\")) ? 0 : 403; } }";
        SITE.file("lib/leaver.java", source);
        guarded(SITE, "leaving", "Use JavaAccessHandler leaver");
        guarded(SITE, "leavingmodule", "Use JavaHandlerModule leaver");
        for (String folder : List.of("/leaving", "/leavingmodule")) {
            open(folder + "/secret.txt", KEY);
            assertEquals(403, closed(folder + "/secret.txt").status());
        }
        Files.delete(SITE.root().resolve("lib/leaver.java"));
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(400);
        while (System.nanoTime() < end) {
            for (String folder : List.of("/leaving", "/leavingmodule")) {
                assertTrue(List.of(403, 500)
                        .contains(closed(folder + "/secret.txt").status()));
            }
        }
        SITE.file("lib/leaver.java", source.replace("0 : 403", "oops : 403"));
        end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(400);
        while (System.nanoTime() < end) {
            for (String folder : List.of("/leaving", "/leavingmodule")) {
                assertTrue(List.of(403, 500)
                        .contains(closed(folder + "/secret.txt").status()));
            }
        }
        SITE.file("lib/leaver.java", source);
        Eventually.holds(
                "the guard is back",
                () -> SITE.get("/leaving/secret.txt", KEY).body().equals(SECRET)
                        && SITE.get("/leavingmodule/secret.txt", KEY).body().equals(SECRET));
        assertEquals(403, closed("/leavingmodule/secret.txt").status());
    }

    @Test
    void aModuleAsGuard_isOneInFull() throws IOException {
        guarded(SITE, "module", "Use JavaHandlerModule keeper");
        Answer answer = closed("/module/secret.txt");
        assertEquals(403, answer.status());
        assertEquals("private", answer.header("Cache-Control"));
        Answer in = SITE.get("/module/secret.txt", KEY);
        assertEquals(SECRET, in.body());
        assertEquals("private", in.header("Cache-Control"));
    }

    // --- 401

    @ParameterizedTest
    @CsvSource({
        "a plain realm, Basic realm=\"a plain realm\"",
        "say \\\"x\\\", Basic realm=\"say \\\"x\\\"\"",
        "back\\\\slash, Basic realm=\"back\\\\slash\"",
        "; x=y, Basic realm=\"; x=y\""
    })
    void theRealm_isQuoted(String written, String expected) throws IOException {
        guarded(SITE, "realm", "Use JavaAuthName \"" + written + "\"", "Use JavaAuthenHandler basic");
        Answer answer = closed("/realm/secret.txt");
        assertEquals(401, answer.status());
        assertEquals(List.of(expected), answer.headers("WWW-Authenticate"));
        assertTrue(answer.body().contains("<h1>Unauthorized</h1>"), answer.body());
        assertTrue(answer.body().endsWith("</html>\n"), answer.body());
        assertEquals("text/html; charset=UTF-8", answer.header("Content-Type"));
    }

    @Test
    void onlyTheRightCredentials_open() throws IOException {
        guarded(SITE, "creds", "Use JavaAuthenHandler basic");
        open("/creds/secret.txt", basic("joe:sp:am"));
        open("/creds/secret.txt", basic("joe:sp:am").replace("Basic", "basic"));
        for (String header : List.of(
                basic("joe:sp"),
                basic("joe"),
                basic(""),
                basic(":"),
                basic(":sp:am"),
                basic("joe:sp:am "),
                basic("joe:sp:am\0"),
                basic("joe\0:sp:am"),
                basic("joe:SP:AM"),
                "Authorization: Basic",
                "Authorization: Basic !!!!",
                "Authorization: Basic " + "A".repeat(7000),
                "Authorization: Bearer am9lOnNwOmFt",
                "Authorization:",
                "Proxy-Authorization: Basic am9lOnNwOmFt",
                "X-Authorization: Basic am9lOnNwOmFt")) {
            Answer answer = closed("/creds/secret.txt", header);
            assertEquals(401, answer.status(), header);
            assertNotNull(answer.header("WWW-Authenticate"));
        }
    }

    // --- daemon in trouble, caches

    @Test
    void withTheDaemonOverloaded_itIsA503_andAfterwardsAllIsWell() throws Exception {
        TestSite site = new TestSite()
                .setting("workers.threads", "1")
                .setting("workers.queue", "0")
                .vhost("<Location \"/\">\nUse JavaRoot @ROOT@/lib\n</Location>");
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch latch = new CountDownLatch(1);
        System.getProperties().put(LATCH, new CountDownLatch[] {entered, latch});
        site.start();
        try {
            lib(site);
            guarded(site, "guarded", "Use JavaAccessHandler keeper");
            site.handled("holder", "Use JavaHandler holder");
            site.file("lib/holder.java", Sources.handler("holder", """
                    var latches = (java.util.concurrent.CountDownLatch[]) System.getProperties().get("%s");
                    latches[0].countDown();
                    latches[1].await();
                    req.write("held");
                    return OK;""".formatted(LATCH)));
            assertEquals(403, site.get("/guarded/secret.txt").status());
            try (Http held = new Http(site.port())) {
                Eventually.holds("the one worker, which may still be at the last request, is held", () -> {
                    held.write("GET", "/holder/", new byte[0]);
                    return entered.await(2, TimeUnit.SECONDS)
                            || held.read(false).status() != 503;
                });
                assertEquals(0, entered.getCount());
                for (String method : List.of("GET", "HEAD", "POST")) {
                    for (String target : List.of("/guarded/secret.txt", "/guarded/")) {
                        Answer answer = closed(site.send(method, target, new byte[0], KEY), target);
                        assertEquals(503, answer.status());
                        assertEquals("1", answer.header("Retry-After"));
                    }
                }
                site.log().await("PN0");
                latch.countDown();
                assertEquals("held", held.read(false).body());
            }
            Eventually.holds(
                    "a free worker",
                    () -> site.get("/guarded/secret.txt", KEY).body().equals(SECRET));
            Eventually.holds(
                    "and another", () -> site.get("/guarded/secret.txt").status() == 403);
        } finally {
            latch.countDown();
            System.getProperties().remove(LATCH);
            site.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"On", "Off"})
    void aCache_replaysNoGuardedAnswer(String quickHandler) throws Exception {
        TestSite site = new TestSite().vhost("""
                LoadModule cache_module /usr/lib/apache2/modules/mod_cache.so
                LoadModule cache_socache_module /usr/lib/apache2/modules/mod_cache_socache.so
                LoadModule socache_shmcb_module /usr/lib/apache2/modules/mod_socache_shmcb.so
                CacheSocache shmcb:@FOLDER@/cache(512000)
                CacheQuickHandler %s
                CacheEnable socache /
                CacheDefaultExpire 3600
                CacheHeader on
                <Location "/">
                    Use JavaRoot @ROOT@/lib
                </Location>
                """.formatted(quickHandler));
        site.start();
        try {
            lib(site);
            site.file("lib/counter.java", """
                    import org.postern.api.*;
                    public class counter {
                        static final java.util.concurrent.atomic.AtomicInteger N = new java.util.concurrent.atomic.AtomicInteger();
                        static int handler(Request req) throws Exception {
                            req.headersOut().set("Last-Modified", "Fri, 01 Jan 2021 00:00:00 GMT");
                            req.headersOut().set("Expires", "Fri, 01 Jan 2100 00:00:00 GMT");
                            req.write("the secret " + N.incrementAndGet());
                            return 0;
                        }
                    }
                    """);
            guarded(site, "free", "SetHandler ${postern}", "Use JavaHandler counter");
            guarded(site, "g1", "Use JavaAccessHandler keeper", "Use JavaHandler counter");
            guarded(site, "g2", "Use JavaAuthenHandler keeper", "Use JavaHandler counter");
            guarded(site, "g3", "Use JavaHandlerModule keeper", "Use JavaHandler counter");
            guarded(site, "g4", "Use JavaAuthzHandler keeper");
            guarded(site, "g5", "Use JavaAccessHandler \"keeper | .txt\"");
            assertEquals("the secret 1", site.get("/free/x").body());
            assertEquals("the secret 1", site.get("/free/x").body(), "the cache is at work");
            for (String folder : List.of("/g1", "/g2", "/g3", "/g4", "/g5")) {
                for (String name : List.of("/secret.txt", "/secret.txt?q")) {
                    for (int i = 0; i < 2; i++) {
                        assertEquals(200, site.get(folder + name, KEY).status(), folder);
                        Answer answer = closed(site.get(folder + name), folder + name);
                        assertTrue(List.of(401, 403).contains(answer.status()), folder + answer.status());
                    }
                    assertEquals(200, site.get(folder + name, KEY).status(), "and no refusal either");
                }
            }
        } finally {
            site.close();
        }
    }
}

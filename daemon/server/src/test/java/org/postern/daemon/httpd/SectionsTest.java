package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.Http;
import org.postern.daemon.kit.Sources;
import org.postern.daemon.kit.TestSite;

/**
 * Which section's directives a request gets, by whatever way httpd comes to a resource; and that no way goes round a guard.
 *
 * <p>The handler {@code probe} writes its file, its option {@code who}, and which guards have run.
 */
class SectionsTest {

    private static final String HIDDEN = "the bytes of a guarded file";

    @RegisterExtension
    static final TestSite SITE = new TestSite().vhost("""
                    AddLanguage en .en
                    LanguagePriority en
                    RewriteEngine On
                    <Location "/">
                        Use JavaRoot @ROOT@/lib
                    </Location>

                    # a folder, its index file by a name of its own
                    <Directory @ROOT@/index>
                        SetHandler ${postern}
                        Use JavaHandler probe
                        Use JavaOption who folder
                        Use JavaAccessHandler gate
                        <Files index.html>
                            Use JavaOption who file
                            Use JavaAccessHandler None
                        </Files>
                    </Directory>
                    <Directory @ROOT@/twogates>
                        SetHandler ${postern}
                        Use JavaHandler probe
                        Use JavaAuthenHandler family
                        <Files index.html>
                            Use JavaAuthenHandler boss
                        </Files>
                    </Directory>
                    <Directory @ROOT@/byext>
                        SetHandler ${postern}
                        Use JavaHandler probe
                        Use JavaAccessHandler gate
                        <Files index.html>
                            Use JavaAccessHandler "door | .html"
                        </Files>
                    </Directory>

                    <Directory @ROOT@/views>
                        Options +MultiViews
                        SetHandler ${postern}
                        Use JavaHandler probe
                        Use JavaOption who folder
                        Use JavaAccessHandler gate
                        <Files page.html.en>
                            Use JavaOption who variant
                        </Files>
                        <Files open.html.en>
                            Use JavaAccessHandler None
                        </Files>
                    </Directory>
                    <Directory @ROOT@/viewsindex>
                        Options +MultiViews
                        DirectoryIndex start
                        SetHandler ${postern}
                        Use JavaHandler probe
                        Use JavaOption who folder
                        Use JavaAccessHandler gate
                        <Files start.html.en>
                            Use JavaOption who variant
                            Use JavaAccessHandler None
                        </Files>
                    </Directory>

                    <Directory @ROOT@/ssi>
                        AddOutputFilter INCLUDES .shtml
                        Use JavaOption who page
                        <FilesMatch "^part">
                            SetHandler ${postern}
                            Use JavaHandler probe
                            Use JavaOption who part
                        </FilesMatch>
                    </Directory>
                    <Directory @ROOT@/ssi/folder>
                        SetHandler ${postern}
                        Use JavaHandler probe
                        Use JavaOption who folder
                        Use JavaAccessHandler gate
                        <Files index.html>
                            Use JavaOption who index
                            Use JavaAccessHandler None
                        </Files>
                    </Directory>

                    # the forms of sections
                    <Directory @ROOT@/forms>
                        SetHandler ${postern}
                        Use JavaHandler probe
                        Use JavaOption who directory
                        <Files "f.*">
                            Use JavaOption who files
                        </Files>
                        <FilesMatch "^m[0-9]$">
                            Use JavaOption who filesmatch
                        </FilesMatch>
                        <If "%{QUERY_STRING} == 'if'">
                            Use JavaOption who if
                        </If>
                    </Directory>
                    <Location "/forms/location">
                        Use JavaOption who location
                    </Location>
                    <LocationMatch "^/forms/l[0-9]$">
                        Use JavaOption who locationmatch
                    </LocationMatch>

                    <Directory @ROOT@/added>
                        AddHandler ${postern} .page
                        Use JavaHandler probe
                        Use JavaOption who added
                    </Directory>

                    # without a file
                    ProxyPass "/app" "${postern_url}/app"
                    <Location "/app">
                        Use JavaHandler probe
                        Use JavaOption who app
                        Use JavaAccessHandler gate
                    </Location>
                    RewriteRule "^/rewritten/(.*)$" "${postern_url}/rewritten/$1" [P]
                    <Location "/rewritten">
                        Use JavaHandler probe
                        Use JavaOption who rewritten
                    </Location>

                    # what would serve a guarded file
                    <FilesMatch "\\.php$">
                        SetHandler "proxy:http://127.0.0.1:9/"
                    </FilesMatch>
                    <FilesMatch "\\.cgi$">
                        SetHandler cgi-script
                    </FilesMatch>
                    <FilesMatch "\\.plain$">
                        SetHandler default-handler
                    </FilesMatch>
                    <FilesMatch "\\.typed$">
                        ForceType text/plain
                        SetHandler none
                    </FilesMatch>
                    <Location "/guarded/located">
                        SetHandler default-handler
                    </Location>
                    RewriteRule "/h-server$" "-" [H=default-handler]
                    <Directory @ROOT@/guarded>
                        Options +MultiViews
                    </Directory>
                    <Directory @ROOT@/plain>
                        SetHandler none
                    </Directory>
                    RewriteRule "^/past/(.*)$" "http://127.0.0.1:9/$1" [P]
                    <Location "/past">
                        Use JavaAccessHandler closed
                        Use JavaGuardLocation
                    </Location>
                    """);

    @BeforeAll
    static void files() throws IOException {
        SITE.file("lib/probe.java", Sources.handler("probe", """
                req.contentType("text/plain");
                String file = req.filename() == null ? null : req.filename().substring(req.documentRoot().length());
                if (file == null) req.headersOut().add("X-Uri", req.uri() + " " + req.pathInfo() + " " + req.args());
                req.write(file + " " + req.getOptions().get("who") + " " + req.notes().getAll("guard"));
                return OK;"""));
        for (String name : List.of("gate", "door")) {
            SITE.file("lib/" + name + ".java", """
                    import org.postern.api.*;
                    public class %1$s {
                        static int accessHandler(Request req) {
                            req.notes().add("guard", "%1$s");
                            return req.headersIn().get("X-Refuse", "").contains("%1$s") ? 403 : 0;
                        }
                    }
                    """.formatted(name));
        }
        for (String name : List.of("family", "boss")) {
            SITE.file("lib/" + name + ".java", """
                    import org.postern.api.*;
                    public class %1$s {
                        static int authenHandler(Request req) {
                            String password = req.getBasicAuthPw();
                            return password != null && password.contains("%1$s") ? Apache.OK : 401;
                        }
                    }
                    """.formatted(name));
        }
        SITE.file(
                "lib/closed.java",
                "import org.postern.api.*; public class closed { static int accessHandler(Request r) { return 403; } }");
        for (String file : List.of(
                "index/index.html",
                "index/other.html",
                "twogates/index.html",
                "twogates/other.html",
                "byext/index.html",
                "views/page.html.en",
                "views/open.html.en",
                "viewsindex/start.html.en",
                "ssi/part.html",
                "ssi/folder/index.html",
                "forms/f.x",
                "forms/m1",
                "forms/l1",
                "forms/location",
                "forms/sub/y",
                "added/x.page",
                "added/x.txt")) {
            SITE.file(file, "static " + file);
        }
        SITE.file(
                "forms/sub/.htaccess",
                "Use JavaOption who htaccess\n<Files inner>\nUse JavaOption who inner\n</Files>\n");
        SITE.file("ssi/one.shtml", "[<!--#include virtual=\"part.html\" -->]");
        SITE.file("ssi/two.shtml", "[<!--#include virtual=\"folder/\" -->]");
        SITE.file("ssi/three.shtml", "(<!--#include virtual=\"one.shtml\" --><!--#include virtual=\"two.shtml\" -->)");
    }

    private static String body(String target, String... headers) throws IOException {
        Answer answer = SITE.get(target, headers);
        assertEquals(200, answer.status(), target + ": " + answer.body());
        return answer.body();
    }

    private static String password(String password) {
        return "Authorization: Basic "
                + Base64.getEncoder().encodeToString(("joe:" + password).getBytes(StandardCharsets.UTF_8));
    }

    // --- the right directives

    @Test
    void directoryIndex_theIndexFilesOwn_andTheFoldersGuard() throws IOException {
        assertEquals("/index/index.html file [gate]", body("/index/"));
        assertEquals("/index/index.html file []", body("/index/index.html"), "asked for directly, None is None");
        assertEquals("/index/other.html folder [gate]", body("/index/other.html"));
        assertEquals(403, SITE.get("/index/", "X-Refuse: gate").status());
    }

    @Test
    void multiViews_theVariantsOwn_andTheFoldersGuard() throws IOException {
        assertEquals("/views/page.html.en variant [gate]", body("/views/page"));
        assertEquals("/views/page.html.en variant [gate]", body("/views/page.html.en"));
        assertEquals(403, SITE.get("/views/page", "X-Refuse: gate").status());
        assertEquals(
                "/views/open.html.en folder []", body("/views/open"), "None for the variant, as when asked directly");
        assertEquals("/views/open.html.en folder []", body("/views/open.html.en"));
    }

    @Test
    void directoryIndexThroughMultiViews_theVariantsOwn_andTheFoldersGuard() throws IOException {
        assertEquals("/viewsindex/start.html.en variant [gate]", body("/viewsindex/"));
        assertEquals(403, SITE.get("/viewsindex/", "X-Refuse: gate").status());
    }

    @Test
    void ssi_theIncludedFilesOwn() throws IOException {
        assertEquals("[/ssi/part.html part []]", body("/ssi/one.shtml"));
    }

    @Test
    void ssi_theIndexOfAnIncludedFolder_andTheFoldersGuard() throws IOException {
        assertEquals("[/ssi/folder/index.html index [gate]]", body("/ssi/two.shtml"));
        Answer refused = SITE.get("/ssi/two.shtml", "X-Refuse: gate");
        assertFalse(refused.body().contains("index.html"), refused.body());
    }

    @Test
    void ssi_nested() throws IOException {
        assertEquals("([/ssi/part.html part []][/ssi/folder/index.html index [gate]])", body("/ssi/three.shtml"));
    }

    @ParameterizedTest
    @CsvSource({
        "/forms/x, directory",
        "/forms/f.x, files",
        "/forms/m1, filesmatch",
        "/forms/x?if, if",
        "/forms/f.x?if, if",
        "/forms/sub/y, htaccess",
        "/forms/sub/inner, inner",
        "/forms/sub/inner?if, if",
        "/forms/location, location",
        "/forms/l1, locationmatch"
    })
    void everyForm_ofSection(String target, String who) throws IOException {
        assertEquals(target.replaceFirst("\\?.*", "") + " " + who + " []", body(target));
    }

    @Test
    void addHandler_onlyFilesOfThatKind() throws IOException {
        assertEquals("/added/x.page added []", body("/added/x.page"));
        assertEquals("static added/x.txt", body("/added/x.txt"));
    }

    @Test
    void X30_proxyPass_thereIsNoFile() throws IOException {
        assertEquals("null app [gate]", body("/app/x"));
        assertEquals(403, SITE.get("/app/x", "X-Refuse: gate").status());
    }

    @Test
    void rewriteRuleP_thereIsNoFile() throws IOException {
        Answer answer = SITE.get("/rewritten/a%20b?c=d");
        assertEquals("null rewritten []", answer.body());
        assertEquals("/rewritten/a b null c=d", answer.header("X-Uri"));
        assertEquals("/app/a b null c=d", SITE.get("/app/a%20b?c=d").header("X-Uri"));
    }

    // --- guards

    @Test
    void twoGuards_ofAFolderAndItsIndexFile_mustBothLetPass() throws IOException {
        assertEquals(401, SITE.get("/twogates/").status());
        assertEquals(401, SITE.get("/twogates/", password("family")).status(), "the file's guard has not agreed");
        assertEquals(401, SITE.get("/twogates/", password("boss")).status(), "the folder's guard has not agreed");
        assertEquals("/twogates/index.html null []", body("/twogates/", password("family and boss")));
        assertEquals("/twogates/index.html null []", body("/twogates/index.html", password("boss")));
        assertEquals("/twogates/other.html null []", body("/twogates/other.html", password("family")));
    }

    @Test
    void aGuardForAnExtension_doesNotTakeThePlaceOfTheFolders() throws IOException {
        assertEquals("/byext/index.html null [gate, door]", body("/byext/"));
        assertEquals(403, SITE.get("/byext/", "X-Refuse: gate").status());
        assertEquals(403, SITE.get("/byext/", "X-Refuse: door").status());
    }

    private static final String[] GUARDS = {"Use JavaAccessHandler closed", "Use JavaAuthenHandler family"};

    @ParameterizedTest
    @ValueSource(
            strings = {
                "secret.php",
                "secret.cgi",
                "secret.plain",
                "secret.typed",
                "located",
                "h-server",
                "page.shtml",
                "index.html",
                "secret.txt",
                "secret.PHP",
                "secret.php/more",
                "%73ecret.plain",
                "./secret.plain",
                "x/../secret.plain",
                "/secret.plain",
                "secret.plain?x=.php",
                "",
                "variant"
            })
    void noOtherHandler_servesAGuardedFile(String name) throws IOException {
        for (String guard : GUARDS) {
            SITE.file("guarded/.htaccess", guard + "\n");
            for (String file : List.of(
                    "secret.php",
                    "secret.cgi",
                    "secret.plain",
                    "secret.typed",
                    "located",
                    "h-server",
                    "page.shtml",
                    "index.html",
                    "secret.txt",
                    "variant.html.en")) {
                SITE.file("guarded/" + file, HIDDEN);
            }
            for (String method : List.of("GET", "POST", "HEAD", "OPTIONS", "PROPFIND", "TRACE")) {
                Answer answer = SITE.send(method, "/guarded/" + name, new byte[0]);
                assertFalse(answer.body().contains(HIDDEN), method);
                boolean trace = method.equals("TRACE");
                assertTrue(trace || List.of(401, 403, 404).contains(answer.status()), method + " " + answer.status());
            }
        }
    }

    @Test
    void aGuardedFile_isNotServedByWayOfAnotherFolder() throws IOException {
        SITE.file("guarded/.htaccess", "Use JavaAccessHandler closed\n");
        SITE.file("guarded/secret.txt", HIDDEN);
        SITE.file(
                "plain/.htaccess",
                "AddOutputFilter INCLUDES .shtml\nRewriteEngine On\nRewriteRule ^inner$ /guarded/secret.txt\n"
                        + "ErrorDocument 404 /guarded/secret.txt\nDirectoryIndex /guarded/secret.txt\n");
        SITE.file(
                "plain/page.shtml",
                "<!--#include virtual=\"/guarded/secret.txt\" --> <!--#include virtual=\"../guarded/secret.txt\" -->");
        for (String target : List.of("/plain/page.shtml", "/plain/inner", "/plain/missing", "/plain/")) {
            Answer answer = SITE.get(target);
            assertFalse(answer.body().contains(HIDDEN), target);
        }
    }

    @Test
    void withTheDaemonDown_aGuardedFolderIs503_neverTheFile() throws IOException {
        SITE.file("guarded/.htaccess", "Use JavaAccessHandler closed\n");
        SITE.file("guarded/secret.plain", HIDDEN);
        SITE.stopDaemon();
        try {
            for (String target : List.of("/guarded/secret.plain", "/guarded/", "/index/")) {
                Answer answer = SITE.get(target);
                assertEquals(503, answer.status(), target);
                assertFalse(answer.body().contains(HIDDEN));
            }
        } finally {
            SITE.startDaemon();
        }
        assertEquals(403, SITE.get("/guarded/secret.plain").status(), "back at once");
    }

    @Test
    void guardLocation_deniesWhatAProxyWouldServePastTheGuard() throws IOException {
        assertEquals(403, SITE.get("/past/x").status());
    }

    @Test
    void guardedAnswers_areForNoSharedCache() throws IOException {
        assertEquals("private", SITE.get("/index/other.html").header("Cache-Control"));
        assertEquals("private", SITE.get("/index/").header("Cache-Control"));
        try (Http http = new Http(SITE.port())) {
            assertEquals(
                    "private", http.get("/index/other.html", "X-Refuse: gate").header("Cache-Control"), "refusals too");
        }
        assertEquals(null, SITE.get("/forms/x").header("Cache-Control"));
    }
}

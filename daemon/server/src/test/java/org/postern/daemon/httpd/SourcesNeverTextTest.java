package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.Http;
import org.postern.daemon.kit.TestSite;

/** No way of asking for a source, or for what an editor leaves beside it, shows its text. */
class SourcesNeverTextTest {

    private static final String MARK = "String password";
    private static final String SOURCE = "public class hello { String password = \"tiger\"; }\n";

    private static final List<String> FILES = List.of(
            "hello.java",
            "HELLO.JAVA",
            "mixed.JaVa",
            "dot.java.",
            "hello.java~",
            "hello.java.bak",
            "hello.java.BAK",
            "#hello.java#",
            ".#hello.java",
            ".hello.java.swp",
            "hello.java.swp",
            "hello.java.en",
            "hello.java.html",
            "hello.java.txt",
            "hello.java,v",
            "hello.java_old",
            "page.psp",
            "page.PSP",
            "page.psp~",
            "page.psp.orig",
            "x.vampire",
            "x.Vampire.bak",
            "only.java.en");

    private static final List<String> SPELLINGS = List.of(
            "hello.java/extra",
            "hello.java/",
            "hello.jav%61",
            "%68ello.java",
            "hello%2Ejava",
            "hello%2ejava%7e",
            "hello.java?x=.txt",
            "hello.java;x",
            "hello.java%00.txt",
            "hello.java%0a",
            "./hello.java",
            "x/../hello.java",
            "/hello.java",
            "hello.java%2f",
            "hello",
            "HELLO",
            "only",
            "only.java",
            "page",
            "x");

    @RegisterExtension
    static final TestSite SITE = new TestSite().vhost("""
                    MaxKeepAliveRequests 0
                    RewriteEngine On
                    RewriteRule "^/pretty$" "/bare/hello.java" [PT]
                    RewriteRule "^/direct$" "@ROOT@/bare/hello.java" [L]
                    Alias /alias.txt @ROOT@/bare/hello.java
                    AddLanguage en .en
                    """);

    @BeforeAll
    static void files() throws IOException {
        folder("bare");
    }

    private static void folder(String folder) throws IOException {
        for (String file : FILES) {
            SITE.file(folder + "/" + file, SOURCE);
        }
    }

    private static void isNotShown(Http http, String target, String... headers) throws IOException {
        Answer answer = http.get(target, headers);
        assertFalse(answer.body().contains(MARK), target + ": " + answer.body());
        assertTrue(List.of(400, 403, 404).contains(answer.status()), target + ": " + answer.status());
    }

    private static void nothingIsShown(String folder) throws IOException {
        try (Http http = new Http(SITE.port())) {
            for (String file : FILES) {
                isNotShown(http, "/" + folder + "/" + file.replace("#", "%23"));
            }
            for (String spelling : SPELLINGS) {
                if (spelling.contains("%00")) {
                    continue; // httpd closes the connection behind its 400
                }
                isNotShown(http, "/" + folder + "/" + spelling);
            }
        }
        assertFalse(SITE.get("/" + folder + "/hello.java%00.txt").body().contains(MARK));
        assertFalse(SITE.get("/" + folder + "/").body().contains(MARK), "the folder itself");
    }

    @Test
    void inAFolderWithoutDirectives() throws IOException {
        nothingIsShown("bare");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Options +MultiViews",
                "SetHandler ${postern}",
                "AddHandler ${postern} .java .bak .swp",
                "AddHandler default-handler .java .psp .vampire .bak .en",
                "SetHandler default-handler",
                "SetHandler None",
                "ForceType text/plain",
                "AddType text/plain .java .JAVA .psp .vampire .bak .swp",
                "RemoveHandler .java .psp .vampire .bak",
                "RemoveType .java .psp .vampire .bak",
                "DirectoryIndex hello.java",
                "DirectoryIndex hello.java.en page.psp\nOptions +MultiViews",
                "AddOutputFilter INCLUDES .java .psp",
                "<Files *>\nSetHandler default-handler\nForceType text/plain\n</Files>",
                "<FilesMatch \"java\">\nSetHandler default-handler\n</FilesMatch>",
                "<If \"true\">\nSetHandler default-handler\n</If>",
                "Use JavaHandler None\nSetHandler default-handler",
                "Use JavaCode Off\nSetHandler ${postern}",
                "Use JavaOption a b\nOptions +MultiViews\nForceType text/plain"
            })
    void whateverTheHtaccessTries(String htaccess) throws IOException {
        String folder = "tries" + Math.abs(htaccess.hashCode());
        folder(folder);
        SITE.file(folder + "/.htaccess", htaccess + "\n");
        nothingIsShown(folder);
    }

    @Test
    void byAnotherName() throws IOException {
        for (String target : List.of("/pretty", "/direct", "/alias.txt")) {
            Answer answer = SITE.get(target);
            assertEquals(404, answer.status(), target);
            assertFalse(answer.body().contains(MARK));
        }
    }

    @Test
    void byMethodsAndHeaders() throws IOException {
        for (String method : List.of("GET", "POST", "PUT", "OPTIONS", "PROPFIND", "MYOWN")) {
            Answer answer = SITE.send(
                    method, "/bare/hello.java", new byte[0], "Range: bytes=0-99", "Accept: text/plain", "TE: x");
            assertFalse(answer.body().contains(MARK), method);
            assertTrue(answer.status() >= 400, method + " " + answer.status());
        }
    }

    @Test
    void bySsiAndErrorDocument() throws IOException {
        folder("ssi");
        SITE.file("ssi/.htaccess", "AddOutputFilter INCLUDES .shtml\nErrorDocument 404 /bare/hello.java\n");
        SITE.file(
                "ssi/page.shtml",
                "page <!--#include file=\"hello.java\" --> <!--#include virtual=\"hello.java\" -->"
                        + " <!--#include virtual=\"/bare/hello.java.bak\" --> <!--#include file=\"hello.java~\" -->");
        Answer page = SITE.get("/ssi/page.shtml");
        assertTrue(page.body().startsWith("page "), page.body());
        assertFalse(page.body().contains(MARK), page.body());
        assertFalse(SITE.get("/ssi/missing").body().contains(MARK));
    }

    @Test
    void whereItIsAHandler_itsAnswerIsShown_notItsText() throws IOException {
        SITE.page("run", "\"ran\"");
        for (String target : List.of("/run/run.java", "/run/", "/run/run.java.bak", "/run/run.java/x")) {
            assertEquals("ran", SITE.get(target).body(), target);
        }
    }

    @Test
    void otherFilesBesideThem_areServedAsEver() throws IOException {
        SITE.file("bare/readme.txt", "read me");
        SITE.file("bare/javascript.js", "js");
        SITE.file("bare/x.javap", "javap");
        assertEquals("read me", SITE.get("/bare/readme.txt").body());
        assertEquals("js", SITE.get("/bare/javascript.js").body());
        assertEquals("javap", SITE.get("/bare/x.javap").body());
    }
}

package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.Sources;
import org.postern.daemon.kit.TestSite;

/** What mod_python's suite tests of directives: options, interpreters, handlers by extension, what httpd was started with. */
class DirectivesSuiteTest {

    @RegisterExtension
    static final TestSite SITE = new TestSite().vhost("""
                    Use JavaOption PythonOptionTest sample_value
                    Define FOOBAR
                    <Directory @ROOT@/defined>
                        <IfDefine FOOBAR>
                            Use JavaOption foobar yes
                        </IfDefine>
                        <IfDefine NO_FOOBAR>
                            Use JavaOption no_foobar yes
                        </IfDefine>
                    </Directory>
                    <Directory @ROOT@/files>
                        <Files "*.txt">
                            SetHandler ${postern}
                            Use JavaRoot @ROOT@/files
                            Use JavaHandler files
                        </Files>
                    </Directory>
                    <Location "/located">
                        SetHandler ${postern}
                        Use JavaRoot @ROOT@/lib
                        Use JavaHandler where
                    </Location>
                    <Directory @ROOT@/fileinfo>
                        AllowOverride FileInfo
                    </Directory>
                    ProxyPass "/mounted" "${postern_url}/mounted"
                    <Location "/mounted">
                        Use JavaRoot @ROOT@/lib
                        Use JavaHandler where
                    </Location>
                    """);

    @BeforeAll
    static void files() throws IOException {
        SITE.file("lib/options.java", Sources.page("options", "req.getOptions()"));
        SITE.file("lib/interpreter.java", Sources.module("interpreter", """
                int handler(Request req) throws Exception {
                    req.write(req.interpreter());
                    return DONE;
                }
                """));
        SITE.file(
                "lib/where.java",
                Sources.page(
                        "where",
                        "req.uri() + ' ' + req.filename() + ' ' + req.pathInfo() + ' ' + req.finfo().filetype()"));
    }

    private static String options(String folder, String... directives) throws IOException {
        SITE.handled(
                folder,
                "Use JavaRoot " + SITE.root() + "/lib",
                "Use JavaHandler options",
                String.join("\n", directives));
        return SITE.get("/" + folder + "/").body();
    }

    @Test
    void test_PythonOption() throws IOException {
        assertEquals("[PythonOptionTest=sample_value]", options("plain"));
    }

    @Test
    void test_PythonOption_override() throws IOException {
        assertEquals(
                "[PythonOptionTest=new_value, PythonOptionTest2=new_value2]",
                options(
                        "override",
                        "Use JavaOption PythonOptionTest new_value",
                        "Use JavaOption PythonOptionTest2 new_value2"));
    }

    @Test
    void test_PythonOption_remove() throws IOException {
        assertEquals(
                "[PythonOptionTest2=new_value2]",
                options(
                        "remove",
                        "Use JavaOption PythonOptionTest \"\"",
                        "Use JavaOption PythonOptionTest2 new_value2"));
    }

    @Test
    void test_PythonOption_remove2() throws IOException {
        assertEquals(
                "[PythonOptionTest2=new_value2, PythonOptionTest3=new_value3]",
                options(
                        "remove2",
                        "Use JavaOption PythonOptionTest \"\"",
                        "Use JavaOption PythonOptionTest2 new_value2",
                        "Use JavaOption PythonOptionTest3 new_value3"));
    }

    // --- interpreters

    @Test
    void test_interpreter_per_directive() throws IOException {
        SITE.handled(
                "directive",
                "Use JavaRoot " + SITE.root() + "/lib",
                "Use JavaHandler interpreter",
                "Use JavaInterpPerDirective On");
        SITE.file("directive/subdir/foo.txt", "");
        for (String target : List.of("/directive/tests.txt", "/directive/subdir/foo.txt", "/directive/subdir/")) {
            assertEquals(SITE.root() + "/lib/", SITE.get(target).body(), target);
        }
    }

    @Test
    void test_interpreter_per_directory() throws IOException {
        SITE.handled(
                "directory",
                "DirectorySlash Off",
                "Use JavaRoot " + SITE.root() + "/lib",
                "Use JavaFixupHandler interpreter::handler",
                "Use JavaInterpPerDirectory On");
        SITE.file("directory/subdir/foo.txt", "");
        assertEquals(
                SITE.root() + "/directory/", SITE.get("/directory/tests.txt").body());
        for (String target : List.of("/directory/subdir/foo.txt", "/directory/subdir/", "/directory/subdir")) {
            assertEquals(SITE.root() + "/directory/subdir/", SITE.get(target).body(), target);
        }
    }

    // --- which handler

    @Test
    void test_pipe_ext() throws IOException {
        SITE.file("pipe/tests.page", "");
        SITE.module("pipe", """
                void byExtension(Request req) throws Exception { req.write("pipe ext " + req.extension()); }
                void plain(Request req) throws Exception { req.write("test ok " + req.extension()); }
                """);
        SITE.handled(
                "pipe",
                "Use JavaRoot " + SITE.root() + "/pipe",
                "Use JavaHandler \"pipe::byExtension | .page; pipe::plain\"");
        assertEquals("pipe ext .page", SITE.get("/pipe/tests.page/more").body());
        assertEquals("test ok null", SITE.get("/pipe/tests/anything").body());
    }

    @Test
    void test_files_directive() throws IOException {
        SITE.file("files/files.java", Sources.page("files", "req.hlist().directory()"));
        assertEquals(SITE.root() + "/files/", SITE.get("/files/tests.txt").body());
    }

    @Test
    void X30_aHandlerAtALocation_hasNeitherFileNorPathInfo_andNoNeighbours() throws IOException {
        assertEquals("/mounted null null 0", SITE.get("/mounted").body());
        assertEquals("/mounted/a/b null null 0", SITE.get("/mounted/a/b").body());
        assertEquals(404, SITE.get("/mountedtoo").status());
    }

    @Test
    void X30_aHandlerSetAtALocation_hasTheFile_andWhatHoldsForItsFolder() throws IOException {
        SITE.file("located/.htaccess", "Use JavaHandler lib/options\nUse JavaRoot " + SITE.root() + "\n");
        SITE.file("located/file", "");
        assertEquals(
                "/located/file/more " + SITE.root() + "/located/file /more 1",
                SITE.get("/located/file/more").body(),
                "a location is merged behind the folder");
    }

    @Test
    void extensions_holdForTheFirstPhasesToo() throws IOException {
        for (String phase : List.of("PostReadRequest", "Trans", "Init")) {
            SITE.handled(
                    "early" + phase,
                    "Use JavaRoot " + SITE.root() + "/lib",
                    "Use Java" + phase + "Handler \"interpreter::handler | .page\"");
            assertEquals("localhost", SITE.get("/early" + phase + "/x.page").body());
            assertEquals(404, SITE.get("/early" + phase + "/x.txt").status());
        }
    }

    @Test
    void everyDirectiveInHtaccess_needsAllowOverrideFileInfoOnly() throws IOException {
        assertEquals(
                "[PythonOptionTest=sample_value, x=y]",
                options(
                        "fileinfo",
                        "Use JavaOption x y",
                        "Use JavaInterpPerDirectory On",
                        "Use JavaHandlerModule None",
                        "Use JavaFixupHandler None",
                        "Use JavaSetOutputFilter None"));
    }

    // --- what httpd says

    @Test
    void test_apache_exists_config_define() throws IOException {
        assertEquals("[foobar=yes, PythonOptionTest=sample_value]", options("defined"));
    }

    @Test
    void testVersionCheck_aDirectiveThatTheDaemonDoesNotKnow_isA500_andTheLogSaysWhatToCompare() throws Exception {
        SITE.handled(
                "newer", "SetEnv AJP_JAVA_NEWER x", "Use JavaRoot " + SITE.root() + "/lib", "Use JavaHandler options");
        Answer answer = SITE.get("/newer/");
        assertEquals(500, answer.status());
        assertTrue(
                SITE.log().await("attribute JAVA_NEWER").contains("httpd includes the postern.conf of this version"));
    }
}

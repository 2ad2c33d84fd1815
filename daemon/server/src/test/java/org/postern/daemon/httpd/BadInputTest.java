package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.Sources;
import org.postern.daemon.kit.TestSite;

/** What is wrong gets a clear error, and breaks nothing else. */
class BadInputTest {

    @RegisterExtension
    static final TestSite SITE = new TestSite().setting("writers", "www-data");

    @BeforeAll
    static void files() throws IOException {
        Assumptions.assumeTrue(
                "root".equals(System.getProperty("user.name")),
                "the check of owners is on here, and only root can give sources to an account that it lets pass");
        SITE.page("hello", "\"Hello\"");
    }

    @BeforeEach
    void forgetLog() {
        SITE.log().clear();
    }

    private static void handler(String folder, String body) throws IOException {
        SITE.handled(folder, "Use JavaRoot " + SITE.root() + "/" + folder, "Use JavaHandler " + folder);
        SITE.file(folder + "/" + folder + ".java", Sources.handler(folder, body));
    }

    private static void assertPlain500(Answer answer) {
        assertEquals(500, answer.status());
        assertTrue(answer.body().contains("<h1>Internal Server Error</h1>"), answer.body());
        assertFalse(answer.body().contains("java"), "a visitor learns nothing: " + answer.body());
    }

    @Test
    void unknownModule_logNamesItItsPlacesAndTheDirective() throws Exception {
        SITE.handled(
                "unknown",
                "Use JavaRoot " + SITE.root() + "/unknown",
                "Use JavaPath " + SITE.root() + "/hello",
                "Use JavaHandler nosuch");
        assertPlain500(SITE.get("/unknown/"));
        String line = SITE.log().await("PN0401");
        assertTrue(
                line.contains(
                        "JavaHandler \"nosuch\": module nosuch: there is no source file; looked for, in this order: "
                                + SITE.root() + "/unknown/nosuch.java, " + SITE.root() + "/hello/nosuch.java"),
                line);
    }

    @Test
    void moduleBesideTheDirective_isHintedAt() throws Exception {
        SITE.handled("deep/down", "Use JavaHandler below");
        SITE.file("deep/down/below.java", Sources.page("below", "1"));
        assertPlain500(SITE.get("/deep/down/"));
        assertTrue(SITE.log().await("PN0401").contains("names begin at JavaRoot: did you mean \"deep/down/below\"?"));
    }

    @Test
    void nameWithItsEnding_isHintedAt() throws Exception {
        SITE.handled("ending", "Use JavaRoot " + SITE.root() + "/ending", "Use JavaHandler ending.java");
        SITE.file("ending/ending.java", Sources.page("ending", "1"));
        assertPlain500(SITE.get("/ending/"));
        assertTrue(SITE.log().await("PN0401").contains("names are without .java: did you mean \"ending\"?"));
    }

    @Test
    void directiveThatCannotBeRead_logSaysRequestAsTheClientSentIt() throws Exception {
        SITE.handled("maybe", "Use JavaDebug Maybe");
        assertPlain500(SITE.get("/maybe/?q=1"));
        String line = SITE.log().await("PN0301");
        assertTrue(
                line.contains("JavaDebug \"Maybe\" (expected: On or Off) [request \"GET /maybe/?q=1 HTTP/1.1\"]"),
                line);
    }

    @Test
    void librariesInAFolderThatIsNotThere_logSaysSo() throws Exception {
        SITE.handled("nolib", "Use JavaPath /nowhere/lib/*.jar", "Use JavaHandler hello");
        assertPlain500(SITE.get("/nolib/"));
        String line = SITE.log().await("PN0301");
        assertTrue(line.contains("JavaPath entry /nowhere/lib/*.jar: there is no such folder"), line);
    }

    @Test
    void handlerThatThrows_logSaysRequestInterpreterPhaseAndHandler() throws Exception {
        handler("thrower", "throw new IllegalStateException(\"on purpose\");");
        assertPlain500(SITE.get("/thrower/?q=1"));
        String line = SITE.log().await("PN0501");
        assertTrue(
                line.contains("java.lang.IllegalStateException: on purpose [request \"GET /thrower/?q=1 HTTP/1.1\","
                        + " interpreter localhost, phase JavaHandler, handler thrower]"),
                line);
    }

    @Test
    void unknownResult_isA500WithTheSameLine() throws Exception {
        handler("odd", "return 12345;");
        assertPlain500(SITE.get("/odd/"));
        String line = SITE.log().await("PN0502");
        assertTrue(line.contains("result 12345") && line.contains("phase JavaHandler, handler odd"), line);
    }

    @Test
    void controlCharactersInTheUrl_writeNoLineOfTheirOwn() throws Exception {
        handler("inject", "throw new RuntimeException(req.pathInfo());");
        SITE.file("inject/file", "");
        SITE.get("/inject/file/x%0aPN9999%20forged");
        String line = SITE.log().await("PN0501");
        assertFalse(line.contains("\n"), line);
        assertTrue(line.contains("\\x0aPN9999 forged"), line);
    }

    @Test
    void sourceOutsideRoots_saysWhichSetting() throws Exception {
        Path outside = Files.createTempDirectory("postern-outside-").toRealPath();
        Path source = Files.writeString(outside.resolve("outside.java"), Sources.page("outside", "1"));
        try {
            SITE.handled("outside", "Use JavaRoot " + outside, "Use JavaHandler outside");
            assertPlain500(SITE.get("/outside/"));
            String line = SITE.log().await("PN0406");
            assertTrue(line.contains(source + ": lies outside of the setting roots = " + SITE.folder()), line);
        } finally {
            Files.delete(source);
            Files.delete(outside);
        }
    }

    @Test
    void writableSource_saysFileAccountAndSetting_andMendedItAnswers() throws Exception {
        handler("mine", "req.write(\"mended\"); return OK;");
        Path source = SITE.root().resolve("mine/mine.java");
        Files.setAttribute(source, "unix:uid", uidOf("www-data"));
        assertPlain500(SITE.get("/mine/"));
        String line = SITE.log().await("PN0407");
        assertTrue(line.contains(source + " belongs to account \"www-data\", which the setting writers refuses"), line);
        Files.setAttribute(source, "unix:uid", uidOf("nobody"));
        SITE.awaitBody("/mine/", "mended");
    }

    @Test
    void writersWithAnAccountThatThereIsNot_isAWarningAtTheStart() throws Exception {
        TestSite site = new TestSite().setting("writers", "www-data, ww-data");
        site.start();
        try {
            assertEquals(1, site.logged("setting writers: ").size());
            assertEquals(1, site.logged("no account \"ww-data\"").size());
        } finally {
            site.close();
        }
    }

    private static int uidOf(String account) throws IOException {
        return Files.readAllLines(Path.of("/etc/passwd")).stream()
                .map(line -> line.split(":"))
                .filter(fields -> fields[0].equals(account))
                .mapToInt(fields -> Integer.parseInt(fields[2]))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void sourceThatEverybodyMayWrite_isRefused() throws Exception {
        handler("open", "return OK;");
        Path source = SITE.root().resolve("open/open.java");
        Files.setPosixFilePermissions(source, PosixFilePermissions.fromString("rw-rw-rw-"));
        assertPlain500(SITE.get("/open/"));
        assertTrue(SITE.log().await("PN0407").contains("can be written by everybody (mode 666)"));
    }

    @Test
    void compileError_plainPage_logHasEveryErrorWithPlace_mendedItAnswers() throws Exception {
        handler("broken", "int x = \"text\"; undefined(); return OK;");
        assertPlain500(SITE.get("/broken/"));
        SITE.log().await("PN0404");
        String file = SITE.root() + "/broken/broken.java:7:";
        assertTrue(
                SITE.logged(file).stream().anyMatch(line -> line.contains("Type mismatch")),
                SITE.log().lines().toString());
        assertTrue(
                SITE.logged(file).stream().anyMatch(line -> line.contains("undefined()")),
                SITE.log().lines().toString());
        handler("broken", "req.write(\"mended\"); return OK;");
        SITE.awaitBody("/broken/", "mended");
    }

    @Test
    void compileErrorInDebugMode_isOnThePage_escaped() throws Exception {
        SITE.handled("shown", "Use JavaRoot " + SITE.root() + "/shown", "Use JavaHandler shown", "Use JavaDebug On");
        SITE.file("shown/shown.java", Sources.handler("shown", "String s = \"<b>\" + nosuch; return OK;"));
        Answer answer = SITE.get("/shown/");
        assertEquals(500, answer.status());
        assertTrue(answer.body().contains("nosuch cannot be resolved"), answer.body());
        assertTrue(answer.body().contains("shown.java:7:"), answer.body());
        assertTrue(answer.body().contains("&quot;&lt;b&gt;&quot; + nosuch"), answer.body());
        assertFalse(answer.body().contains("\"<b>\""), answer.body());
    }

    @Test
    void garbageOnTheSocket_closesThatConnectionAlone() throws Exception {
        try (SocketChannel garbage = connect();
                SocketChannel half = connect()) {
            half.write(ByteBuffer.wrap(new byte[] {0x12, 0x34, 0x00}));
            garbage.write(ByteBuffer.wrap("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
            assertEquals(-1, garbage.read(ByteBuffer.allocate(100)));
            assertTrue(SITE.log().await("PN0202").contains("this looks like HTTP"));
            assertEquals("Hello", SITE.get("/hello/").body());
            assertTrue(half.isConnected());
        }
    }

    private static SocketChannel connect() throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(SITE.folder().resolve("ajp.sock")));
        return channel;
    }

    @Test
    void X6_failureAfterTheHeadWentOut_isATruncatedAnswer() throws Exception {
        handler("late", "req.write(\"begun\"); req.flush(); throw new RuntimeException(\"late\");");
        assertThrows(IOException.class, () -> SITE.get("/late/"));
        SITE.log().await("PN0501");
        assertEquals("Hello", SITE.get("/hello/").body());
    }

    @Test
    void headerThatCannotBeSent_isA500ThatNamesIt() throws Exception {
        handler("fat", "req.headersOut().set(\"X-Fat\", \"x\".repeat(9000)); return OK;");
        assertPlain500(SITE.get("/fat/"));
        assertTrue(SITE.log().await("PN0504").contains("X-Fat"));
    }
}

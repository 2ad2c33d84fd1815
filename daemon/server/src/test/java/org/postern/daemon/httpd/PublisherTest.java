package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.Eventually;
import org.postern.daemon.kit.Http;
import org.postern.daemon.kit.Sources;
import org.postern.daemon.kit.TestSite;

/** {@code postern.publisher}: which URL leads to what, and who may see it. */
class PublisherTest {

    @RegisterExtension
    static final TestSite SITE = new TestSite();

    private static final String SPAM = basic("spam", "eggs");

    private static String basic(String user, String password) {
        return "Authorization: Basic "
                + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    @BeforeAll
    static void files() throws IOException {
        SITE.handled("p", "Use JavaHandler postern.publisher");
        SITE.file("p/index.java", Sources.module("index", """
                public static String index(Request req) { return "test 1 ok, interpreter=" + req.interpreter(); }
                public static String foobar(Request req) { return "test 2 ok, interpreter=" + req.interpreter(); }
                """));
        SITE.file("p/nested.java", Sources.module("nested", """
                @Auth("check") @Access("allow") @Realm("the \\"nest\\"")
                public static String page(Request req) { return req.notes().get("seen") + " " + req.user(); }
                public static boolean check(Request req, String user, String password) {
                    req.notes().set("seen", "auth");
                    return user.equals("spam") && password.equals("eggs");
                }
                static boolean allow(Request req, String user) {
                    req.notes().merge("seen", "access");
                    return !"no".equals(req.args());
                }
                public static String open() { return "open"; }
                """));
        SITE.file("p/tests.java", Sources.module("tests", """
                public static String index(Request req) { return "test ok, interpreter=" + req.interpreter(); }
                public static String test_publisher(Request req) { return index(req); }
                public String ofAnInstance() { return "on a new instance " + ++count; }
                private int count;

                public static final String _SECRET_PASSWORD = "root";
                public static final String __ANSWER = "42";
                private static String hidden() { return "hidden"; }
                static String packaged() { return "packaged"; }
                private static final String SECRET = "secret";
                public static class Nested { public static String text() { return "nested"; } }
                public static final Nested NESTED = new Nested();
                public static final Map<String, Object> dict =
                        new TreeMap<>(Map.of("1", 1, "2", 2, "3", 3, "obj", new Traversed()));
                public static final List<String> list = List.of("a", "b");
                public static final Thread thread = new Thread();
                public static final Class<?> type = String.class;
                public static final ClassLoader loader = tests.class.getClassLoader();
                public static final StringBuilder builder = new StringBuilder("text");
                public static final Object nothing = null;
                public static final int number = 7;
                public static final Object secretive = new Object();
                public static final ExecutorService pool = null;

                public static class Traversed {
                    public final String name = "a field";
                    public static final String shared = "static";
                    private final String hidden = "hidden";
                    public String traverse() { return "test traversable instance ok"; }
                    @Override public String toString() { return "shown by its own text"; }
                    String packaged() { return "packaged"; }
                }
                public static final Traversed instance = new Traversed();
                public static final java.util.function.Supplier<String> callable = () -> "test callable instance ok";
                public record Point(int x, String name, Point next) {}
                public static final Point point = new Point(1, "one", new Point(2, "two", null));

                public static class Page {
                    private final String text;
                    public final Map<String, Page> more = new HashMap<>();
                    Page(String text) { this.text = text; }
                    public String index() { return text; }
                }
                public static class Root extends Page {
                    Root() { super("Called root"); }
                    public final Page page1 = new Branch("Called page1");
                    public final Page page2 = new Page("Called page2");
                }
                public static class Branch extends Page {
                    Branch(String text) { super(text); }
                    public final Page subpage1 = new Page("Called subpage1");
                }
                public static final Root hierarchy_root = new Root();

                public static Iterator<Integer> test_dict_iteration() { return List.of(1, 2, 3).iterator(); }
                public static java.util.stream.IntStream test_generator() { return java.util.stream.IntStream.range(0, 10); }
                public static void onRetire() { logError("retired by a visitor"); }
                public static int handler(Request req) { return OK; }
                public static void main(String[] arguments) {}
                public static String twice(int i) { return "int"; }
                public static String twice(String s) { return "text"; }
                """));
    }

    private static Answer get(String path, String... headers) throws IOException {
        return SITE.get("/p" + path, headers);
    }

    // --- paths

    @ParameterizedTest
    @CsvSource({
        "/tests.java,                  'test ok, interpreter=localhost'",
        "/tests.java/,                 'test ok, interpreter=localhost'",
        "/tests.java/index,            'test ok, interpreter=localhost'",
        "/tests.java/test_publisher,   'test ok, interpreter=localhost'",
        "/tests/test_publisher,        'test ok, interpreter=localhost'",
        "/tests,                       'test ok, interpreter=localhost'",
        "/,                            'test 1 ok, interpreter=localhost'",
        "/index,                       'test 1 ok, interpreter=localhost'",
        "/foobar,                      'test 2 ok, interpreter=localhost'",
        "/index/foobar,                'test 2 ok, interpreter=localhost'",
    })
    void test_publisher_pathsBecomeFunctions(String path, String body) throws IOException {
        Answer answer = get(path);
        assertEquals(body, answer.body());
        assertEquals(200, answer.status());
        assertEquals("text/plain; charset=UTF-8", answer.header("Content-Type"));
    }

    @Test
    void methodsOfTheModule_haveANewInstanceEachTime() throws IOException {
        assertEquals("on a new instance 1", get("/tests/ofAnInstance").body());
        assertEquals("on a new instance 1", get("/tests/ofAnInstance").body());
    }

    @ParameterizedTest
    @CsvSource({
        "/tests/hierarchy_root,                Called root",
        "/tests/hierarchy_root/,               Called root",
        "/tests/hierarchy_root/index,          Called root",
        "/tests/hierarchy_root/page1,          Called page1",
        "/tests/hierarchy_root/page1/subpage1, Called subpage1",
        "/tests/hierarchy_root/page2,          Called page2",
    })
    void test_publisher_hierarchy(String path, String body) throws IOException {
        assertEquals(body, get(path).body());
    }

    @Test
    void test_publisher_instance_itsMethodsAndFields() throws IOException {
        assertEquals(
                "test traversable instance ok", get("/tests/instance/traverse").body());
        assertEquals("a field", get("/tests/instance/name").body());
        assertEquals("shown by its own text", get("/tests/instance").body());
        assertEquals(
                "test traversable instance ok", get("/tests/dict/obj/traverse").body());
    }

    @Test
    void test_publisher_old_style_instance_whatCanBeCalledIsCalled() throws IOException {
        assertEquals("test callable instance ok", get("/tests/callable").body());
    }

    @Test
    void test_publisher_iterator_pieceByPiece() throws IOException {
        assertEquals("123", get("/tests/test_dict_iteration").body());
        assertEquals("0123456789", get("/tests/test_generator").body());
    }

    @Test
    void recordsMapsAndLists_areJson_andCanBeWalked() throws IOException {
        assertEquals(
                "{\"x\":1,\"name\":\"one\",\"next\":{\"x\":2,\"name\":\"two\",\"next\":null}}",
                get("/tests/point").body());
        assertEquals("application/json", get("/tests/point").header("Content-Type"));
        assertEquals("two", get("/tests/point/next/name").body());
        assertEquals("[\"a\",\"b\"]", get("/tests/list").body());
        assertEquals("2", get("/tests/dict/2").body());
        assertEquals(404, get("/tests/dict/4").status());
        assertEquals(404, get("/tests/point/next/next/name").status());
    }

    // --- what is not meant to be seen

    @ParameterizedTest
    @CsvSource({
        "/tests/_SECRET_PASSWORD, 403",
        "/tests/__ANSWER, 403",
        "/tests/Nested, 403",
        "/tests/Nested/text, 403",
        "/tests/NESTED, 403",
        "/tests/NESTED/text, 404",
        "/tests/hidden, 404",
        "/tests/packaged, 404",
        "/tests/SECRET, 404",
        "/tests/index/func_code, 403",
        "/tests/instance/traverse/func_code, 403",
        "/tests/instance/hidden, 404",
        "/tests/instance/packaged, 404",
        "/tests/instance/shared, 404",
        "/tests/instance/getClass, 404",
        "/tests/instance/toString, 404",
        "/tests/instance/hashCode, 404",
        "/tests/point/toString, 404",
        "/tests/point/equals, 404",
        "/tests/dict/keySet, 404",
        "/tests/dict/class, 404",
        "/tests/list/size, 403",
        "/tests/list/0, 403",
        "/tests/thread, 403",
        "/tests/thread/stop, 403",
        "/tests/type, 403",
        "/tests/type/forName, 403",
        "/tests/loader, 403",
        "/tests/loader/clearAssertionStatus, 403",
        "/tests/builder/reverse, 403",
        "/tests/secretive, 403",
        "/tests/nothing/x, 404",
        "/tests/number/toString, 403",
        "/tests/callable/get, 404",
        "/tests/onRetire, 404",
        "/tests/handler, 404",
        "/tests/main, 404",
        "/tests/none, 404",
        "/_tests, 403",
        "/tests.class, 404",
        "/none/at/all, 404",
    })
    void test_publisher_security_whatIsNotMeantToBeSeen(String path, int status) throws IOException {
        Answer answer = get(path);
        assertEquals(status, answer.status(), answer.body());
        assertEquals(List.of(), SITE.logged("retired by a visitor"));
    }

    @Test
    void moduleWhoseNameSaysThatItIsPrivate_isNotPublished() throws IOException {
        SITE.file(
                "p/_private.java", Sources.module("_private", "public static String index() { return \"private\"; }"));
        assertEquals(403, get("/_private").status());
        assertEquals(403, get("/_private/index").status());
    }

    @Test
    void nameOfSeveralMethods_isAnErrorThatSaysSo() throws Exception {
        assertEquals(500, get("/tests/twice?s=x").status());
        SITE.log().await("tests has several public methods twice");
    }

    @Test
    void otherMethods_areA405() throws IOException {
        Answer answer = SITE.send("PUT", "/p/tests", new byte[0]);
        assertEquals(405, answer.status());
        assertEquals("GET, HEAD, POST", answer.header("Allow"));
        assertEquals("", SITE.send("HEAD", "/p/tests", new byte[0]).body());
        assertEquals(
                Integer.toString(get("/tests").bytes().length),
                SITE.send("HEAD", "/p/tests", new byte[0]).header("Content-Length"));
    }

    // --- files beside modules

    @Test
    void fileThatIsNoModule_isTheDefaultHandlers_sourcesNever() throws IOException {
        SITE.file("p/style.css", "p { color: red }");
        assertEquals("p { color: red }", get("/style.css").body());
        assertEquals("text/css", get("/style.css").header("Content-Type"));
        assertTrue(get("/tests.java").body().startsWith("test ok"));
        SITE.handled("q", "Use JavaHandler postern.publisher");
        SITE.file("q/only.java", Sources.module("only", "public static String a() { return \"a\"; }"));
        assertEquals(404, SITE.get("/q/").status());
        assertEquals(404, SITE.get("/q/only").status());
        assertEquals("a", SITE.get("/q/only/a").body());
        assertEquals(404, SITE.get("/q/none.java").status());
    }

    @Test
    void slashBehindAPage_leadsToThePageWithoutIt_soThatRelativeLinksHold() throws IOException {
        Answer answer = get("/tests/test_publisher/?a=b%20c");
        assertEquals(301, answer.status());
        assertEquals("http://localhost/p/tests/test_publisher?a=b%20c", answer.header("Location"));
        assertEquals(
                200,
                SITE.send("POST", "/p/tests/test_publisher/", new byte[0], "Content-Length: 0")
                        .status());
    }

    @Test
    void endings_canStandInPlaceOfJava() throws IOException {
        SITE.handled("endings", "Use JavaHandler postern.publisher", "Use JavaOption PublisherEndings \".html .do\"");
        SITE.file("endings/page.java", Sources.module("page", "public static String index() { return \"page\"; }"));
        assertEquals("page", SITE.get("/endings/page.html").body());
        assertEquals("page", SITE.get("/endings/page.do/index").body());
        assertEquals(404, SITE.get("/endings/page.php").status());
    }

    @Test
    void javaCodeOff_publishesNothing() throws IOException {
        SITE.handled("off", "Use JavaHandler postern.publisher", "Use JavaCode Off");
        SITE.file("off/page.java", Sources.module("page", "public static String index() { return \"ran\"; }"));
        Answer answer = SITE.get("/off/page");
        assertEquals(500, answer.status());
        assertEquals(1, SITE.logged("PN0304").size());
    }

    // --- who may see it

    @Test
    void test_publisher_auth_nested_aMethodThatGuardsItself() throws IOException {
        Answer asked = get("/nested/page");
        assertEquals(401, asked.status());
        assertEquals("Basic realm=\"the \\\"nest\\\"\"", asked.header("WWW-Authenticate"));
        assertEquals(401, get("/nested/page", basic("spam", "wrong")).status());
        Answer answer = get("/nested/page", SPAM);
        assertEquals("auth, access spam", answer.body());
        assertEquals("private", answer.header("Cache-Control"));
        assertEquals(403, get("/nested/page?no", SPAM).status());
        assertEquals("open", get("/nested/open").body());
        assertNull(get("/nested/open").header("Cache-Control"));
        assertEquals(404, get("/nested/check", SPAM).status(), "who could call it could try passwords");
    }

    @Test
    void test_publisher_auth_method_nested_inAnObject() throws IOException {
        SITE.file("p/guarded.java", Sources.module("guarded", """
                public static class Vault {
                    private final String password;
                    Vault(String password) { this.password = password; }
                    @Auth("mine") public String method() { return "opened"; }
                    boolean mine(Request req, String user, String given) { return given.equals(password); }
                    @Auth("outer") public final Map<String, String> map = Map.of("key", "value");
                }
                static boolean outer(Request req, String user, String given) { return given.equals("outer"); }
                public static final Vault vault = new Vault("eggs");
                @Auth("outer") public static class Base {}
                public static class Sub extends Base { public String page() { return "sub"; } }
                public static final Sub sub = new Sub();
                """));
        assertEquals(401, get("/guarded/vault/method").status());
        assertEquals("opened", get("/guarded/vault/method", SPAM).body());
        assertEquals(401, get("/guarded/vault/map/key", SPAM).status());
        assertEquals("value", get("/guarded/vault/map/key", basic("x", "outer")).body());
        assertEquals(401, get("/guarded/sub/page", SPAM).status());
        assertEquals("sub", get("/guarded/sub/page", basic("x", "outer")).body());
    }

    @Test
    void guardOfTheModule_holdsForEverythingInIt_alsoForWhatIsNotThere() throws IOException {
        SITE.file("p/all.java", """
                import org.postern.api.*;

                @Auth("check")
                public class all {
                    private boolean check(Request req, String user, String password) { return password.equals("eggs"); }
                    public static String index() { return "in"; }
                    public static final String field = "in";
                }
                """);
        for (String path : List.of("/all", "/all/index", "/all/field", "/all/none", "/all/_none")) {
            assertEquals(401, get(path).status(), path);
        }
        assertEquals("in", get("/all", SPAM).body());
        assertEquals(404, get("/all/none", SPAM).status());
    }

    @Test
    void guardThatIsNotThere_letsNobodyIn() throws Exception {
        SITE.file(
                "p/lost.java",
                Sources.module(
                        "lost",
                        "@Auth(\"chekc\") public static String page() { return \"in\"; }",
                        "static boolean check(Request req, String user, String password) { return true; }"));
        assertEquals(500, get("/lost/page", SPAM).status());
        SITE.log()
                .await(
                        "@Auth(\"chekc\") in lost (expected: the name of a method boolean chekc(Request, String, String)");
    }

    @Test
    void test_publisher_auth_digest_doesAnOpenPageNoHarm() throws IOException {
        String digest =
                "Authorization: Digest username=\"Mufasa\", realm=\"x\", nonce=\"y\", uri=\"/\", response=\"z\"";
        assertEquals(
                "test ok, interpreter=localhost",
                get("/tests/test_publisher", digest).body());
        assertEquals(401, get("/nested/page", digest).status());
    }

    // --- loading

    @Test
    void test_publisher_cache_anEditIsLoadedOnce() throws Exception {
        String page =
                "public static final long made = System.nanoTime(); public static String index() { return %s + made; }";
        SITE.file("p/temp.java", Sources.module("temp", page.formatted("\"one \"")));
        String first = get("/temp").body();
        assertEquals(first, get("/temp").body());
        SITE.file("p/temp.java", Sources.module("temp", page.formatted("\"two \"")));
        Eventually.holds("the edit", () -> get("/temp").body().startsWith("two "));
        assertEquals(get("/temp").body(), get("/temp").body());
    }

    @Test
    void pageThatIsDeleted_isNotThereAnyMore_evenIfJavaPathHasOneOfItsName() throws Exception {
        SITE.handled(
                "deleted",
                "Use JavaHandler postern.publisher",
                "Use JavaInterpreter deleted",
                "Use JavaPath " + SITE.root().resolve("elsewhere"));
        SITE.file("elsewhere/page.java", Sources.module("page", "public static String index() { return \"other\"; }"));
        SITE.file("deleted/page.java", Sources.module("page", "public static String index() { return \"own\"; }"));
        assertEquals("own", SITE.get("/deleted/page").body());
        assertEquals("own", SITE.get("/deleted/page").body());
        Files.delete(SITE.root().resolve("deleted").resolve("page.java"));
        Eventually.holds("the deletion", () -> SITE.get("/deleted/page").status() == 404);
        SITE.file("deleted/page.java", Sources.module("page", "public static String index() { return \"anew\"; }"));
        Eventually.holds("the new one", () -> SITE.get("/deleted/page").body().equals("anew"));
    }

    /** httpd sends visitors of a folder to its slash, unless it is told not to. */
    @Test
    void moduleAndFolderOfOneName_withoutASlashItIsTheModule_loadedOrNot() throws IOException {
        SITE.handled("both", "DirectorySlash Off", "Use JavaHandler postern.publisher");
        SITE.file("both/shop.java", Sources.module("shop", "public static String index() { return \"module\"; }"));
        SITE.file(
                "both/shop/index.java", Sources.module("index", "public static String index() { return \"folder\"; }"));
        assertEquals("module", SITE.get("/both/shop").body());
        assertEquals("module", SITE.get("/both/shop").body());
        assertEquals("folder", SITE.get("/both/shop/").body());
    }

    @Test
    void pageThatWasNeverLoaded_isWholeForSixtyFourAtOnce() throws Exception {
        SITE.file(
                "p/crowd.java",
                Sources.module(
                        "crowd",
                        "static final String said; static { try { Thread.sleep(200); } catch (InterruptedException e) { } said = \"whole\"; }",
                        "public static String index() { return said; }"));
        ExecutorService clients = Executors.newFixedThreadPool(64);
        try {
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                answers.add(clients.submit(() -> {
                    try (Http http = new Http(SITE.port())) {
                        Answer answer = http.get("/p/crowd");
                        return answer.status() + " " + answer.body();
                    }
                }));
            }
            for (Future<String> answer : answers) {
                assertEquals("200 whole", answer.get());
            }
        } finally {
            clients.shutdownNow();
        }
    }
}

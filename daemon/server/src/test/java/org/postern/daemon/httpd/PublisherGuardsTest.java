package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.Sources;
import org.postern.daemon.kit.TestSite;

/** Other ways to what {@code @Auth} and {@code @Access} guard in {@code postern.publisher}. */
class PublisherGuardsTest {

    @RegisterExtension
    static final TestSite SITE = new TestSite();

    private static final String SPAM =
            "Authorization: Basic " + Base64.getEncoder().encodeToString("spam:eggs".getBytes(StandardCharsets.UTF_8));

    @BeforeAll
    static void files() throws IOException {
        SITE.handled("p", "Use JavaHandler postern.publisher");
    }

    private static void module(String name, String source) throws IOException {
        SITE.file("p/" + name + ".java", Sources.module(name, source));
    }

    private static Answer get(String path, String... headers) throws IOException {
        return SITE.get("/p" + path, headers);
    }

    @Test
    void methodsThatAModuleInherits_haveItsInstance_checksToo() throws IOException {
        SITE.file("p/common.java", """
                import org.postern.api.*;

                @Auth("known")
                public class common {
                    public String title() { return "common"; }
                    public String page() { return "page of " + title(); }
                    protected boolean known(Request req, String user, String password) { return true; }
                }
                """);
        SITE.file("p/strict.java", """
                import org.postern.api.*;

                public class strict extends common {
                    @Override public String title() { return "strict"; }
                    @Override protected boolean known(Request req, String user, String password) {
                        return password.equals("eggs");
                    }
                }
                """);
        assertEquals("page of strict", get("/strict/page", SPAM).body());
        assertEquals(401, get("/strict/page", "Authorization: Basic eDp5").status());
    }

    @Test
    void guardOfAnInheritedMethod_holdsForWhatOverridesIt() throws IOException {
        module("overriding", """
                static boolean known(Request req, String user, String password) { return password.equals("eggs"); }
                public static class Base { @Auth("known") public String page() { return "base"; } }
                public static class Sub extends Base { @Override public String page() { return "sub"; } }
                public static final Sub sub = new Sub();
                public interface Shown { @Auth("known") String text(); }
                public static class Text implements Shown { public String text() { return "text"; } }
                public static final Text text = new Text();
                """);
        for (String path : List.of("/overriding/sub/page", "/overriding/text/text")) {
            assertEquals(401, get(path).status(), path);
            assertEquals(200, get(path, SPAM).status(), path);
        }
    }

    @Test
    void checkInAnInterface_isNoPage() throws IOException {
        module("faced", """
                public interface Faced {
                    @Auth("known") default String page() { return "in"; }
                    default boolean known(Request req, String user, String password) { return password.equals("eggs"); }
                }
                public static class Thing implements Faced {}
                public static final Thing thing = new Thing();
                """);
        assertEquals(401, get("/faced/thing/page").status());
        assertEquals("in", get("/faced/thing/page", SPAM).body());
        assertEquals(404, get("/faced/thing/known?user=spam&password=eggs").status());
    }

    @Test
    void classWithinThatExtendsTheOneAroundIt_doesNoHarm() throws IOException {
        SITE.file("p/around.java", """
                public class around {
                    public String page() { return "in"; }
                    public static class Within extends around {}
                    public static final Within within = new Within();
                }
                """);
        assertEquals("in", get("/around/page").body());
        assertEquals("in", get("/around/within/page").body());
    }

    @Test
    void recordShownAsAWhole_isBehindTheGuardsOfWhatItHas() throws IOException {
        module("whole", """
                static boolean known(Request req, String user, String password) { return password.equals("eggs"); }
                public record Item(String name, @Auth("known") int cost) {}
                @Auth("known") public record Secret(String word) {}
                public record Written(@Auth("known") int cost) { public int cost() { return cost; } }
                public static final Item item = new Item("cup", 7);
                public static final Written written = new Written(7);
                public static final List<Item> items = List.of(item);
                public static final Map<String, Object> map = new TreeMap<>(Map.of("secret", new Secret("open")));
                public static final List<Object> open = List.of(1, "two");
                public static Item find() { return item; }
                public static Iterator<Item> each() { return items.iterator(); }
                """);
        for (String path :
                List.of("/item/cost", "/written/cost", "/written", "/item", "/items", "/map", "/find", "/each")) {
            Answer answer = get("/whole" + path);
            assertEquals(401, answer.status(), path + answer.body());
            assertEquals(200, get("/whole" + path, SPAM).status(), path);
            assertEquals("private", get("/whole" + path, SPAM).header("Cache-Control"), path);
        }
        assertEquals("[1,\"two\"]", get("/whole/open").body());
    }

    @Test
    void guardedPageThatIsSentInPieces_isForNoCacheEither() throws IOException {
        module("pieces", """
                static boolean all(Request req, String user) { return true; }
                @Access("all") public static java.util.stream.Stream<String> stream() { return java.util.stream.Stream.of("a", "b"); }
                @Access("all") public static void itself(Request req) throws Exception { req.write("a"); req.flush(); }
                @Access("all") public static void once(Request req) throws Exception { req.noCache(true); req.write("a"); }
                """);
        assertEquals("private", get("/pieces/stream").header("Cache-Control"));
        assertEquals("private", get("/pieces/itself").header("Cache-Control"));
        assertEquals("private, no-cache", get("/pieces/once").header("Cache-Control"));
    }

    @Test
    void mapWhoseKeysAreNoText_hasNothingThere() throws IOException {
        module("keys", """
                public static final Map<Integer, String> numbers = new TreeMap<>(Map.of(1, "one"));
                public static final Map<Integer, String> plain = Map.of(1, "one");
                """);
        assertEquals(404, get("/keys/numbers/1").status());
        assertEquals(404, get("/keys/plain/1").status());
    }

    @Test
    void numberWithMoreDigitsThanAnybodyWrites_isNone() throws IOException {
        module("numbers", """
                public static String next(java.math.BigDecimal number) { return number.add(java.math.BigDecimal.ONE).toPlainString(); }
                """);
        assertEquals("1001", get("/numbers/next?number=1e3").body());
        assertEquals(400, get("/numbers/next?number=1e99999999").status());
        assertEquals(400, get("/numbers/next?number=1e-99999999").status());
    }
}

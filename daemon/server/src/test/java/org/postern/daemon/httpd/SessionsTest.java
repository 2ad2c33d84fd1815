package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.SetClock;
import org.postern.daemon.kit.TestSite;

/** Sessions, as handlers have them and browsers come back to them. */
class SessionsTest {

    private static final SetClock CLOCK = new SetClock();

    @RegisterExtension
    static final TestSite SITE = new TestSite()
            .clock(CLOCK)
            .setting("sessions.store", "file")
            .setting("sessions.folder", "@FOLDER@/sessions");

    /** Does what the query says, one step after the other, and writes what comes of it. */
    private static final String STEPS = """
            Session s = req.session();
            for (String step : req.args().split(",")) {
                String[] words = step.split(":");
                switch (words[0]) {
                    case "id" -> req.write(s.id() + " ");
                    case "new" -> req.write(s.isNew() + " ");
                    case "keys" -> req.write(s.keys() + " ");
                    case "get" -> req.write(s.get(words[1]) + " ");
                    case "put" -> s.put(words[1], words[2]);
                    case "count" -> s.put("n", s.get("n", 0) + 1);
                    case "save" -> s.save();
                    case "renew" -> s.renew();
                    case "delete" -> s.delete();
                    case "end" -> s.invalidate();
                    case "unlock" -> s.unlock();
                    case "timeout" -> s.timeout(Integer.parseInt(words[1]));
                    case "flush" -> req.flush();
                    case "throw" -> throw new IllegalStateException("thrown");
                    case "read" -> s = Session.open(req, Session.Mode.READ_ONLY);
                    case "free" -> s = Session.open(req, Session.Mode.NO_LOCK);
                    case "other" -> s = Session.open(req, Session.Mode.LOCK, words[1]);
                    case "try" -> {
                        try { s.put("tried", 1); req.write("done "); }
                        catch (IllegalStateException e) { req.write(e.getMessage() + " "); }
                    }
                    default -> throw new IllegalArgumentException(step);
                }
            }
            return OK;""";

    @BeforeAll
    static void handlers() throws IOException {
        SITE.handler("s", STEPS);
    }

    @BeforeEach
    void forgetLog() {
        SITE.log().clear();
    }

    private static Answer steps(String steps, String... cookies) throws IOException {
        return SITE.get(
                "/s/?" + steps,
                cookies.length == 0 ? new String[0] : new String[] {"Cookie: " + String.join("; ", cookies)});
    }

    /** The cookie that an answer sets, as a browser sends it back. */
    private static String cookie(Answer answer) {
        assertEquals(1, answer.headers("Set-Cookie").size(), answer.headers() + answer.body());
        return answer.headers("Set-Cookie").get(0).split(";")[0];
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(SITE.folder().resolve("sessions"))) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    // --- those of mod_python's suite

    private static final String SAVES_IF_NEW = """
            Session s = Session.open(req);
            if (s.isNew()) { s.save(); }
            Cookie sent = Cookie.getCookie(req, req.getOptions().get("session.cookie_name", "postern_session"));
            req.write(sent != null && s.isNew() ? sent.toString() : "test ok");
            return OK;""";

    @Test
    void test_Session_Session() throws IOException {
        SITE.handler(
                "suite",
                SAVES_IF_NEW,
                "Use JavaOption session.application_path /path",
                "Use JavaOption session.application_domain test_Session_Session");
        Answer first = SITE.get("/suite/");
        assertEquals("test ok", first.body());
        String set = first.headers("Set-Cookie").get(0);
        assertTrue(set.contains("; Path=/path;") && set.contains("; Domain=test_Session_Session;"), set);
        Answer second = SITE.get("/suite/", "Cookie: " + set);
        assertEquals("test ok", second.body());
        assertNull(second.header("Set-Cookie"));
    }

    @Test
    void test_Session_illegal_sid() throws IOException {
        SITE.handler("illegal", SAVES_IF_NEW, "Use JavaOption session.cookie_name pysid");
        for (String id : List.of("/path/traversal/attack/bad", "0123456789abcdef".repeat(24))) {
            Answer answer = SITE.get("/illegal/", "Cookie: pysid=" + id);
            assertEquals(200, answer.status());
            assertFalse(cookie(answer).contains(id));
        }
    }

    @Test
    void X23_errorDocument_hasTheSameSession() throws IOException {
        SITE.handler(
                "failing",
                "if (req.prev() != null) { req.write(\"fail \" + req.session().get(\"dummy\")); return OK; }"
                        + " req.write(\"okay\"); req.session().put(\"dummy\", 1); throw new RuntimeException(\"broken\");",
                "Use JavaErrorDocument 500 /failing/page");
        Answer answer = SITE.get("/failing/");
        assertEquals(500, answer.status());
        assertEquals("fail 1", answer.body());
        assertEquals("1 ", steps("get:dummy", cookie(answer)).body());
    }

    @Test
    void X24_sessionThatNobodyUses_ends_oneThatIsRead_doesNot() throws IOException {
        String cookie = cookie(steps("put:a:1"));
        for (int i = 0; i < 3; i++) {
            CLOCK.pass(Duration.ofMinutes(29));
            assertEquals("1 false ", steps("get:a,new", cookie).body());
        }
        CLOCK.pass(Duration.ofMinutes(30));
        assertEquals("null true ", steps("get:a,new", cookie).body());
    }

    @Test
    void X24_sessionThatIsReadOnly_goesOn_too() throws IOException {
        SITE.handler(
                "reader",
                "req.write(String.valueOf(req.session().get(\"a\"))); return OK;",
                "Use JavaOption session.mode read-only");
        String cookie = cookie(steps("put:a:1"));
        for (int i = 0; i < 3; i++) {
            CLOCK.pass(Duration.ofMinutes(29));
            assertEquals("1", SITE.get("/reader/", "Cookie: " + cookie).body());
        }
    }

    @Test
    void X24_session_endsAtLast_howeverMuchItIsUsed() throws IOException {
        SITE.handler("hour", STEPS, "Use JavaOption session.lifetime 3600");
        String cookie = cookie(SITE.get("/hour/?put:a:1"));
        CLOCK.pass(Duration.ofMinutes(29));
        assertEquals("1 ", SITE.get("/hour/?get:a", "Cookie: " + cookie).body());
        CLOCK.pass(Duration.ofMinutes(29));
        assertEquals("1 ", SITE.get("/hour/?get:a", "Cookie: " + cookie).body());
        CLOCK.pass(Duration.ofMinutes(2));
        assertEquals("null ", SITE.get("/hour/?get:a", "Cookie: " + cookie).body());
    }

    @Test
    void clockThatJumpsAheadAndBack_leavesSessionsAsTheyWere_andThoseOfTheFutureEndInTime() throws IOException {
        SITE.handler("when", "req.write(req.session().lastAccessed().toString()); return OK;");
        String before = cookie(steps("put:a:before"));
        CLOCK.pass(Duration.ofDays(1));
        String future = cookie(steps("put:a:future"));
        CLOCK.pass(Duration.ofDays(-1));
        assertEquals("before ", steps("get:a", before).body());
        assertEquals("future ", steps("get:a", future).body());
        assertEquals(
                CLOCK.instant().toString(),
                SITE.get("/when/", "Cookie: " + future).body());
        CLOCK.pass(Duration.ofMinutes(29));
        assertEquals("future ", steps("get:a", future).body());
        CLOCK.pass(Duration.ofMinutes(30));
        assertEquals("null ", steps("get:a", future).body());
        assertEquals("null ", steps("get:a", before).body());
    }

    @Test
    void X24_timeoutOfOnesOwn_counts() throws IOException {
        String cookie = cookie(steps("put:a:1,timeout:60"));
        CLOCK.pass(Duration.ofSeconds(59));
        assertEquals("1 ", steps("get:a", cookie).body());
        CLOCK.pass(Duration.ofSeconds(60));
        assertEquals("null ", steps("get:a", cookie).body());
    }

    @Test
    void X24_invalidatedSession_staysSo_andTheCookieGoes() throws IOException {
        String cookie = cookie(steps("put:a:1"));
        Answer end = steps("end,save,get:a,try", cookie);
        assertTrue(end.body().startsWith("null session \"postern_session\": it has ended"), end.body());
        assertEquals("postern_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax", end.header("Set-Cookie"));
        assertEquals("null true ", steps("get:a,new", cookie).body());
        assertNull(steps("put:a:1,end", "x=y").header("Set-Cookie"), "nobody has it");
    }

    @Test
    void X24_idThatNobodyGave_isNotTakenUp() throws IOException {
        String madeUp = "postern_session=0123456789abcdef0123456789abcdef";
        Answer answer = steps("put:a:1,new", madeUp);
        assertEquals("true ", answer.body());
        assertNotEquals(madeUp, cookie(answer));
        assertEquals("null ", steps("get:a", madeUp).body());
        assertEquals("1 ", steps("get:a", cookie(answer)).body());
    }

    @Test
    void X26_signedCookie_isASession_anyOtherIsNone() throws IOException {
        SITE.handler("signed", STEPS, "Use JavaOption session.secret \"new old\"");
        SITE.handler("older", STEPS, "Use JavaOption session.secret old");
        String cookie = cookie(SITE.get("/signed/?put:a:1,id"));
        String id = SITE.get("/signed/?id", "Cookie: " + cookie).body().strip();
        assertEquals("1 ", SITE.get("/signed/?get:a", "Cookie: " + cookie).body());
        String tampered = cookie.substring(0, cookie.length() - 4) + "AAAA";
        for (String wrong : List.of(tampered, "postern_session=" + id)) {
            assertEquals(
                    "null true ",
                    SITE.get("/signed/?get:a,new", "Cookie: " + wrong).body());
        }
        String byOld = cookie(SITE.get("/older/?put:a:2"));
        assertEquals("2 ", SITE.get("/signed/?get:a", "Cookie: " + byOld).body());
        assertEquals("null ", SITE.get("/older/?get:a", "Cookie: " + cookie).body());
    }

    // --- when there is one

    @Test
    void sessionThatIsOnlyLookedAt_isNotStored_andSendsNoCookie() throws IOException {
        int before = Files.exists(SITE.folder().resolve("sessions")) ? files().size() : 0;
        Answer answer = steps("get:a,new");
        assertEquals("null true ", answer.body());
        assertNull(answer.header("Set-Cookie"));
        assertEquals("private", answer.header("Cache-Control"));
        assertEquals(before, Files.exists(SITE.folder().resolve("sessions")) ? files().size() : 0);
    }

    @Test
    void cookie_isSafeByDefault_andIsNotSentAgain() throws IOException {
        Answer first = steps("put:a:1,id");
        assertEquals(
                "postern_session=" + first.body().strip() + "; Path=/; HttpOnly; SameSite=Lax",
                first.header("Set-Cookie"));
        assertEquals("private", first.header("Cache-Control"));
        assertTrue(first.body().strip().matches("[0-9a-f]{32}"), first.body());
        Answer second = steps("count,new,id", cookie(first));
        assertEquals("false " + first.body(), second.body());
        assertNull(second.header("Set-Cookie"));
    }

    @Test
    void cookiesOptions_areMinded() throws IOException {
        SITE.handler(
                "optional",
                STEPS,
                "Use JavaOption session.cookie_name __Host-id",
                "Use JavaOption session.cookie_secure on",
                "Use JavaOption session.cookie_samesite strict");
        String set = SITE.get("/optional/?put:a:1").header("Set-Cookie");
        assertTrue(set.matches("__Host-id=[0-9a-f]{32}; Path=/; Secure; HttpOnly; SameSite=Strict"), set);
    }

    @Test
    void optionThatThereIsNot_isA500_thatSaysWhatThereIs() throws IOException {
        for (String option : List.of(
                "session.mode fast",
                "session.timeout 0",
                "session.lifetime x",
                "session.cookie_secure 1",
                "session.cookie_samesite sometimes",
                "session.cookie_samesite None",
                "session.cookie_name \"my id\"",
                "session.application_path shop",
                "session.application_domain \"a b\"",
                "session.timout 60")) {
            SITE.handler("odd", STEPS, "Use JavaOption " + option);
            assertEquals(500, SITE.get("/odd/?put:a:1").status(), option);
            assertFalse(SITE.logged("PN0508 JavaOption " + option.split(" ")[0]).isEmpty(), option);
        }
    }

    @Test
    void optionWithAMistakeInItsName_isAskedBack() throws IOException {
        SITE.handler("odd", STEPS, "Use JavaOption session.cookie_secured on");
        assertEquals(500, SITE.get("/odd/?new").status());
        assertFalse(SITE.logged("did you mean \"session.cookie_secure\"?").isEmpty());
    }

    @Test
    void samesiteNone_isTakenWithASecureCookie() throws IOException {
        SITE.handler(
                "optional",
                STEPS,
                "Use JavaOption session.cookie_secure on",
                "Use JavaOption session.cookie_samesite None");
        assertTrue(SITE.get("/optional/?put:a:1").header("Set-Cookie").endsWith("; Secure; HttpOnly; SameSite=None"));
    }

    // --- what it has

    @Test
    void everyType_comesBack_afterARestartToo() throws Exception {
        SITE.module("types", """
                static Map<String, Object> all() {
                    Map<String, Object> all = new LinkedHashMap<>();
                    all.put("text", "\\u00e9\\ud83d\\ude00\\n");
                    all.put("int", 5);
                    all.put("long", 5L);
                    all.put("short", (short) 5);
                    all.put("byte", (byte) 5);
                    all.put("float", 1.5f);
                    all.put("double", 1.5);
                    all.put("char", 'c');
                    all.put("flag", true);
                    all.put("big", new java.math.BigInteger("123456789012345678901234567890"));
                    all.put("money", new java.math.BigDecimal("1.10"));
                    all.put("instant", java.time.Instant.parse("2026-01-02T03:04:05.123456789Z"));
                    all.put("duration", java.time.Duration.ofMillis(1));
                    all.put("date", java.time.LocalDate.of(2026, 2, 3));
                    all.put("time", java.time.LocalTime.of(1, 2));
                    all.put("datetime", java.time.LocalDateTime.of(2026, 2, 3, 4, 5));
                    all.put("uuid", new UUID(1, 2));
                    all.put("list", List.of(1, List.of("a"), Map.of("k", 2L)));
                    all.put("set", Set.of("one"));
                    all.put("map", new TreeMap<>(Map.of("b", 1, "a", List.of())));
                    return all;
                }""", """
                public static int handler(Request req) throws Exception {
                    Session s = req.session();
                    if (s.isNew()) {
                        all().forEach(s::put);
                        s.put("bytes", new byte[] {1, 2});
                        return OK;
                    }
                    for (Map.Entry<String, Object> each : all().entrySet()) {
                        if (!each.getValue().equals(s.get(each.getKey()))) { req.write(each + " is " + s.get(each.getKey())); }
                    }
                    req.write(Arrays.toString((byte[]) s.get("bytes")) + s.keys().size());
                    return OK;
                }""");
        String cookie = cookie(SITE.get("/types/"));
        assertEquals("[1, 2]21", SITE.get("/types/", "Cookie: " + cookie).body());
        SITE.stopDaemon();
        SITE.startDaemon();
        assertEquals("[1, 2]21", SITE.get("/types/", "Cookie: " + cookie).body());
    }

    @Test
    void typeThatWouldNotOutliveAReload_isRefused_withWhatToDo() throws IOException {
        SITE.module("mine", "record Fruit(String name) {} enum Colour { RED }", """
                public static int handler(Request req) throws Exception {
                    for (Object each : List.of(new Fruit("pear"), Colour.RED, List.of(new Fruit("pear")), Map.of(1, 2), new Object[0])) {
                        try { req.session().put("fruit", each); req.write("taken "); }
                        catch (IllegalArgumentException e) { req.write(e.getMessage().split(" [(]")[0] + "|"); }
                    }
                    return OK;
                }""");
        Answer answer = SITE.get("/mine/");
        assertEquals(
                "session value \"fruit\": mine$Fruit|session value \"fruit\": mine$Colour|session value \"fruit\": mine$Fruit|"
                        + "session value \"fruit\": a map with a key of java.lang.Integer|session value \"fruit\": java.lang.Object[]|",
                answer.body());
        assertNull(answer.header("Set-Cookie"));
    }

    @Test
    void collectionThatIsChangedInPlace_isSaved() throws IOException {
        SITE.handler("cart", """
                if (req.session().isNew()) { req.session().put("cart", List.of()); }
                List<Object> cart = req.session().get("cart", new ArrayList<>());
                cart.add(req.args());
                req.write(cart.toString());
                return OK;""");
        String cookie = cookie(SITE.get("/cart/?a"));
        assertEquals("[a, b]", SITE.get("/cart/?b", "Cookie: " + cookie).body());
        assertEquals("[a, b, c]", SITE.get("/cart/?c", "Cookie: " + cookie).body());
    }

    @Test
    void whatComesIntoACollectionLater_isChecked_too() throws IOException {
        SITE.handler("late", """
                req.session().put("cart", List.of());
                req.session().get("cart", new ArrayList<>()).add(new Object());
                req.write("bought");
                return OK;""");
        Answer answer = SITE.get("/late/");
        assertEquals(500, answer.status());
        assertNull(answer.header("Set-Cookie"));
        assertFalse(
                SITE.logged("session value \"cart\": java.lang.Object").isEmpty(),
                SITE.log().lines()::toString);
    }

    /** What is stored and cannot be read again would be a 503 for as long as the visitor has the cookie. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "cart.add(cart);",
                "List<Object> in = cart; for (int i = 0; i < 70; i++) {"
                        + " List<Object> next = new ArrayList<>(); in.add(next); in = next; }",
                "cart.add(new HashMap<>(Map.of(1, 2)));",
                "cart.add(new java.math.BigDecimal(java.math.BigInteger.ONE, Integer.MIN_VALUE));"
            })
    void whatACollectionCannotKeep_isA500_andWhatWasStoredStays(String change) throws IOException {
        String name = "unkept" + Math.abs(change.hashCode());
        SITE.handler(name, """
                if (req.session().isNew()) { req.session().put("cart", List.of()); return OK; }
                List<Object> cart = req.session().get("cart", new ArrayList<>());
                if (req.args() == null) { req.write("has " + cart.size()); return OK; }
                """ + change + " return OK;");
        String cookie = cookie(SITE.get("/" + name + "/"));
        assertEquals(500, SITE.get("/" + name + "/?change", "Cookie: " + cookie).status());
        assertFalse(SITE.logged("session value \"cart\"").isEmpty(), SITE.log().lines()::toString);
        assertEquals("has 0", SITE.get("/" + name + "/", "Cookie: " + cookie).body());
    }

    @Test
    void valueOfAnotherType_isTold() throws IOException {
        SITE.handler("typed", "req.session().put(\"n\", \"text\"); int n = req.session().get(\"n\", 0); return OK;");
        assertEquals(500, SITE.get("/typed/").status());
        assertFalse(SITE.logged("session value \"n\": java.lang.String (expected: java.lang.Integer)")
                .isEmpty());
    }

    @Test
    void sessionThatIsTooLarge_isA500_andWhatWasStoredStays() throws IOException {
        SITE.handler("large", "req.session().put(\"x\", \"x\".repeat(300_000)); return OK;");
        String cookie = cookie(steps("put:a:1"));
        assertEquals(500, SITE.get("/large/", "Cookie: " + cookie).status());
        assertFalse(SITE.logged("PN0704").isEmpty());
        assertEquals("1 null ", steps("get:a,get:x", cookie).body());
    }

    // --- how it goes on

    @Test
    void renewedSession_hasAnotherId_andTheOldOneIsWorthNothing() throws IOException {
        String before = cookie(steps("put:a:1"));
        Answer login = steps("renew,put:user:joe", before);
        String after = cookie(login);
        assertNotEquals(before, after);
        assertEquals("1 joe false ", steps("get:a,get:user,new", after).body());
        assertEquals("null null true ", steps("get:a,get:user,new", before).body());
        assertEquals(1, steps("renew,renew,get:a", after).headers("Set-Cookie").size());
    }

    @Test
    void deletedSession_isGone_andWhatIsPutThenBeginsAnother() throws IOException {
        String before = cookie(steps("put:a:1"));
        Answer answer = steps("delete,get:a,new,put:b:2", before);
        assertEquals("null true ", answer.body());
        assertNotEquals(before, cookie(answer));
        assertEquals("null ", steps("get:a", before).body());
        assertEquals("[b] ", steps("keys", cookie(answer)).body());
        assertNull(steps("delete", cookie(answer)).header("Set-Cookie"));
        assertEquals("null ", steps("get:b", cookie(answer)).body());
    }

    @Test
    void changes_areSaved_whateverComesOfTheRequest() throws IOException {
        Answer failed = steps("put:a:1,throw");
        assertEquals(500, failed.status());
        assertEquals("1 ", steps("get:a", cookie(failed)).body());
    }

    /** Whoever catches an InterruptedException is told to leave the thread interrupted. */
    @Test
    void changesOfAHandlerThatIsInterrupted_areSaved_too() throws IOException {
        SITE.handler("interrupted", """
                req.session().put(req.args(), 1);
                Thread.currentThread().interrupt();
                return OK;""");
        String cookie = cookie(SITE.get("/interrupted/?a"));
        assertEquals(200, SITE.get("/interrupted/?b", "Cookie: " + cookie).status());
        assertEquals("1 1 ", steps("get:a,get:b", cookie).body());
    }

    @Test
    void sessionIsLoadedByAHandlerThatIsInterrupted_too() throws IOException {
        SITE.handler("interruptedAtFirst", """
                Thread.currentThread().interrupt();
                req.write(req.session().get("a") + " ");
                return OK;""");
        assertEquals(
                "1 ",
                SITE.get("/interruptedAtFirst/", "Cookie: " + cookie(steps("put:a:1")))
                        .body());
    }

    @Test
    void newSession_afterTheHead_isRefused() throws IOException {
        String body = steps("flush,try").body();
        assertTrue(body.contains("it is new, and its cookie cannot be sent"), body);
    }

    @Test
    void oldSession_canBeChangedAfterTheHead() throws IOException {
        String cookie = cookie(steps("put:a:1"));
        steps("flush,put:a:2", cookie);
        assertEquals("2 ", steps("get:a", cookie).body());
    }

    @Test
    void readOnlySession_cannotBeChanged() throws IOException {
        SITE.handler(
                "locked",
                "Session s = Session.open(req, Session.Mode.READ_ONLY);"
                        + " try { s.put(\"a\", 2); } catch (IllegalStateException e) { req.write(e.getMessage()); }"
                        + " req.session().put(\"b\", 3); return OK;");
        String cookie = cookie(steps("put:a:1"));
        assertTrue(SITE.get("/locked/", "Cookie: " + cookie).body().contains("opened READ_ONLY"));
        assertEquals("1 3 ", steps("get:a,get:b", cookie).body(), "asked for with a lock it can be changed");
    }

    @Test
    void collectionOfAReadOnlySession_isNotSaved_howeverItIsChanged() throws IOException {
        SITE.handler("looking", """
                Session s = Session.open(req, Session.Mode.READ_ONLY);
                s.get("cart", new ArrayList<>()).add("unseen");
                return OK;""");
        SITE.handler("seen", """
                if (req.session().isNew()) { req.session().put("cart", List.of("first")); }
                req.write(req.session().get("cart").toString());
                return OK;""");
        String cookie = cookie(SITE.get("/seen/"));
        CLOCK.pass(Duration.ofMinutes(20));
        assertEquals(200, SITE.get("/looking/", "Cookie: " + cookie).status());
        CLOCK.pass(Duration.ofMinutes(20));
        assertEquals("[first]", SITE.get("/seen/", "Cookie: " + cookie).body());
    }

    @Test
    void redirectsTarget_hasTheSameSession() throws IOException {
        SITE.handler(
                "goes",
                "if (req.prev() == null) { req.session().put(\"a\", 1); req.internalRedirect(\"/goes/on\"); return OK; }"
                        + " req.write(req.session().get(\"a\") + \" \" + (req.session() == req.prev().session())); return OK;");
        Answer answer = SITE.get("/goes/");
        assertEquals("1 true", answer.body());
        assertEquals("1 ", steps("get:a", cookie(answer)).body());
    }

    @Test
    void logHandler_canReadIt_andNotChangeIt() throws Exception {
        SITE.handled(
                "logs", "Use JavaRoot " + SITE.root() + "/logs", "Use JavaHandler logs", "Use JavaLogHandler logs");
        SITE.module(
                "logs",
                "public static int handler(Request req) { req.session().put(\"a\", 1); return OK; }",
                "public static int logHandler(Request req) { req.logError(\"has \" + req.session().get(\"a\"));"
                        + " try { req.session().put(\"a\", 2); } catch (IllegalStateException e) { req.logError(e.getMessage()); }"
                        + " return OK; }");
        String cookie = cookie(SITE.get("/logs/"));
        SITE.log().await("has 1");
        SITE.log().await("can be read only, as the answer has ended");
        assertEquals("1 ", steps("get:a", cookie).body());
    }

    @Test
    void interpreters_doNotSeeEachOthersSessions() throws IOException {
        SITE.handler("apart", STEPS, "Use JavaInterpreter ../apart/x");
        String cookie = cookie(steps("put:a:1"));
        Answer other = SITE.get("/apart/?get:a,put:a:2", "Cookie: " + cookie);
        assertEquals("null ", other.body());
        assertNotEquals(cookie, cookie(other));
        assertEquals("1 ", steps("get:a", cookie).body());
        assertEquals("2 ", SITE.get("/apart/?get:a", "Cookie: " + cookie(other)).body());
    }

    @Test
    void idOfOneCookie_isNoneInAnother() throws IOException {
        String id = cookie(steps("put:user:joe")).split("=")[1];
        assertEquals(
                "null true ", steps("other:basket,get:user,new", "basket=" + id).body());
        assertEquals(
                "null joe ",
                steps("other:basket,get:user,other:postern_session,get:user", "basket=" + id, "postern_session=" + id)
                        .body());
    }

    // --- when the store fails

    @Test
    void storeThatFails_isA503_neverAnEmptySession() throws IOException {
        String cookie = cookie(steps("put:a:1"));
        Path file = files().stream()
                .filter(each -> each.endsWith(cookie.split("=")[1]))
                .findFirst()
                .orElseThrow();
        Path aside = file.resolveSibling("aside");
        Files.move(file, aside);
        Files.createDirectory(file); // which nobody can read as a file, root neither
        Answer answer = steps("get:a,put:b:2", cookie);
        assertEquals(503, answer.status());
        assertNull(answer.header("Set-Cookie"));
        assertFalse(
                SITE.logged("PN0701 a session cannot be loaded").isEmpty(),
                SITE.log().lines()::toString);
        Files.delete(file);
        Files.move(aside, file);
        assertEquals("1 ", steps("get:a", cookie).body());
    }

    @Test
    void newSessionThatCannotBeStored_isA503_withoutACookie() throws IOException {
        steps("put:a:1");
        Path folder = files().get(0).getParent().getParent();
        Path aside = folder.resolveSibling("aside");
        Files.move(folder, aside);
        Files.createFile(folder);
        for (String steps : List.of("put:a:1", "put:a:1,save", "put:a:1,flush", "put:a:1,throw")) {
            Answer answer = steps(steps);
            assertEquals(503, answer.status(), steps);
            assertNull(answer.header("Set-Cookie"), steps);
        }
        assertFalse(SITE.logged("PN0701 a session cannot be stored").isEmpty());
        Files.delete(folder);
        Files.move(aside, folder);
    }

    @Test
    void damagedFile_isA503Once_andPutAside() throws IOException {
        String cookie = cookie(steps("put:a:1"));
        Path file = files().stream()
                .filter(each -> each.endsWith(cookie.split("=")[1]))
                .findFirst()
                .orElseThrow();
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 6] ^= 1;
        Files.write(file, bytes);
        assertEquals(503, steps("get:a", cookie).status());
        assertFalse(SITE.logged("PN0703").isEmpty());
        assertEquals("null true ", steps("get:a,new", cookie).body());
        assertTrue(files().stream().anyMatch(each -> each.toString().contains("/damaged/")));
    }

    @Test
    void filesOfSessions_areTheDaemonsAlone() throws IOException {
        steps("put:a:1");
        Path file = files().get(0);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        for (Path at = file.getParent(); !at.equals(SITE.folder()); at = at.getParent()) {
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(at)));
        }
    }
}

package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import org.apache.commons.codec.digest.Md5Crypt;
import org.apache.commons.codec.digest.Sha2Crypt;
import org.apache.commons.codec.digest.UnixCrypt;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.TestSite;

/** {@code postern.auth.htpasswd} beside httpd's own modules on the same files. */
class HtpasswdTest {

    private static final Charset LATIN_1 = StandardCharsets.ISO_8859_1;
    private static final Charset UTF_8 = StandardCharsets.UTF_8;
    private static final String LONG = "0123456789".repeat(10);
    private static final String NAME = "postern.auth.htpasswd";

    @RegisterExtension
    static final TestSite SITE = new TestSite().server("""
            LoadModule auth_basic_module /usr/lib/apache2/modules/mod_auth_basic.so
            LoadModule authn_file_module /usr/lib/apache2/modules/mod_authn_file.so
            LoadModule authz_user_module /usr/lib/apache2/modules/mod_authz_user.so
            LoadModule authz_groupfile_module /usr/lib/apache2/modules/mod_authz_groupfile.so
            <Directory @ROOT@/httpd>
                AuthType Basic
                AuthName httpd
                AuthUserFile @FOLDER@/users
                AuthGroupFile @FOLDER@/groups
            </Directory>
            <Directory @ROOT@/httpd/all>
                Require valid-user
            </Directory>
            <Directory @ROOT@/httpd/users>
                Require user ann "John Doe"
            </Directory>
            <Directory @ROOT@/httpd/groups>
                Require group admins editors
            </Directory>
            <Directory @ROOT@/httpd/any>
                Require user ann
                Require group editors
            </Directory>
            <Directory @ROOT@/httpd/java>
                Require valid-user
                Use JavaAuthzHandler postern.auth.htpasswd
                Use JavaOption AuthRequire "user ann"
            </Directory>
            """);

    /** Users with their passwords, as bytes. */
    private static final Map<String, byte[]> USERS = new LinkedHashMap<>();

    private static final ByteArrayOutputStream LINES = new ByteArrayOutputStream();

    private static void user(String name, byte[] password, String hash) {
        USERS.put(name, password);
        LINES.writeBytes((name + ":" + hash + "\n").getBytes(LATIN_1));
    }

    private static String bcrypt(BCrypt.Version version, byte[] password) {
        byte[] hash =
                BCrypt.with(version, LongPasswordStrategies.truncate(version)).hash(4, password);
        return new String(hash, StandardCharsets.US_ASCII);
    }

    private static String sha1(byte[] password) throws Exception {
        return "{SHA}"
                + Base64.getEncoder()
                        .encodeToString(MessageDigest.getInstance("SHA-1").digest(password));
    }

    /** One user for each way to write a hash. */
    private static void users(String suffix, byte[] password) throws Exception {
        user("a" + suffix, password, bcrypt(BCrypt.Version.VERSION_2A, password));
        user("b" + suffix, password, bcrypt(BCrypt.Version.VERSION_2B, password));
        user("y" + suffix, password, bcrypt(BCrypt.Version.VERSION_2Y, password));
        user("apr" + suffix, password, Md5Crypt.apr1Crypt(password.clone()));
        user("md5" + suffix, password, Md5Crypt.md5Crypt(password.clone()));
        user("sha256" + suffix, password, Sha2Crypt.sha256Crypt(password.clone()));
        user("sha512" + suffix, password, Sha2Crypt.sha512Crypt(password.clone(), "$6$rounds=1500$salted"));
        user("sha1" + suffix, password, sha1(password));
        user("des" + suffix, password, UnixCrypt.crypt(password.clone()));
    }

    @BeforeAll
    static void files() throws Exception {
        LINES.writeBytes("# joined:\\\nhidden:{SHA}3tmC5wLge7e27/r9w1PbP+FyyD8=\n\n  # indented\n".getBytes(LATIN_1));
        List<String> passwords = List.of(
                "", "a", "spam and eggs", "with:colon", "12345678", LONG.substring(0, 71), LONG.substring(0, 72), LONG);
        for (int i = 0; i < passwords.size(); i++) {
            users("-" + i, passwords.get(i).getBytes(LATIN_1));
        }
        users("-utf8", "Grüße €".getBytes(UTF_8));
        users("-latin1", "Grüße".getBytes(LATIN_1));
        byte[] spam = "spam".getBytes(LATIN_1);
        user("plain", spam, "spam");
        user("thirteen", spam, "spamspamspam1");
        user("broken", spam, "$2y$04$short");
        user("yescrypt", spam, "$y$j75$saltsalt$4MI6XNRjLdJ1DhGM9RS15UU960OKtYlNoL8YSGDtj35");
        user("empty", spam, "");
        user("hidden", spam, "x");
        user("twice", spam, sha1(spam));
        user("twice", spam, sha1("other".getBytes(LATIN_1)));
        user("more", spam, sha1(spam) + ":extra:fields");
        user("  blanks", spam, sha1(spam) + " \t\r");
        user("John Doe", spam, sha1(spam));
        user("ann", spam, sha1(spam));
        user("joe", spam, sha1(spam));
        user("jörg", spam, sha1(spam));
        user(new String("jürgen".getBytes(UTF_8), LATIN_1), spam, sha1(spam));
        LINES.writeBytes("nocolon\njoined\\\n:{SHA}3tmC5wLge7e27/r9w1PbP+FyyD8=\n".getBytes(LATIN_1));
        USERS.put("joined", spam);
        USERS.put("nocolon", spam);
        USERS.put("nobody", spam);
        USERS.put("blanks", spam);
        Files.write(SITE.folder().resolve("users"), LINES.toByteArray());
        Files.write(SITE.folder().resolve("groups"), """
                # admins: joe
                admins : ann 'John Doe' jörg

                others: joe more twice
                  editors: apr-1   "twice"
                editors: b-2 \\
                  y-3
                nobodies:
                """.getBytes(LATIN_1));
        for (String folder : List.of("all", "users", "groups", "any")) {
            SITE.file("httpd/" + folder + "/page.txt", "page");
        }
        SITE.file("httpd/java/page.txt", "page");
        guarded("all", "Use JavaHandlerModule " + NAME);
        guarded("users", "Use JavaHandlerModule " + NAME, "Use JavaOption AuthRequire \"user ann \\\"John Doe\\\"\"");
        guarded("groups", "Use JavaAuthenHandler " + NAME, "Use JavaOption AuthRequire \"group admins editors\"");
        guarded("any", "Use JavaHandlerModule " + NAME, "Use JavaOption AuthRequire \"user ann; group editors\"");
    }

    /** A folder with a page. */
    private static void guarded(String folder, String... directives) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                "Use JavaOption AuthUserFile " + SITE.folder() + "/users",
                "Use JavaOption AuthGroupFile " + SITE.folder() + "/groups"));
        all.addAll(List.of(directives));
        SITE.file("java/" + folder + "/page.txt", "page");
        SITE.file("java/" + folder + "/.htaccess", String.join("\n", all) + "\n");
    }

    private static String credentials(String user, byte[] password) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes((user + ":").getBytes(LATIN_1));
        bytes.writeBytes(password);
        return "Authorization: Basic " + Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    private static Answer get(String path, String user, String password) throws IOException {
        return SITE.get(path, credentials(user, password.getBytes(UTF_8)));
    }

    /** The password itself, and some that are nearly it. */
    private static List<byte[]> tries(byte[] password) {
        String text = new String(password, LATIN_1);
        Set<String> tries = new TreeSet<>(List.of(text, text + "x", "", "x" + text));
        tries.add(text.substring(0, Math.max(0, text.length() - 1)));
        tries.add(text.substring(0, Math.min(8, text.length())));
        return tries.stream().map(each -> each.getBytes(LATIN_1)).toList();
    }

    @Test
    void eachUser_eachHash_eachPassword_asHttpdAnswers() throws IOException {
        List<String> different = new ArrayList<>();
        int in = 0;
        for (Map.Entry<String, byte[]> user : USERS.entrySet()) {
            for (byte[] password : tries(user.getValue())) {
                String credentials = credentials(user.getKey(), password);
                int httpd = SITE.get("/httpd/all/page.txt", credentials).status();
                int java = SITE.get("/java/all/page.txt", credentials).status();
                in += java == 200 ? 1 : 0;
                if (httpd != java) {
                    different.add(user.getKey() + ":" + new String(password, LATIN_1) + " " + httpd + ", here " + java);
                }
            }
        }
        assertEquals(List.of("yescrypt:spam 200, here 401"), different, "no library here knows yescrypt");
        assertTrue(in > 100, "only " + in + " came in");
    }

    @ParameterizedTest
    @ValueSource(strings = {"users", "groups", "any"})
    void whoMayEnter_isAsHttpdSays(String folder) throws IOException {
        Set<Integer> answers = new TreeSet<>();
        for (Map.Entry<String, byte[]> user : USERS.entrySet()) {
            String credentials = credentials(user.getKey(), user.getValue());
            int httpd = SITE.get("/httpd/" + folder + "/page.txt", credentials).status();
            if (!user.getKey().equals("yescrypt")) {
                assertEquals(
                        httpd,
                        SITE.get("/java/" + folder + "/page.txt", credentials).status(),
                        user.getKey());
            }
            answers.add(httpd);
        }
        assertEquals(Set.of(200, 401), answers);
    }

    @Test
    void nobodyWithoutCredentials() throws IOException {
        for (String header : List.of(
                "X: y",
                "Authorization: Basic",
                "Authorization: Basic ",
                "Authorization: Basic !!!!",
                "Authorization: Bearer abc",
                credentials("", "spam".getBytes(UTF_8)),
                "Authorization: Basic YW5u",
                credentials("ann", "spam\0".getBytes(UTF_8)),
                credentials("ann\0", "spam".getBytes(UTF_8)))) {
            Answer answer = SITE.get("/java/all/page.txt", header);
            assertEquals(401, answer.status(), header);
            assertEquals("Basic realm=\"localhost\"", answer.header("WWW-Authenticate"));
        }
    }

    @Test
    void authzHandler_decidesOnUsersOfHttpd() throws IOException {
        assertEquals(200, get("/httpd/java/page.txt", "ann", "spam").status());
        Answer refused = get("/httpd/java/page.txt", "joe", "spam");
        assertEquals(401, refused.status());
        assertNotNull(refused.header("WWW-Authenticate"));
    }

    @Test
    void unknownUser_isForTheNextHandler_wrongPasswordIsNot() throws IOException {
        SITE.file("lib/second.java", """
                import static org.postern.api.Apache.*;
                import org.postern.api.Request;
                int authenHandler(Request req) { return "open".equals(req.getBasicAuthPw()) ? OK : DECLINED; }
                """);
        guarded("list", "Use JavaRoot " + SITE.root() + "/lib", "Use JavaAuthenHandler \"" + NAME + " second\"");
        assertEquals(200, get("/java/list/page.txt", "stranger", "open").status());
        assertEquals(401, get("/java/list/page.txt", "stranger", "shut").status());
        assertEquals(401, get("/java/list/page.txt", "ann", "open").status());
        assertEquals(200, get("/java/list/page.txt", "ann", "spam").status());
    }

    @Test
    void aChangedFile_holdsFromTheNextRequestOn_howeverSoonAndAlike() throws Exception {
        guarded(
                "changing",
                "Use JavaOption AuthUserFile " + SITE.folder() + "/changing",
                "Use JavaHandlerModule " + NAME);
        for (int i = 0; i < 100; i++) {
            Files.writeString(
                    SITE.folder().resolve("changing"), "ann:" + sha1(("spam" + i % 10).getBytes(UTF_8)) + "\n");
            assertEquals(
                    200, get("/java/changing/page.txt", "ann", "spam" + i % 10).status(), "change " + i);
            assertEquals(
                    401,
                    get("/java/changing/page.txt", "ann", "spam" + (i + 9) % 10).status(),
                    "change " + i);
        }
    }

    @Test
    void plainText_isRefused_andTheLogSaysSo() throws IOException {
        Files.writeString(SITE.folder().resolve("plain"), "# mine\njoe:secret\nann:secret:x\n");
        guarded("plain", "Use JavaOption AuthUserFile " + SITE.folder() + "/plain", "Use JavaHandlerModule " + NAME);
        SITE.log().clear();
        assertEquals(401, get("/java/plain/page.txt", "joe", "secret").status());
        assertEquals(401, get("/java/plain/page.txt", "ann", "secret").status());
        List<String> told = SITE.logged("PN0510");
        assertEquals(1, told.size(), told.toString());
        assertTrue(told.get(0).contains("user joe in line 2, the first of 2"), told.get(0));
        assertFalse(told.get(0).contains("secret"), told.get(0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Use JavaOption AuthUserFile \"\"                | PN0508 JavaOption AuthUserFile: not set",
                "Use JavaOption AuthUserFile users               | PN0508 JavaOption AuthUserFile \"users\" (expected: the absolute path",
                "Use JavaOption AuthUserFile /nowhere/users      | PN0509 /nowhere/users cannot be read: there is no such file",
                "Use JavaOption AuthRequre \"user nobody\"      | PN0508 JavaOption AuthRequre \"user nobody\" (expected: one of AuthRequire, ",
                "Use JavaOption AuthUserFile /tmp                | PN0509 /tmp cannot be read: it is no regular file",
                "Use JavaOption AuthRequire \"users ann\"        | PN0508 JavaOption AuthRequire \"users ann\" (expected: valid-user",
                "Use JavaOption AuthRequire \"user\"             | PN0508 JavaOption AuthRequire \"user\"",
                "Use JavaOption AuthRequire \"valid-user ann\"   | PN0508 JavaOption AuthRequire",
                "Use JavaOption AuthRequire \"user \\\"ann\"     | PN0508 JavaOption AuthRequire",
                "Use JavaOption AuthRequire \";\"                | PN0508 JavaOption AuthRequire",
                "Use JavaOption AuthRequire \"group a\"\\nUse JavaOption AuthGroupFile \"\"| PN0508 JavaOption AuthGroupFile: not set",
                "Use JavaOption AuthRequire \"group a\"\\nUse JavaOption AuthGroupFile /no | PN0509 /no cannot be read"
            })
    void whatCannotWork_letsNobodyIn(String directives, String told) throws IOException {
        guarded("wrong", "Use JavaHandlerModule " + NAME, directives.replace("\\n", "\n"));
        SITE.log().clear();
        assertEquals(500, get("/java/wrong/page.txt", "ann", "spam").status());
        assertEquals(1, SITE.logged(told).size(), SITE.log().lines().toString());
    }

    @Test
    void aNameThatPosternLacks_isA500_thatNamesThoseThereAre() throws IOException {
        guarded("misspelt", "Use JavaAuthenHandler postern.auth.htpaswd");
        assertEquals(500, get("/java/misspelt/page.txt", "ann", "spam").status());
        String line = SITE.logged("PN0422").get(0);
        assertTrue(line.contains("postern.servlet); did you mean \"postern.auth.htpasswd\"?"), line);
    }

    @Test
    void aMemberThatItLacks_isA500() throws IOException {
        guarded("member", "Use JavaAccessHandler " + NAME);
        assertEquals(500, get("/java/member/page.txt", "ann", "spam").status());
        assertEquals(
                1,
                SITE.logged("PN0402 " + NAME + " contains no 'accessHandler'").size());
    }

    /** They are there for handlers of users; what they themselves use of the daemon is not. */
    @ParameterizedTest
    @CsvSource({
        "org.postern.handlers.Htpasswd, true",
        "org.postern.api.Request, true",
        "org.postern.api.spi.Host, false",
        "org.postern.daemon.password.HttpdPasswordFiles, false",
        "at.favre.lib.crypto.bcrypt.BCrypt, false"
    })
    void whatHandlersSee(String type, boolean seen) throws IOException {
        SITE.handler(
                "sight",
                "try { Class.forName(req.args()); req.write(\"true\"); }"
                        + " catch (ClassNotFoundException e) { req.write(\"false\"); } return OK;");
        assertEquals(String.valueOf(seen), SITE.get("/sight/?" + type).body());
    }

    @Test
    void noFileTakesItsPlace_andWithJavaCodeOffItRuns() throws IOException {
        SITE.file("java/own/postern/auth/htpasswd.java", """
                import static org.postern.api.Apache.*;
                import org.postern.api.Request;
                int authenHandler(Request req) { req.user("anybody"); return OK; }
                """);
        guarded(
                "own",
                "Use JavaRoot " + SITE.root() + "/java/own",
                "Use JavaCode Off",
                "Use JavaHandlerModule " + NAME);
        assertEquals(401, SITE.get("/java/own/page.txt").status());
        assertEquals(200, get("/java/own/page.txt", "ann", "spam").status());
    }
}

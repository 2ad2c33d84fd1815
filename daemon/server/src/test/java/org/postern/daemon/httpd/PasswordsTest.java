package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Base64;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.daemon.kit.TestSite;

/** {@code Passwords}, as handlers call it. */
class PasswordsTest {

    @RegisterExtension
    static final TestSite SITE = new TestSite().server("""
            LoadModule auth_basic_module /usr/lib/apache2/modules/mod_auth_basic.so
            LoadModule authn_file_module /usr/lib/apache2/modules/mod_authn_file.so
            LoadModule authz_user_module /usr/lib/apache2/modules/mod_authz_user.so
            <Directory @ROOT@/httpd>
                AuthType Basic
                AuthName httpd
                AuthUserFile @FOLDER@/users
                Require valid-user
            </Directory>
            """);

    @BeforeAll
    static void handlers() throws IOException {
        SITE.handler("p", """
                String password = req.form().getfirst("password", "");
                String hash = req.form().getfirst("hash");
                try {
                    req.write(switch (req.form().getfirst("do", "")) {
                        case "hash" -> Passwords.hash(password);
                        case "verify" -> String.valueOf(Passwords.verify(password, hash));
                        default -> String.valueOf(Passwords.needsRehash(hash));
                    });
                } catch (IllegalArgumentException e) {
                    req.write(e.getMessage());
                }
                return OK;""");
    }

    private static String ask(String what, String password, String hash) throws IOException {
        return SITE.get("/p/?do=" + what + "&password=" + encoded(password)
                        + (hash == null ? "" : "&hash=" + encoded(hash)))
                .body();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"spam", "Grüße €", "012345678901234567890123456789012345678901234567890123456789012345678901"})
    void hash_isAnotherEachTime_andHttpdKnowsIt(String password) throws IOException {
        String hash = ask("hash", password, null);
        assertTrue(hash.matches("\\$2y\\$12\\$.{53}"), hash);
        assertFalse(hash.equals(ask("hash", password, null)));
        assertEquals("true", ask("verify", password, hash));
        assertEquals("false", ask("verify", password.substring(1), hash));
        assertEquals("false", ask("needsRehash", "", hash));
        SITE.file("httpd/page.txt", "page");
        Files.writeString(SITE.folder().resolve("users"), "ann:" + hash + "\n");
        byte[] credentials = ("ann:" + password).getBytes(StandardCharsets.UTF_8);
        assertEquals(
                200,
                SITE.get(
                                "/httpd/page.txt",
                                "Authorization: Basic " + Base64.getEncoder().encodeToString(credentials))
                        .status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0123456789012345678901234567890123456789012345678901234567890123456789012", "nul\0"})
    void passwordThatWouldBeCutOrIsNone_isNotHashed(String password) throws IOException {
        String told = ask("hash", password, null);
        assertEquals(
                "password of " + password.length()
                        + " characters that cannot be hashed (expected: 1 to 72 bytes of UTF-8 without NUL)",
                told);
    }

    @ParameterizedTest
    @CsvSource({
        "spam, {SHA}3tmC5wLge7e27/r9w1PbP+FyyD8=, true, true",
        "ham, {SHA}3tmC5wLge7e27/r9w1PbP+FyyD8=, false, true",
        "rasmuslerdorf, $2a$07$usesomesillystringfore2uDLvp1Ii2e./U9C8sBjqp8I90dH6hi, true, true",
        "rasmuslerdorf, rl.3StKT.4T8M, true, true"
    })
    void formatsOfHtpasswd_areCompared_andMadeAnew(String password, String hash, String right, String rehash)
            throws IOException {
        assertEquals(right, ask("verify", password, hash));
        assertEquals(rehash, ask("needsRehash", "", hash));
    }

    @Test
    void noHash_isFalse_anUnknownOneIsAnError_thatDoesNotTellIt() throws IOException {
        assertEquals("false", ask("verify", "spam", null));
        assertEquals(
                "hash of 5 characters, in no format that is known (expected: one of bcrypt, apr1, SHA, crypt)",
                ask("verify", "spam", "plain"));
    }

    @Test
    void nulAndHugePasswords_areNobodys() throws IOException {
        String ofEmpty = "{SHA}2jmj7l5rSw0yVb/vlWAYkK/YBwk=";
        assertEquals("true", ask("verify", "", ofEmpty));
        assertEquals("false", ask("verify", "\0", ofEmpty));
        assertEquals("false", ask("verify", "x".repeat(4097), ofEmpty));
    }
}

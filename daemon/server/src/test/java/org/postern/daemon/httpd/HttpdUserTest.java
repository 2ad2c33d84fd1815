package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postern.daemon.kit.TestSite;

/** Users whom httpd itself has authenticated: believed from a peer that shows who it is, by a secret or by a unix socket. */
class HttpdUserTest {

    /** joe's password is spam. */
    private static final String JOE = "joe:{SHA}3tmC5wLge7e27/r9w1PbP+FyyD8=";

    @ParameterizedTest
    @CsvSource({
        "unix:@FOLDER@/ajp.sock, @FOLDER@/secret, joe Basic, 0",
        "unix:@FOLDER@/ajp.sock, '', joe Basic, 0",
        "127.0.0.1:0, @FOLDER@/secret, joe Basic, 0",
        "127.0.0.1:0, '', null null, 1"
    })
    void httpdsUser_isBelieved_fromAPeerThatShowsWhoItIs(String listen, String secret, String seen, int warnings)
            throws Exception {
        TestSite site = site().setting("ajp.listen", listen).setting("ajp.secret-file", secret);
        site.start();
        try {
            site.file("users", JOE + "\n");
            site.page("who", "req.user() + \" \" + req.apAuthType()");
            assertEquals(401, site.get("/who/").status());
            assertEquals(401, site.get("/who/", credentials("joe:ham")).status());
            assertEquals(seen, site.get("/who/", credentials("joe:spam")).body());
            assertEquals(warnings, site.logged("PN0209").size());
        } finally {
            site.close();
        }
    }

    private static TestSite site() {
        return new TestSite().server("""
                LoadModule auth_basic_module /usr/lib/apache2/modules/mod_auth_basic.so
                LoadModule authn_file_module /usr/lib/apache2/modules/mod_authn_file.so
                LoadModule authz_user_module /usr/lib/apache2/modules/mod_authz_user.so
                <Location "/who">
                    AuthType Basic
                    AuthName Who
                    AuthUserFile @ROOT@/users
                    Require valid-user
                </Location>
                """);
    }

    private static String credentials(String userAndPassword) {
        return "Authorization: Basic "
                + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
    }
}

package org.postern.handlers;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;
import org.postern.api.Request;
import org.postern.api.spi.Host;
import org.postern.api.spi.PasswordFiles;

/** Who knows the users and their passwords. */
sealed interface Users {

    /** Names them; who has logged in with some has not with others. */
    String source();

    /** Whether this is the user's password. */
    boolean check(Request req, String user, String password) throws Exception;

    /** What has to be as it was at the login; null if the user is none any more. */
    @Nullable
    String mark(String user);

    /** Those of the options. */
    static Users of(Request req) {
        OwnMethod method = OwnMethod.of(req, "AuthFormCheck", boolean.class, Request.class, String.class, String.class);
        return method != null ? new OfMethod(method) : new OfFile(Htpasswd.path(req, "AuthUserFile"));
    }

    /** Those of a file that htpasswd writes; whose entry has changed has to log in again. */
    record OfFile(String path) implements Users {

        /** Longer ones are nobody's, and some formats take the longer for them. */
        private static final int MOST_BYTES = 4096;

        @Override
        public String source() {
            return "file " + path;
        }

        @Override
        public boolean check(Request req, String user, String password) {
            byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
            boolean sound = password.indexOf('\0') < 0 && bytes.length <= MOST_BYTES;
            PasswordFiles.Answer answer = Host.current().passwordFiles().check(path, user, sound ? bytes : new byte[0]);
            return answer == PasswordFiles.Answer.RIGHT && sound;
        }

        @Override
        public @Nullable String mark(String user) {
            return Host.current().passwordFiles().mark(path, user);
        }
    }

    /** Those whom a method of the site knows; it is asked at the login. */
    record OfMethod(OwnMethod method) implements Users {

        @Override
        public String source() {
            return "method " + method.root() + " " + method.text();
        }

        @Override
        public boolean check(Request req, String user, String password) throws Exception {
            return Boolean.TRUE.equals(method.call(req, user, password));
        }

        @Override
        public String mark(String user) {
            return "";
        }
    }
}

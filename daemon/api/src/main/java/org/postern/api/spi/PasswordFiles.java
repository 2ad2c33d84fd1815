package org.postern.api.spi;

import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Files of users and groups in httpd's formats. What they say is what is on disk now. A file that cannot be read ends the request with
 * a 500. Safe for any thread.
 */
public interface PasswordFiles {

    /** What a file of users says of a password. */
    enum Answer {
        /** It is the user's. */
        RIGHT,
        /** It is not. */
        WRONG,
        /** The file does not have the user; it takes as long to say so as to say that a password is wrong. */
        UNKNOWN_USER
    }

    /**
     * Whether a password is the one of which the file has a hash.
     *
     * @param path of a file of users, absolute
     * @param password as the client sent it
     */
    Answer check(String path, String user, byte[] password);

    /**
     * What tells whether a user is who he was: another text once the password is changed; null if the file has nobody of this name, or
     * nobody who can come in.
     *
     * @param path of a file of users, absolute
     */
    @Nullable
    String mark(String path, String user);

    /**
     * The groups of a user.
     *
     * @param path of a file of groups, absolute
     */
    Set<String> groups(String path, String user);
}

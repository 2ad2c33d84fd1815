package org.postern.api;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;
import org.postern.api.spi.Host;
import org.postern.api.spi.PasswordHashes;

/**
 * Hashes of passwords, for sites that keep their users themselves.
 *
 * <pre>{@code
 * String hash = Passwords.hash(password);           // to store
 * if (Passwords.verify(password, hash)) {           // at login
 *     if (Passwords.needsRehash(hash)) {            // an old one: store a new one while the password is at hand
 * }</pre>
 *
 * <p>Each call takes a good part of a second of one processor, which is what makes a stolen hash hard to turn into a password. So limit
 * how often visitors may try.
 */
public final class Passwords {

    /** How many bytes of UTF-8 a password has at most: the format looks at no more. */
    public static final int MAX_BYTES = 72;

    /** Longer ones are nobody's, and some formats take the longer for them. */
    private static final int COMPARED_BYTES = 4096;

    private Passwords() {}

    /**
     * A hash to store: bcrypt ({@code $2y$}), another one each time, which may also stand in a file that {@code htpasswd} writes.
     *
     * @throws IllegalArgumentException if the password is empty, longer than {@link #MAX_BYTES}, or has a NUL or half a character in it
     */
    public static String hash(String password) {
        byte[] bytes = bytes(password);
        if (bytes == null || bytes.length == 0 || bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "password of " + password.length() + " characters that cannot be hashed (expected: 1 to "
                            + MAX_BYTES + " bytes of UTF-8 without NUL)");
        }
        return hashes().hash(bytes);
    }

    /**
     * Whether a hash is that of a password. Takes the formats that {@code htpasswd} and crypt(3) write: bcrypt, {@code $apr1$},
     * {@code {SHA}}, {@code $1$}, {@code $5$}, {@code $6$} and DES.
     *
     * @param hash null where there is no such user: it is false then, and takes as long as for one whose hash is new
     * @throws IllegalArgumentException if the hash is in none of these formats
     */
    public static boolean verify(String password, @Nullable String hash) {
        byte[] bytes = bytes(password);
        boolean sound = bytes != null && bytes.length <= COMPARED_BYTES;
        byte[] compared = bytes != null && sound ? bytes : new byte[0];
        if (hash == null) {
            hashes().waste(compared);
            return false;
        }
        if (!hashes().isKnown(hash)) {
            throw new IllegalArgumentException("hash of " + hash.length()
                    + " characters, in no format that is known (expected: one of bcrypt, apr1, SHA, crypt)");
        }
        return hashes().verify(compared, hash) && sound;
    }

    /** Whether {@link #hash} would make a stronger one today: another format, or more work. */
    public static boolean needsRehash(String hash) {
        return hashes().needsRehash(hash);
    }

    private static PasswordHashes hashes() {
        return Host.current().passwordHashes();
    }

    /** What is hashed; null if no password is like that: hashes end at a NUL, and halves of characters would all be alike. */
    private static byte @Nullable [] bytes(String password) {
        if (password.indexOf('\0') >= 0) {
            return null;
        }
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(password));
            return Arrays.copyOf(bytes.array(), bytes.limit());
        } catch (CharacterCodingException halfACharacter) {
            return null;
        }
    }
}

package org.postern.daemon.password;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import org.apache.commons.codec.digest.Md5Crypt;
import org.apache.commons.codec.digest.Sha2Crypt;
import org.apache.commons.codec.digest.UnixCrypt;

/** How hashes of passwords are written: those that htpasswd makes, and those of crypt(3) that httpd takes too. */
enum HashFormat {
    /** Looks at 72 bytes of a password, and so does httpd. */
    BCRYPT("\\$2[aby]\\$(?:0[4-9]|[12]\\d|3[01])\\$[./0-9A-Za-z]{53}") {
        @Override
        boolean matches(byte[] password, String hash) {
            return BCrypt.verifyer(
                            BCrypt.Version.VERSION_2Y, LongPasswordStrategies.truncate(BCrypt.Version.VERSION_2Y))
                    .verify(password, hash.getBytes(StandardCharsets.US_ASCII))
                    .verified;
        }
    },
    APR1("\\$apr1\\$[./0-9A-Za-z]{1,8}\\$[./0-9A-Za-z]{22}") {
        @Override
        boolean matches(byte[] password, String hash) {
            return same(Md5Crypt.apr1Crypt(password, hash), hash);
        }
    },
    MD5("\\$1\\$[./0-9A-Za-z]{1,8}\\$[./0-9A-Za-z]{22}") {
        @Override
        boolean matches(byte[] password, String hash) {
            return same(Md5Crypt.md5Crypt(password, hash), hash);
        }
    },
    SHA256("\\$5\\$(?:rounds=\\d{4,9}\\$)?[./0-9A-Za-z]{1,16}\\$[./0-9A-Za-z]{43}") {
        @Override
        boolean matches(byte[] password, String hash) {
            return same(Sha2Crypt.sha256Crypt(password, hash), hash);
        }
    },
    SHA512("\\$6\\$(?:rounds=\\d{4,9}\\$)?[./0-9A-Za-z]{1,16}\\$[./0-9A-Za-z]{86}") {
        @Override
        boolean matches(byte[] password, String hash) {
            return same(Sha2Crypt.sha512Crypt(password, hash), hash);
        }
    },
    SHA1("\\{SHA\\}[+/0-9A-Za-z]{27}=") {
        @Override
        boolean matches(byte[] password, String hash) {
            try {
                byte[] digest = MessageDigest.getInstance("SHA-1").digest(password);
                return same("{SHA}" + Base64.getEncoder().encodeToString(digest), hash);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has SHA-1", e);
            }
        }
    },
    /** Looks at 8 bytes of a password. */
    DES("[./0-9A-Za-z]{13}") {
        @Override
        boolean matches(byte[] password, String hash) {
            return same(UnixCrypt.crypt(password, hash), hash);
        }
    };

    private final Pattern form;

    HashFormat(String form) {
        this.form = Pattern.compile(form);
    }

    /** The format in which a hash is written; empty if it is in none, or is no hash. */
    static Optional<HashFormat> of(String hash) {
        return Arrays.stream(values()).filter(format -> format.isOf(hash)).findFirst();
    }

    /** Whether a hash is written in this format. */
    boolean isOf(String hash) {
        return form.matcher(hash).matches();
    }

    /** Whether a hash of this format is that of a password, which may be overwritten. */
    abstract boolean matches(byte[] password, String hash);

    /** Takes as long for a wrong hash as for a right one. */
    private static boolean same(String made, String hash) {
        return MessageDigest.isEqual(
                made.getBytes(StandardCharsets.ISO_8859_1), hash.getBytes(StandardCharsets.ISO_8859_1));
    }
}

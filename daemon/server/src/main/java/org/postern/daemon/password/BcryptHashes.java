package org.postern.daemon.password;

import java.nio.charset.StandardCharsets;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import org.postern.api.spi.PasswordHashes;

/** Makes bcrypt hashes, and compares with those of every {@link HashFormat}. */
public final class BcryptHashes implements PasswordHashes {

    /** Two to this are the rounds: about a fifth of a second on a processor of 2025. */
    static final int COST = 12;

    /** That of a password that nobody knows. */
    private static final String NOBODYS = "$2y$" + COST + "$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234";

    @Override
    public String hash(byte[] password) {
        byte[] hash = BCrypt.with(BCrypt.Version.VERSION_2Y, LongPasswordStrategies.strict(BCrypt.Version.VERSION_2Y))
                .hash(COST, password);
        return new String(hash, StandardCharsets.US_ASCII);
    }

    @Override
    public boolean isKnown(String hash) {
        return HashFormat.of(hash).isPresent();
    }

    @Override
    public boolean verify(byte[] password, String hash) {
        return HashFormat.of(hash).orElseThrow().matches(password.clone(), hash);
    }

    @Override
    public void waste(byte[] password) {
        verify(password, NOBODYS);
    }

    @Override
    public boolean needsRehash(String hash) {
        return !HashFormat.BCRYPT.isOf(hash) || Integer.parseInt(hash.substring(4, 6)) < COST;
    }
}

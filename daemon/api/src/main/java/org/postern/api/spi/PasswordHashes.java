package org.postern.api.spi;

/** Makes hashes of passwords, and compares them. Safe for any thread. */
public interface PasswordHashes {

    /** A new hash, of the format that is preferred now; takes a good part of a second on purpose. */
    String hash(byte[] password);

    /** Whether a hash is one in a format that is known. */
    boolean isKnown(String hash);

    /**
     * Whether a password is the one of which this is a hash.
     *
     * @param hash in a format that is known
     */
    boolean verify(byte[] password, String hash);

    /** Takes as long as to compare with a hash that {@link #hash} has made. */
    void waste(byte[] password);

    /** Whether {@link #hash} would make a stronger one today. */
    boolean needsRehash(String hash);
}

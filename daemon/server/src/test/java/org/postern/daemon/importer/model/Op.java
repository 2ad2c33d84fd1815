package org.postern.daemon.importer.model;

import java.util.List;
import java.util.Random;

/**
 * One thing that somebody does to the files. What it comes to depends on what lies there; so a list of these can be shortened and still
 * means something.
 */
public record Op(Kind kind, long seed) {

    /** What is done; of several kinds the rarer ones stand here once. */
    public enum Kind {
        EDIT(24),
        FLAW(8),
        MEND(12),
        DELETE(5),
        CREATE(9),
        MOVE(5),
        TOUCH(3),
        REVERT(8),
        DATA(6),
        FLIP(3),
        STORE(4),
        AWAY(3),
        /** A method is renamed, and with it those who call it. */
        RENAME(6),
        /** A few files at once. */
        MANY(8),
        /** Whatever is broken is mended. */
        HEAL(0);

        private final int weight;

        Kind(int weight) {
            this.weight = weight;
        }
    }

    /** Whether it may be of several modules. */
    public boolean isOfSeveral() {
        return kind == Kind.MANY || kind == Kind.RENAME || kind == Kind.HEAL || kind == Kind.DATA;
    }

    public static Op random(Random random) {
        int total =
                List.of(Kind.values()).stream().mapToInt(kind -> kind.weight).sum();
        int at = random.nextInt(total);
        for (Kind kind : Kind.values()) {
            at -= kind.weight;
            if (at < 0) {
                return new Op(kind, random.nextLong());
            }
        }
        throw new IllegalStateException("weights");
    }
}

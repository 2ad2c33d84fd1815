package org.postern.daemon.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

import org.apache.commons.text.similarity.LevenshteinDistance;

/** What somebody may have meant who wrote a name that nobody knows. */
public final class Spelling {

    private static final int MISTAKES = 3;

    private Spelling() {}

    /** The known name that is most like another one, if it is like it at all. */
    public static Optional<String> nearest(String name, Collection<String> known) {
        LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
        return known.stream()
                .min(Comparator.comparing(candidate -> distance.apply(candidate, name)))
                .filter(candidate -> distance.apply(candidate, name) <= MISTAKES);
    }
}

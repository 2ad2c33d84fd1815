package org.postern.daemon.config;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.postern.ajp.AjpFields;

/**
 * What of a request's attributes decides on its plan: the directives, and where blocks begin. Looks at the request's own attributes, and
 * {@link #kept} makes one that does not hold on to them.
 */
final class PlanKey {

    private final AjpFields fields;
    private final boolean included;
    private final int hash;

    PlanKey(AjpFields fields, String protocol) {
        this(fields, protocol.equals("INCLUDED"));
    }

    private PlanKey(AjpFields fields, boolean included) {
        this.fields = fields;
        this.included = included;
        this.hash = hash(fields, included);
    }

    /** The same, of its own. */
    PlanKey kept() {
        List<String> pairs = new ArrayList<>();
        for (int i = next(fields, 0); i < fields.size(); i = next(fields, i + 1)) {
            pairs.add(fields.name(i));
            pairs.add(isPlace(fields.name(i)) ? "" : fields.value(i));
        }
        return new PlanKey(AjpFields.of(pairs.toArray(String[]::new)), included);
    }

    private static int hash(AjpFields fields, boolean included) {
        int hash = Boolean.hashCode(included);
        for (int i = next(fields, 0); i < fields.size(); i = next(fields, i + 1)) {
            hash = 31 * hash + fields.name(i).hashCode();
            hash = isPlace(fields.name(i)) ? hash : 31 * hash + fields.value(i).hashCode();
        }
        return hash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (!(other instanceof PlanKey key) || key.hash != hash || key.included != included) {
            return false;
        }
        int its = next(key.fields, 0);
        int mine = next(fields, 0);
        while (mine < fields.size() && its < key.fields.size()) {
            String name = fields.name(mine);
            if (!name.equals(key.fields.name(its))
                    || !isPlace(name) && !fields.value(mine).equals(key.fields.value(its))) {
                return false;
            }
            mine = next(fields, mine + 1);
            its = next(key.fields, its + 1);
        }
        return mine == fields.size() && its == key.fields.size();
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** The first attribute from {@code i} on that counts; the number of attributes if there is none. */
    private static int next(AjpFields fields, int i) {
        int next = i;
        while (next < fields.size() && !counts(fields.name(next))) {
            next++;
        }
        return next;
    }

    private static boolean counts(String name) {
        return name.startsWith(Blocks.PREFIX)
                || isPlace(name)
                || name.equals(Blocks.BEGIN)
                || name.equals(Blocks.FOLDER);
    }

    /** Where it stands counts, not what it says. */
    private static boolean isPlace(String name) {
        return name.equals(Blocks.URI);
    }
}

package org.postern.api;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * Apache's table: text under text, in order of insertion, repeated keys kept, case of keys ignored.
 *
 * <p>Belongs to one thread at a time, as the request does to which it belongs. Keys and values must not hold CR, LF or NUL, since a
 * table may become headers: {@link IllegalArgumentException}.
 */
public final class Table implements Iterable<Map.Entry<String, String>> {

    private final List<Map.Entry<String, String>> entries;

    /** An empty table. */
    public Table() {
        this.entries = new ArrayList<>();
    }

    /** A table with the entries of {@code map}, in its order. */
    public Table(Map<String, String> map) {
        this();
        map.forEach(this::add);
    }

    /** The first value under {@code key}, or null. */
    public @Nullable String get(String key) {
        int i = indexOf(key, 0);
        return i < 0 ? null : entries.get(i).getValue();
    }

    /** The first value under {@code key}, or {@code other} where there is none. */
    public String get(String key, String other) {
        String value = get(key);
        return value == null ? other : value;
    }

    /** Every value under {@code key}, in order; an empty list where there is none. */
    public List<String> getAll(String key) {
        List<String> values = new ArrayList<>();
        for (int i = indexOf(key, 0); i >= 0; i = indexOf(key, i + 1)) {
            values.add(entries.get(i).getValue());
        }
        return values;
    }

    /** Makes {@code value} the one value under {@code key}; an entry that was there keeps its place and its key's spelling. */
    public void set(String key, String value) {
        int first = indexOf(key, 0);
        if (first < 0) {
            add(key, value);
            return;
        }
        entries.set(first, entry(entries.get(first).getKey(), value));
        for (int i = indexOf(key, first + 1); i >= 0; i = indexOf(key, i)) {
            entries.remove(i);
        }
    }

    /** Appends an entry, beside what is there under {@code key}. */
    public void add(String key, String value) {
        entries.add(entry(key, value));
    }

    /** {@link #set}s every entry of {@code map}. */
    public void update(Map<String, String> map) {
        map.forEach(this::set);
    }

    /** The first value under {@code key}, which is {@code value} from now on if there was none. */
    public String setdefault(String key, String value) {
        String there = get(key);
        if (there == null) {
            add(key, value);
        }
        return there == null ? value : there;
    }

    /** Appends {@code value} to the first value under {@code key}, with a comma and a blank between; without one, {@link #add}s it. */
    public void merge(String key, String value) {
        int i = indexOf(key, 0);
        if (i < 0) {
            add(key, value);
        } else {
            Map.Entry<String, String> there = entries.get(i);
            entries.set(i, entry(there.getKey(), there.getValue() + ", " + value));
        }
    }

    /** Removes every entry under {@code key}. */
    public void unset(String key) {
        entries.removeIf(entry -> entry.getKey().equalsIgnoreCase(key));
    }

    /** Whether there is an entry under {@code key}. */
    public boolean contains(String key) {
        return indexOf(key, 0) >= 0;
    }

    /** The keys in order, each once, in the spelling of its first entry. */
    public Set<String> keys() {
        Set<String> seen = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        Set<String> keys = new LinkedHashSet<>();
        for (Map.Entry<String, String> entry : entries) {
            if (seen.add(entry.getKey())) {
                keys.add(entry.getKey());
            }
        }
        return keys;
    }

    /** The values in order, those under repeated keys too. */
    public List<String> values() {
        return entries.stream().map(Map.Entry::getValue).toList();
    }

    /** A table of its own with the same entries. */
    public Table copy() {
        Table copy = new Table();
        copy.entries.addAll(entries);
        return copy;
    }

    /** How many entries there are, repeated keys counted each time. */
    public int size() {
        return entries.size();
    }

    /** Removes every entry. */
    public void clear() {
        entries.clear();
    }

    /** The entries in order; the iterator can remove, and fails if the table is changed meanwhile by other means. */
    @Override
    public Iterator<Map.Entry<String, String>> iterator() {
        return entries.iterator();
    }

    /** Same entries in the same order; keys compared without regard to case. */
    @Override
    public boolean equals(@Nullable Object other) {
        if (!(other instanceof Table table) || table.size() != size()) {
            return false;
        }
        for (int i = 0; i < entries.size(); i++) {
            Map.Entry<String, String> mine = entries.get(i);
            Map.Entry<String, String> its = table.entries.get(i);
            if (!mine.getKey().equalsIgnoreCase(its.getKey())
                    || !mine.getValue().equals(its.getValue())) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (Map.Entry<String, String> entry : entries) {
            hash = 31 * hash + hash(entry.getKey());
            hash = 31 * hash + entry.getValue().hashCode();
        }
        return hash;
    }

    /** The same for all keys that {@code equalsIgnoreCase} takes for one. */
    private static int hash(String key) {
        return key.codePoints()
                .map(c -> Character.toLowerCase(Character.toUpperCase(c)))
                .reduce(1, (hash, c) -> 31 * hash + c);
    }

    @Override
    public String toString() {
        return entries.toString();
    }

    private int indexOf(String key, int from) {
        for (int i = from; i < entries.size(); i++) {
            if (entries.get(i).getKey().equalsIgnoreCase(key)) {
                return i;
            }
        }
        return -1;
    }

    private static Map.Entry<String, String> entry(String key, String value) {
        return Map.entry(check("key", key), check("value", value));
    }

    private static String check(String what, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\r' || c == '\n' || c == 0) {
                throw new IllegalArgumentException("table " + what + ": character " + (int) c + " at position " + i
                        + " (expected: no CR, LF or NUL)");
            }
        }
        return text;
    }
}

package org.postern.api;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.ConcurrentModificationException;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

/**
 * Apache's table: text under text, in order of insertion, repeated keys kept, case of keys ignored.
 *
 * <p>Belongs to one thread at a time, as the request does to which it belongs. Keys and values must not hold CR, LF or NUL, since a
 * table may become headers: {@link IllegalArgumentException}.
 */
public final class Table implements Iterable<Map.Entry<String, String>> {

    private static final String[] NOTHING = {};

    /** Keys and values by turns. */
    private String[] pairs = NOTHING;

    private int size;
    private int changes;

    /** An empty table. */
    public Table() {}

    /** A table with the entries of {@code map}, in its order. */
    public Table(Map<String, String> map) {
        map.forEach(this::add);
    }

    /** The first value under {@code key}, or null. */
    public @Nullable String get(String key) {
        int i = indexOf(key, 0);
        return i < 0 ? null : value(i);
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
            values.add(value(i));
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
        pairs[2 * first + 1] = check("value", value);
        for (int i = indexOf(key, first + 1); i >= 0; i = indexOf(key, i)) {
            remove(i);
        }
    }

    /** Appends an entry, beside what is there under {@code key}. */
    public void add(String key, String value) {
        check("key", key);
        check("value", value);
        if (pairs.length == 2 * size) {
            pairs = Arrays.copyOf(pairs, Math.max(8, 4 * size));
        }
        pairs[2 * size] = key;
        pairs[2 * size + 1] = value;
        size++;
        changes++;
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
            pairs[2 * i + 1] = value(i) + ", " + check("value", value);
        }
    }

    /** Removes every entry under {@code key}. */
    public void unset(String key) {
        for (int i = indexOf(key, 0); i >= 0; i = indexOf(key, i)) {
            remove(i);
        }
    }

    /** Whether there is an entry under {@code key}. */
    public boolean contains(String key) {
        return indexOf(key, 0) >= 0;
    }

    /** The keys in order, each once, in the spelling of its first entry. */
    public Set<String> keys() {
        Set<String> seen = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        Set<String> keys = new LinkedHashSet<>();
        for (int i = 0; i < size; i++) {
            if (seen.add(key(i))) {
                keys.add(key(i));
            }
        }
        return keys;
    }

    /** The values in order, those under repeated keys too. */
    public List<String> values() {
        return IntStream.range(0, size).mapToObj(this::value).toList();
    }

    /** A table of its own with the same entries. */
    public Table copy() {
        Table copy = new Table();
        copy.pairs = Arrays.copyOf(pairs, 2 * size);
        copy.size = size;
        return copy;
    }

    /** How many entries there are, repeated keys counted each time. */
    public int size() {
        return size;
    }

    /** Removes every entry. */
    public void clear() {
        pairs = NOTHING;
        size = 0;
        changes++;
    }

    /** The entries in order; the iterator can remove, and fails if the table is changed meanwhile by other means. */
    @Override
    public Iterator<Map.Entry<String, String>> iterator() {
        return new Entries();
    }

    private final class Entries implements Iterator<Map.Entry<String, String>> {

        private int next;
        private int last = -1;
        private int seen = changes;

        @Override
        public boolean hasNext() {
            return next < size;
        }

        @Override
        public Map.Entry<String, String> next() {
            check();
            if (next >= size) {
                throw new NoSuchElementException("the table has " + size + " entries");
            }
            last = next++;
            return entry(last);
        }

        @Override
        public void remove() {
            check();
            if (last < 0) {
                throw new IllegalStateException("remove() before next()");
            }
            Table.this.remove(last);
            next = last;
            last = -1;
            seen = changes;
        }

        private void check() {
            if (seen != changes) {
                throw new ConcurrentModificationException("the table was changed");
            }
        }
    }

    /** Same entries in the same order; keys compared without regard to case. */
    @Override
    public boolean equals(@Nullable Object other) {
        if (!(other instanceof Table table) || table.size() != size()) {
            return false;
        }
        for (int i = 0; i < size; i++) {
            if (!key(i).equalsIgnoreCase(table.key(i)) || !value(i).equals(table.value(i))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = 0; i < size; i++) {
            hash = 31 * hash + hash(key(i));
            hash = 31 * hash + value(i).hashCode();
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
        return IntStream.range(0, size).mapToObj(this::entry).toList().toString();
    }

    private int indexOf(String key, int from) {
        for (int i = from; i < size; i++) {
            if (key(i).equalsIgnoreCase(key)) {
                return i;
            }
        }
        return -1;
    }

    private String key(int i) {
        return pairs[2 * i];
    }

    private String value(int i) {
        return pairs[2 * i + 1];
    }

    private Map.Entry<String, String> entry(int i) {
        return Map.entry(key(i), value(i));
    }

    private void remove(int i) {
        System.arraycopy(pairs, 2 * (i + 1), pairs, 2 * i, 2 * (size - i - 1));
        size--;
        changes++;
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

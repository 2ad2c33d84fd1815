package org.postern.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random operations on a table, and the same on a list of pairs: both tell the same afterwards. */
class TableModelTest {

    private static final int STEPS = 20_000;
    private static final List<String> KEYS = List.of(
            "a",
            "A",
            "b",
            "Set-Cookie",
            "SET-cookie",
            "\u00e4",
            "\u00c4",
            "",
            "i",
            "I",
            "\u0131",
            "k",
            "\u212a",
            "\u00df",
            "\ud801\udc00",
            "\ud801\udc28");
    private static final List<String> VALUES = List.of("", "1", "two", "\u00fc", "a, b", "[x=y]");
    private static final List<String> REFUSED = List.of("\r", "x\n", "\0y", "a\r\nSet-Cookie: b");

    private record Pair(String key, String value) {
        boolean has(String other) {
            return key.equalsIgnoreCase(other);
        }

        @Override
        public String toString() {
            return key + "=" + value;
        }
    }

    private final List<Pair> model = new ArrayList<>();
    private Table table = new Table();
    private Random random = new Random(0);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void table_isAListOfPairs(long seed) {
        random = new Random(seed);
        for (int step = 0; step < STEPS; step++) {
            String what = change();
            assertEquals(model.toString(), table.toString(), what);
            ask(what);
        }
    }

    private String any(List<String> texts) {
        return texts.get(random.nextInt(texts.size()));
    }

    // --- what changes it

    private String change() {
        String key = any(KEYS);
        String value = any(VALUES);
        int what = random.nextInt(12);
        switch (what) {
            case 0, 1, 2 -> {
                table.add(key, value);
                model.add(new Pair(key, value));
            }
            case 3 -> {
                table.set(key, value);
                set(key, value);
            }
            case 4 -> {
                table.merge(key, value);
                merge(key, value);
            }
            case 5 -> {
                table.unset(key);
                model.removeIf(pair -> pair.has(key));
            }
            case 6 -> setdefault(key, value);
            case 7 -> {
                Map<String, String> map = new LinkedHashMap<>();
                map.put(key, value);
                map.put(any(KEYS), any(VALUES));
                table.update(map);
                map.forEach(this::set);
            }
            case 8 -> remove(random.nextInt(model.size() + 1));
            case 9 -> table = table.copy();
            case 10 -> refuse(key, value);
            default -> clearIfLong();
        }
        return what + " " + key + "=" + value;
    }

    private void set(String key, String value) {
        int first = first(key);
        if (first < 0) {
            model.add(new Pair(key, value));
        } else {
            model.set(first, new Pair(model.get(first).key(), value));
            List<Pair> kept = new ArrayList<>(model.subList(0, first + 1));
            model.stream().skip(first + 1).filter(pair -> !pair.has(key)).forEach(kept::add);
            model.clear();
            model.addAll(kept);
        }
    }

    private void merge(String key, String value) {
        int first = first(key);
        if (first < 0) {
            model.add(new Pair(key, value));
        } else {
            Pair there = model.get(first);
            model.set(first, new Pair(there.key(), there.value() + ", " + value));
        }
    }

    private void setdefault(String key, String value) {
        int first = first(key);
        if (first < 0) {
            model.add(new Pair(key, value));
        }
        assertEquals(model.get(first(key)).value(), table.setdefault(key, value));
    }

    /** Removes an entry by an iterator; none if there are no more. */
    private void remove(int at) {
        Iterator<Map.Entry<String, String>> entries = table.iterator();
        for (int i = 0; i < model.size(); i++) {
            Map.Entry<String, String> entry = entries.next();
            assertEquals(model.get(i), new Pair(entry.getKey(), entry.getValue()));
            if (i == at) {
                entries.remove();
                model.remove(i);
                return;
            }
        }
    }

    /** What cannot be a header leaves everything as it was. */
    private void refuse(String key, String value) {
        String bad = any(REFUSED);
        assertThrows(IllegalArgumentException.class, () -> table.add(key, bad));
        assertThrows(IllegalArgumentException.class, () -> table.add(bad, value));
        assertThrows(IllegalArgumentException.class, () -> table.set(key, bad));
        assertThrows(IllegalArgumentException.class, () -> table.set(bad, value));
        assertThrows(IllegalArgumentException.class, () -> table.merge(key, bad));
        assertThrows(IllegalArgumentException.class, () -> table.merge(bad, value));
        assertThrows(IllegalArgumentException.class, () -> table.update(Map.of(key, bad)));
        assertThrows(IllegalArgumentException.class, () -> table.setdefault(bad, value));
        if (first(key) < 0) {
            assertThrows(IllegalArgumentException.class, () -> table.setdefault(key, bad));
        }
        assertThrows(IllegalArgumentException.class, () -> new Table(Map.of(key, bad)));
    }

    private void clearIfLong() {
        if (model.size() > 30) {
            table.clear();
            model.clear();
        }
    }

    // --- what it tells

    private void ask(String what) {
        String key = any(KEYS);
        List<String> values =
                model.stream().filter(pair -> pair.has(key)).map(Pair::value).toList();
        assertEquals(values, table.getAll(key), what);
        assertEquals(!values.isEmpty(), table.contains(key), what);
        assertEquals(values.isEmpty() ? null : values.get(0), table.get(key), what);
        assertEquals(values.isEmpty() ? "other" : values.get(0), table.get(key, "other"), what);
        assertEquals(model.size(), table.size(), what);
        assertEquals(model.stream().map(Pair::value).toList(), table.values(), what);
        assertEquals(keys(), List.copyOf(table.keys()), what);
        Table same = new Table();
        model.forEach(pair -> same.add(otherCase(pair.key()), pair.value()));
        assertEquals(same, table, what);
        assertEquals(same.hashCode(), table.hashCode(), what);
    }

    /** Another spelling of the same key: upper case, but for letters that are two then. */
    private static String otherCase(String key) {
        String upper = key.toUpperCase(Locale.ROOT);
        return upper.equalsIgnoreCase(key) ? upper : key;
    }

    private int first(String key) {
        for (int i = 0; i < model.size(); i++) {
            if (model.get(i).has(key)) {
                return i;
            }
        }
        return -1;
    }

    private List<String> keys() {
        Set<String> seen = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        return model.stream().map(Pair::key).filter(seen::add).collect(Collectors.toList());
    }
}

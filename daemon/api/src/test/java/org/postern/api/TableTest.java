package org.postern.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ConcurrentModificationException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableTest {

    private static Table table(String... pairs) {
        Table table = new Table();
        for (int i = 0; i < pairs.length; i += 2) {
            table.add(pairs[i], pairs[i + 1]);
        }
        return table;
    }

    private static String text(Table table) {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, String> entry : table) {
            text.append(entry.getKey()).append('=').append(entry.getValue()).append(' ');
        }
        return text.toString().strip();
    }

    @Test
    void empty_hasNothing() {
        Table table = new Table();
        assertEquals(0, table.size());
        assertNull(table.get("a"));
        assertEquals(List.of(), table.getAll("a"));
        assertFalse(table.contains("a"));
        assertEquals("[]", table.toString());
        assertThrows(NoSuchElementException.class, () -> table.iterator().next());
    }

    @Test
    void ofAMap_keepsItsOrder() {
        Map<String, String> map = new LinkedHashMap<>();
        map.put("b", "1");
        map.put("a", "2");
        map.put("B", "3");
        assertEquals("b=1 a=2 B=3", text(new Table(map)));
    }

    @Test
    void get_isTheFirst_inAnyCase() {
        Table table = table("Key", "1", "other", "2", "KEY", "3");
        assertEquals("1", table.get("kEY"));
        assertEquals("1", table.get("key", "x"));
        assertEquals("x", table.get("none", "x"));
        assertEquals(List.of("1", "3"), table.getAll("key"));
        assertTrue(table.contains("OTHER"));
    }

    @Test
    void getAll_isACopy() {
        Table table = table("a", "1");
        table.getAll("a").add("2");
        assertEquals("a=1", text(table));
    }

    @Test
    void set_replacesAll_inThePlaceAndSpellingOfTheFirst() {
        Table table = table("x", "0", "Key", "1", "y", "2", "KEY", "3", "key", "4");
        table.set("kEy", "5");
        assertEquals("x=0 Key=5 y=2", text(table));
        table.set("new", "6");
        assertEquals("x=0 Key=5 y=2 new=6", text(table));
    }

    @Test
    void add_keepsDuplicates() {
        assertEquals("a=1 a=2 A=2", text(table("a", "1", "a", "2", "A", "2")));
    }

    @Test
    void merge_joinsWithTheFirst_elseAdds() {
        Table table = table("Vary", "a", "vary", "b");
        table.merge("VARY", "c");
        table.merge("new", "d");
        assertEquals("Vary=a, c vary=b new=d", text(table));
    }

    @Test
    void unset_removesAll() {
        Table table = table("a", "1", "b", "2", "A", "3");
        table.unset("A");
        table.unset("none");
        assertEquals("b=2", text(table));
    }

    @Test
    void keys_eachOnce_inOrderAndFirstSpelling() {
        assertEquals(
                List.of("B", "a"),
                List.copyOf(table("B", "1", "a", "2", "b", "3").keys()));
    }

    @Test
    void size_countsDuplicates_clearRemovesAll() {
        Table table = table("a", "1", "A", "2");
        assertEquals(2, table.size());
        table.clear();
        assertEquals(0, table.size());
    }

    @Test
    void iterator_canRemove_andNoticesOtherChanges() {
        Table table = table("a", "1", "b", "2", "c", "3");
        Iterator<Map.Entry<String, String>> all = table.iterator();
        all.next();
        all.remove();
        assertEquals("b=2 c=3", text(table));
        table.add("d", "4");
        assertThrows(ConcurrentModificationException.class, all::next);
    }

    @Test
    void entries_cannotSmuggleAnythingIn() {
        Map.Entry<String, String> entry = table("a", "1").iterator().next();
        assertThrows(UnsupportedOperationException.class, () -> entry.setValue("x\r\ny"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\rb", "a\nb", "a\0b", "\r\nSet-Cookie: x", "\n"})
    void lineBreaksAndNul_areRefusedInKeysAndValues(String text) {
        Table table = table("a", "1");
        assertThrows(IllegalArgumentException.class, () -> table.add(text, "v"));
        assertThrows(IllegalArgumentException.class, () -> table.add("k", text));
        assertThrows(IllegalArgumentException.class, () -> table.set(text, "v"));
        assertThrows(IllegalArgumentException.class, () -> table.set("a", text));
        assertThrows(IllegalArgumentException.class, () -> table.merge("a", text));
        assertThrows(IllegalArgumentException.class, () -> table.merge(text, "v"));
        assertThrows(IllegalArgumentException.class, () -> new Table(Map.of("k", text)));
        assertEquals("a=1", text(table), "nothing of it is there");
    }

    @Test
    void refusals_sayWhere() {
        assertEquals(
                "table value: character 10 at position 1 (expected: no CR, LF or NUL)",
                assertThrows(IllegalArgumentException.class, () -> table("a", "x\ny"))
                        .getMessage());
        assertEquals(
                "table key: character 0 at position 0 (expected: no CR, LF or NUL)",
                assertThrows(IllegalArgumentException.class, () -> table("\0", "x"))
                        .getMessage());
    }

    @Test
    void null_isRefused() {
        assertThrows(NullPointerException.class, () -> new Table().add("a", null));
        assertThrows(NullPointerException.class, () -> new Table().add(null, "a"));
        assertThrows(NullPointerException.class, () -> table("a", "1").set("a", null));
    }

    @Test
    void equal_areSameEntriesInSameOrder_keysInAnyCase() {
        assertEquals(table("a", "1", "b", "2"), table("A", "1", "b", "2"));
        assertEquals(table("a", "1").hashCode(), table("A", "1").hashCode());
        assertNotEquals(table("a", "1", "b", "2"), table("b", "2", "a", "1"));
        assertNotEquals(table("a", "x"), table("a", "X"));
        assertNotEquals(table("a", "1"), table("a", "1", "a", "1"));
        assertEquals("[a=1, b=2]", table("a", "1", "b", "2").toString());
    }

    @Test
    void update_setsEach() {
        Table table = table("a", "1", "A", "2", "b", "3");
        table.update(Map.of("a", "9"));
        assertEquals(table("a", "9", "b", "3"), table);
    }

    @Test
    void setdefault_keepsWhatIsThere() {
        Table table = table("a", "1");
        assertEquals("1", table.setdefault("A", "2"));
        assertEquals("3", table.setdefault("b", "3"));
        assertEquals(table("a", "1", "b", "3"), table);
    }

    @Test
    void values_areThoseOfRepeatedKeysToo() {
        assertEquals(List.of("1", "2"), table("a", "1", "a", "2").values());
    }

    @Test
    void copy_keepsDuplicates_andIsOfItsOwn() {
        Table table = table("a", "1", "a", "2");
        Table copy = table.copy();
        assertEquals(table, copy);
        copy.add("b", "3");
        assertEquals(2, table.size());
    }
}

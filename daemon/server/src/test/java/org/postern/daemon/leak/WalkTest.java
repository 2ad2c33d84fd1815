package org.postern.daemon.leak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The search through objects ends, finds what is near, and runs nobody's code. */
@Timeout(60)
class WalkTest {

    private static final ClassLoader JDK = ClassLoader.getPlatformClassLoader();
    private static final Classes CLASSES = Classes.of(
            "public class Item { }",
            "public class Evil extends java.util.AbstractList<Object> implements Comparable<Object> {"
                    + "public Object inside; public static int calls;"
                    + "public boolean equals(Object o) { calls++; return true; }"
                    + "public int hashCode() { calls++; return 1; }"
                    + "public String toString() { calls++; return \"evil\"; }"
                    + "public int compareTo(Object o) { calls++; return 0; }"
                    + "public Object get(int i) { calls++; return inside; }"
                    + "public int size() { calls++; return 1; }"
                    + "public java.util.Iterator<Object> iterator() { calls++; throw new IllegalStateException(); } }");

    private final ClassLoader old = CLASSES.loader("old", JDK, name -> name.equals("Item"));
    private final ClassLoader lib = CLASSES.loader("lib", JDK, name -> name.equals("Evil"));
    private final Map<ClassLoader, Boolean> wanted = new IdentityHashMap<>(Map.of(old, true));
    private final Walk walk = new Walk(new Fields(), wanted.keySet());

    private Object item() throws ReflectiveOperationException {
        return old.loadClass("Item").getConstructor().newInstance();
    }

    private Object evil(Object inside) throws ReflectiveOperationException {
        Object evil = lib.loadClass("Evil").getConstructor().newInstance();
        evil.getClass().getField("inside").set(evil, inside);
        return evil;
    }

    private boolean isFoundFrom(Object start) {
        walk.begin(new Root(start, "a test", "", "nothing"));
        return !walk.end().isEmpty();
    }

    @Test
    void hostileObject_isLookedIntoAndNotCalled() throws Exception {
        Object evil = evil(new Object[] {evil(item())});
        assertTrue(isFoundFrom(List.of(1, new Object[] {evil})));
        assertEquals(0, evil.getClass().getField("calls").get(null));
        assertEquals(
                "a test holds an object of class Item (by way of Evil.inside, Evil.inside)",
                walk.end().get(old).text());
    }

    @Test
    void objectsInACircle_areLookedAtOnce() throws Exception {
        List<Object> circle = new ArrayList<>();
        Map<Object, Object> map = new HashMap<>();
        circle.add(map);
        map.put("circle", Collections.singletonList(new Object[] {circle}));
        assertFalse(isFoundFrom(circle));
        circle.add(item());
        assertFalse(isFoundFrom(circle), "was looked at before");
        assertTrue(isFoundFrom(List.of(item())));
    }

    @Test
    void hugeArray_ends() {
        Object[] huge =
                IntStream.range(0, 3_000_000).mapToObj(i -> new Object()).toArray();
        assertFalse(isFoundFrom(huge));
    }

    @Test
    void longChain_endsAndItsBeginningIsSeen() throws Exception {
        LinkedList<Object> chain = new LinkedList<>(Collections.nCopies(1_000_000, 1));
        assertFalse(isFoundFrom(chain));
        LinkedList<Object> second = new LinkedList<>(Collections.nCopies(1_000_000, 1));
        second.add(100, item());
        assertTrue(isFoundFrom(second));
    }

    @Test
    void oneHugeRoot_leavesRoomForTheOthers() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertFalse(isFoundFrom(new LinkedList<>(Collections.nCopies(100_000, 1))));
        }
        assertTrue(isFoundFrom(List.of(item())));
    }

    @Test
    void weakReferences_areNotFollowedAndTheirValuesAre() throws Exception {
        Object item = item();
        Map<Object, Object> keys = new WeakHashMap<>();
        keys.put(item, 1);
        assertFalse(isFoundFrom(keys));
        Map<Object, Object> values = new WeakHashMap<>();
        Object key = new Object();
        values.put(key, item);
        assertTrue(isFoundFrom(List.of(values, key)));
    }

    @Test
    void nearestRoot_isNamed() throws Exception {
        Object item = item();
        walk.begin(new Root(List.of(List.of(item)), "a far one", "", "nothing"));
        walk.begin(new Root(List.of(item), "a near one", "", "nothing"));
        walk.begin(new Root(List.of(item), "another near one", "", "nothing"));
        assertEquals(
                "a near one holds an object of class Item", walk.end().get(old).text());
    }

    @Test
    void loaderOfAClassOnTheWay_isSearchedForWhatItIsLinkedTo() throws Exception {
        Classes.Loader linked = CLASSES.loader("linked", JDK, name -> name.equals("Evil"));
        linked.link("Item", old);
        assertTrue(isFoundFrom(linked.loadClass("Evil")));
        assertEquals("a test holds its class loader", walk.end().get(old).text());
    }
}

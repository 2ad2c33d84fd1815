package org.postern.daemon.leak;

import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postern.daemon.leak.OldVersions.Old;

/** Classes and values that live longer than a version, and what they have of it. */
class StaticLeaksTest {

    private static final ClassLoader JDK = ClassLoader.getPlatformClassLoader();
    private static final String WITNESS = "postern.test.lazy";

    private final OldVersions versions = new OldVersions();

    @BeforeEach
    @AfterEach
    void clear() {
        System.clearProperty(WITNESS);
    }

    @AfterEach
    void close() {
        versions.close();
    }

    /** A version of a module beside classes of a library, all of which but Lazy are in use. */
    private Old retired(String library, String plant, String letGo, String... libraryClasses)
            throws ReflectiveOperationException {
        Classes classes = Classes.of(
                library,
                "import java.util.*; public class page { public static class Item { }" + "public static void plant() { "
                        + plant + " } public static void letGo() { " + letGo + " } }");
        ClassLoader lib = classes.loader("lib", JDK, name -> !name.startsWith("page"));
        ClassLoader page = classes.loader(OldVersions.name(), lib, name -> name.startsWith("page"));
        OldVersions.call(page, "plant");
        List<Class<?>> longLived = new ArrayList<>();
        for (String name : libraryClasses) {
            longLived.add(lib.loadClass(name));
        }
        return versions.retired(page, longLived, Map.of());
    }

    @Test
    void P55_staticFieldOfALibrary_isReportedByClassAndField() throws Exception {
        Old old = retired(
                "public class Cache { public static final java.util.Map<String, Object> ITEMS = new java.util.HashMap<>(); }",
                "Cache.ITEMS.put(\"a\", List.of(new Item()));",
                "Cache.ITEMS.clear();",
                "Cache");
        old.isReported(": class Cache holds an object of class page$Item in its static field ITEMS"
                + " (expected: it is taken out of there in onRetire)");
        old.calls("letGo");
        old.goes();
    }

    @Test
    void P55_objectOfALibrary_isReportedByTheFieldsOnTheWay() throws Exception {
        Old old = retired(
                "public class Cache { public static final Cache ONE = new Cache(); Cache inner;"
                        + "public java.util.List<Object> listeners = new java.util.ArrayList<>();"
                        + "public Cache inner() { return inner == null ? inner = new Cache() : inner; } }",
                "Cache.ONE.inner().listeners.add((Runnable) () -> { });",
                "Cache.ONE.inner().listeners.clear();",
                "Cache");
        old.isReported(": class Cache holds a lambda of class page in its static field ONE"
                + " (by way of Cache.inner, Cache.listeners)");
        old.calls("letGo");
        old.goes();
    }

    @Test
    void P55_classAsAKey_isReported() throws Exception {
        Old old = retired(
                "public class Cache { public static final java.util.Map<Object, Object> TYPES = new java.util.HashMap<>(); }",
                "Cache.TYPES.put(Item.class, 1);",
                "Cache.TYPES.clear();",
                "Cache");
        old.isReported(": class Cache holds class page$Item in its static field TYPES");
        old.calls("letGo");
        old.goes();
    }

    @Test
    void P55_methodOfAnOldClass_isReported() throws Exception {
        Old old = retired(
                "public class Cache { public static Object method; }",
                "Cache.method = Item.class.getDeclaredConstructors()[0];",
                "Cache.method = null;",
                "Cache");
        old.isReported(": class Cache holds class page$Item in its static field method");
        old.calls("letGo");
        old.goes();
    }

    @Test
    void classThatIsNotInitialised_staysSo() throws Exception {
        Old old = retired(
                "public class Cache { public static Object last; static class Lazy {"
                        + "static Object one = System.setProperty(\"" + WITNESS + "\", \"initialised\"); } }",
                "Cache.last = new Item();",
                "Cache.last = null;",
                "Cache$Lazy",
                "Cache");
        old.isReported("in its static field last");
        assertNull(System.getProperty(WITNESS));
        old.calls("letGo");
        old.goes();
    }

    @Test
    void classWhoseFieldsTypesAreNotThere_isPassedOver() throws Exception {
        Classes classes = Classes.of(
                "public class Cache { Missing missing; public static Object last = new Object(); }",
                "public class Missing { }",
                "public class Other { public static Object last; }",
                "public class page { public static void plant() { Other.last = new page(); new Cache(); }"
                        + "public static void letGo() { Other.last = null; } }");
        Old old = passedOver(classes);
        old.isReported(": class Other holds an object of class page in its static field last");
        old.calls("letGo");
        old.goes();
    }

    private Old passedOver(Classes classes) throws ReflectiveOperationException {
        ClassLoader lib = classes.loader("lib", JDK, name -> name.equals("Cache") || name.equals("Other"));
        ClassLoader page = classes.loader(OldVersions.name(), lib, name -> name.equals("page"));
        OldVersions.call(page, "plant");
        return versions.retired(page, List.of(lib.loadClass("Cache"), lib.loadClass("Other")), Map.of());
    }

    @Test
    void P55_valueThatAModuleKeeps_isReportedByItsName() {
        List<Object> kept = new ArrayList<>();
        Old old = keeping(kept);
        old.isReported(": Apache.keep(\"hits\") of /srv/page.java holds an object of class page$Item"
                + " (expected: values of classes that outlive the module, and nothing else put into them)");
        kept.clear();
        old.goes();
    }

    private Old keeping(List<Object> kept) {
        try {
            ClassLoader loader =
                    OldVersions.page("public static class Item { }").loader(OldVersions.name(), JDK, all -> true);
            kept.add(loader.loadClass("page$Item").getConstructor().newInstance());
            return versions.retired(loader, List.of(), Map.of("Apache.keep(\"hits\") of /srv/page.java", kept));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(Arrays.toString(e.getStackTrace()), e);
        }
    }
}

package org.postern.daemon.leak;

import java.util.List;

/**
 * Where the search for a holder begins: an object that is in memory for a known reason.
 *
 * @param holder such as {@code thread "poller"}
 * @param place in which the holder has the object, such as {@code " in a ThreadLocal"}; may be empty
 * @param remedy what was expected of the module
 */
record Root(Object start, String holder, String place, String remedy) {

    private static final String LAMBDA = "$$Lambda";

    /**
     * That this root holds something of a loader.
     *
     * @param found an object whose class is the loader's, such a class, or the loader
     * @param via the fields on the way that are not the JDK's
     */
    Holder holds(Object found, List<String> via) {
        String way = via.isEmpty() ? "" : " (by way of " + String.join(", ", via) + ")";
        return new Holder(holder + " holds " + text(found) + place + way, remedy);
    }

    private static String text(Object found) {
        if (found instanceof ClassLoader) {
            return "its class loader";
        }
        if (found instanceof Class<?> type) {
            return "class " + type.getTypeName();
        }
        String type = found.getClass().getTypeName();
        int lambda = type.indexOf(LAMBDA);
        return lambda < 0 ? "an object of class " + type : "a lambda of class " + type.substring(0, lambda);
    }
}

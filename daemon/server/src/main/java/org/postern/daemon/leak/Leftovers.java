package org.postern.daemon.leak;

import java.beans.Introspector;
import java.util.List;
import java.util.ResourceBundle;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes out of the JDK what belongs to a retired loader and can be taken out without harm to anybody. What a thread has is not among
 * it, as it cannot be changed safely from another one; nor is what a module has started, as ending that is its own affair.
 */
final class Leftovers {

    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

    private Leftovers() {}

    static void clear(ClassLoader loader, String what) {
        Fields fields = new Fields();
        drivers(fields, loader, what);
        ResourceBundle.clearCache(loader);
        Class<?> introspector = Fields.jdkClass("java.beans.Introspector");
        if (introspector != null && fields.isInitialised(introspector)) {
            // there is no way to name a loader
            Introspector.flushCaches();
        }
    }

    /**
     * DriverManager obeys nobody but classes that see the driver, hence the detour. A driver that wants to be told of its end is left
     * alone: it has work to do then, which is for its module to start.
     */
    private static void drivers(Fields fields, ClassLoader loader, String what) {
        if (fields.readStatic("java.sql.DriverManager", "registeredDrivers") instanceof List<?> drivers) {
            // what is iterated over is the list as it is now
            for (Object each : drivers) {
                Object driver = fields.read(each, "driver");
                if (driver != null
                        && driver.getClass().getClassLoader() == loader
                        && fields.read(each, "da") == null
                        && drivers.remove(each)) {
                    LOG.debug(
                            "{}: JDBC driver {} is deregistered",
                            what,
                            driver.getClass().getName());
                }
            }
        }
    }
}

package org.postern.daemon.leak;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;

import javax.management.ObjectName;

/** The roots that MBeans are, by their names. */
final class Beans {

    private static final String REMEDY = "MBeanServer.unregisterMBean in onRetire";

    private final Fields fields;

    Beans(Fields fields) {
        this.fields = fields;
    }

    void roots(Consumer<Root> roots) {
        if (fields.readStatic("javax.management.MBeanServerFactory", "mBeanServerList") instanceof List<?> servers) {
            for (Object server : servers.toArray()) {
                named(server, roots);
                roots.accept(new Root(server, "an MBeanServer", "", REMEDY));
            }
        }
    }

    private void named(Object server, Consumer<Root> roots) {
        Object interceptor = fields.read(server, "mbsInterceptor");
        Object repository = interceptor == null ? null : fields.read(interceptor, "repository");
        if (repository != null
                && fields.read(repository, "lock") instanceof ReentrantReadWriteLock lock
                && fields.read(repository, "domainTb") instanceof Map<?, ?> domains
                // modules' code can run under it, and may take its time
                && lock.readLock().tryLock()) {
            List<Object> beans = new ArrayList<>();
            try {
                for (Object domain : domains.values()) {
                    if (domain instanceof Map<?, ?> map) {
                        beans.addAll(map.values());
                    }
                }
            } finally {
                lock.readLock().unlock();
            }
            beans.forEach(bean -> roots.accept(new Root(bean, "the MBeanServer", " as MBean " + name(bean), REMEDY)));
        }
    }

    private String name(Object bean) {
        Object name = fields.read(bean, "name");
        return name instanceof ObjectName known && known.getClass() == ObjectName.class ? known.toString() : "?";
    }
}

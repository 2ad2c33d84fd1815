package org.postern.daemon.compiler;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The jars of an interpreter's JavaPath. Remembers which of their classes are loaded, as their statics outlive every module. */
public final class LibraryLoader extends URLClassLoader {

    static {
        registerAsParallelCapable();
    }

    private final Set<Class<?>> loaded = ConcurrentHashMap.newKeySet();

    public LibraryLoader(String name, List<URL> jars, ClassLoader parent) {
        super(name, jars.toArray(URL[]::new), parent);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        Class<?> type = super.findClass(name);
        loaded.add(type);
        return type;
    }

    /** The classes that are loaded by now. */
    public List<Class<?>> loaded() {
        return List.copyOf(loaded);
    }
}

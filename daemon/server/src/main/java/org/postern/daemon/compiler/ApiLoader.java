package org.postern.daemon.compiler;

import java.net.URL;

import org.jspecify.annotations.Nullable;

/**
 * What handlers see of the daemon: packages {@code org.postern.api} and {@code org.postern.handlers}, nothing else. Below it is the
 * JDK alone, so a handler may bring any version of any library.
 */
public final class ApiLoader extends ClassLoader {

    private static final String[] SHOWN = {"org.postern.api.", "org.postern.handlers."};

    private final ClassLoader daemon;

    public ApiLoader() {
        super("postern-api", ClassLoader.getPlatformClassLoader());
        this.daemon = ApiLoader.class.getClassLoader();
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (isShown(name)) {
            return daemon.loadClass(name);
        }
        throw new ClassNotFoundException(name);
    }

    @Override
    protected @Nullable URL findResource(String name) {
        return isShown(name.replace('/', '.')) ? daemon.getResource(name) : null;
    }

    /** The packages themselves, not those below them. */
    public static boolean isShown(String className) {
        for (String shown : SHOWN) {
            if (className.startsWith(shown)) {
                String rest = className.endsWith(".class")
                        ? className.substring(0, className.length() - ".class".length())
                        : className;
                return rest.indexOf('.', shown.length()) < 0;
            }
        }
        return false;
    }
}

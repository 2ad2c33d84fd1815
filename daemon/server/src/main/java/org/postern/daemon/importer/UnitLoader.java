package org.postern.daemon.importer;

import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.compiler.ApiLoader;
import org.postern.daemon.compiler.Compiled;

/**
 * Loads the classes of one unit version.
 *
 * <p>A name is, in this order: a class of the JDK under {@code java.}; a class of this unit; a class of a unit that this one was linked
 * to; whatever the interpreter's libraries, the API and the JDK have. So sources come before libraries, as they did when the unit was
 * compiled.
 */
final class UnitLoader extends ClassLoader {

    static {
        registerAsParallelCapable();
    }

    private final Map<String, Compiled> files;
    private final UnitLife life;
    private final Map<String, UnitLoader> links;

    /**
     * @param name of the interpreter and the number of the unit's version, for stack traces
     * @param files the files of the unit by the binary names of their classes
     * @param links the loaders of classes in other units, by binary name
     */
    UnitLoader(
            String name,
            ClassLoader libraries,
            Map<String, Compiled> files,
            UnitLife life,
            Map<String, UnitLoader> links) {
        super(name, libraries);
        this.files = files;
        this.life = life;
        this.links = links;
    }

    /** The file from which a class of this unit was made. */
    @Nullable
    Compiled file(Class<?> type) {
        Compiled file = files.get(type.getName());
        // a lambda's class is hidden: its name begins with that of the class in which it stands
        return file != null ? file : files.get(type.getName().replaceFirst("\\$\\$Lambda.*", ""));
    }

    UnitLife life() {
        return life;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (name.startsWith("java.") || ApiLoader.isShown(name)) {
            return super.loadClass(name, resolve);
        }
        Compiled file = files.get(name);
        byte[] bytes = file == null ? null : file.classes().get(name);
        if (bytes != null) {
            return own(name, bytes);
        }
        UnitLoader link = links.get(name);
        return link != null ? link.loadClass(name, resolve) : super.loadClass(name, resolve);
    }

    private Class<?> own(String name, byte[] bytes) {
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            if (loaded != null) {
                return loaded;
            }
            byte[] code = SharedCalls.replaced(bytes);
            return defineClass(name, code, 0, code.length);
        }
    }
}

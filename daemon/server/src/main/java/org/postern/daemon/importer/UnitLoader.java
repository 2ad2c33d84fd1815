package org.postern.daemon.importer;

import java.nio.file.Path;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.compiler.ApiLoader;

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

    private final String interpreter;
    private final Map<String, byte[]> classes;
    private final Map<String, Path> files;
    private final KeptState.Version state;
    private final Map<String, UnitLoader> links;

    /**
     * @param interpreter the label of the interpreter
     * @param version the number of the unit's version, for stack traces
     * @param classes the unit's classes by binary name
     * @param files the files of those classes
     * @param state what this version's modules keep
     * @param links the loaders of classes in other units, by binary name
     */
    UnitLoader(
            String interpreter,
            long version,
            ClassLoader libraries,
            Map<String, byte[]> classes,
            Map<String, Path> files,
            KeptState.Version state,
            Map<String, UnitLoader> links) {
        super(interpreter + "#" + version, libraries);
        this.interpreter = interpreter;
        this.classes = classes;
        this.files = files;
        this.state = state;
        this.links = links;
    }

    /** The file from which a class of this unit was made. */
    @Nullable
    Path file(Class<?> type) {
        Path file = files.get(type.getName());
        // a lambda's class is hidden: its name begins with that of the class in which it stands
        return file != null ? file : files.get(type.getName().replaceFirst("\\$\\$Lambda.*", ""));
    }

    KeptState.Version state() {
        return state;
    }

    String interpreter() {
        return interpreter;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (name.startsWith("java.") || ApiLoader.isShown(name)) {
            return super.loadClass(name, resolve);
        }
        byte[] bytes = classes.get(name);
        if (bytes != null) {
            return own(name, bytes);
        }
        UnitLoader link = links.get(name);
        return link != null ? link.loadClass(name, resolve) : super.loadClass(name, resolve);
    }

    private Class<?> own(String name, byte[] bytes) {
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : defineClass(name, bytes, 0, bytes.length);
        }
    }
}

package org.postern.daemon.importer;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;

import org.eclipse.jdt.internal.compiler.classfmt.ClassFileReader;
import org.eclipse.jdt.internal.compiler.classfmt.ClassFormatException;
import org.jspecify.annotations.Nullable;

/**
 * The types that are there without sources, as a compiler sees them: the JDK's exported packages, the API, and the libraries of one
 * interpreter. Those of JDK and API are read once for all interpreters, as they never change.
 */
final class Platform {

    private static final Set<String> JDK_PACKAGES = jdkPackages();
    private static final ConcurrentMap<String, ClassFileReader> SHARED = new ConcurrentHashMap<>();

    private final ClassLoader libraries;
    private final boolean hasJars;

    /**
     * @param libraries the loader of the interpreter's libraries, above it API and JDK
     * @param hasJars whether it has any of its own
     */
    Platform(ClassLoader libraries, boolean hasJars) {
        this.libraries = libraries;
        this.hasJars = hasJars;
    }

    private static Set<String> jdkPackages() {
        return ModuleLayer.boot().modules().stream()
                .map(java.lang.Module::getDescriptor)
                .flatMap(module -> module.exports().stream())
                .filter(exports -> !exports.isQualified())
                .map(ModuleDescriptor.Exports::source)
                .map(name -> name.replace('.', '/'))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static final Set<String> API_PACKAGES = Set.of("org/postern/api", "org/postern/handlers");
    private static final Set<String> PREFIXES = prefixes();

    private static Set<String> prefixes() {
        Set<String> prefixes = new HashSet<>();
        for (Set<String> names : Set.of(JDK_PACKAGES, API_PACKAGES)) {
            for (String name : names) {
                for (int end = name.length(); end > 0; end = name.lastIndexOf('/', end - 1)) {
                    prefixes.add(name.substring(0, end));
                }
            }
        }
        return Set.copyOf(prefixes);
    }

    /** Whether there is such a package, or one below it; the name with slashes. */
    boolean isPackage(String name) {
        return PREFIXES.contains(name) || hasJars && libraries.getResource(name + "/") != null;
    }

    /** Whether no source can be of this package. */
    static boolean isReserved(String typeName) {
        return typeName.startsWith("java/") || typeName.startsWith("org/postern/");
    }

    /** The type of this name, with slashes between packages; null if there is none. */
    @Nullable
    ClassFileReader type(String name) {
        int slash = name.lastIndexOf('/');
        String packageName = slash < 0 ? "" : name.substring(0, slash);
        if (JDK_PACKAGES.contains(packageName) || API_PACKAGES.contains(packageName)) {
            ClassFileReader known = SHARED.get(name);
            if (known == null) {
                known = read(name);
                if (known != null) {
                    SHARED.put(name, known);
                }
            }
            return known;
        }
        return hasJars ? read(name) : null;
    }

    private @Nullable ClassFileReader read(String name) {
        try (InputStream in = libraries.getResourceAsStream(name + ".class")) {
            return in == null ? null : new ClassFileReader(in.readAllBytes(), (name + ".class").toCharArray());
        } catch (IOException | ClassFormatException e) {
            throw new IllegalStateException("class file of " + name + " cannot be read: " + e, e);
        }
    }
}

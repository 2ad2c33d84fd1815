package org.postern.daemon.compiler;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;

import org.eclipse.jdt.internal.compiler.classfmt.ClassFileReader;
import org.eclipse.jdt.internal.compiler.classfmt.ClassFormatException;
import org.jspecify.annotations.Nullable;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;

/**
 * The types that are there without sources, as a compiler sees them: the JDK's exported packages, the API, and the libraries of one
 * interpreter. Those of JDK and API are read once for all interpreters, as they never change.
 */
final class Platform {

    private static final Set<String> JDK_PACKAGES = jdkPackages();
    private static final ConcurrentMap<String, ClassFileReader> SHARED = new ConcurrentHashMap<>();

    private final ClassLoader libraries;
    private final boolean hasJars;
    private final Set<String> libraryPackages;

    /**
     * @param libraries the loader of the interpreter's libraries, above it API and JDK
     * @param hasJars whether it has any of its own
     */
    Platform(ClassLoader libraries, boolean hasJars) {
        this.libraries = libraries;
        this.hasJars = hasJars;
        this.libraryPackages = libraries instanceof URLClassLoader jars ? packagesIn(jars) : Set.of();
    }

    /** By the names of the classes, as many jars have no entries for folders. */
    private static Set<String> packagesIn(URLClassLoader jars) {
        Set<String> packages = new HashSet<>();
        for (URL url : jars.getURLs()) {
            try (JarFile jar = new JarFile(new File(url.toURI()))) {
                jar.stream()
                        .map(JarEntry::getName)
                        .filter(name -> name.endsWith(".class") && !name.startsWith("META-INF/") && name.contains("/"))
                        .forEach(name -> addPrefixes(packages, name.substring(0, name.lastIndexOf('/'))));
            } catch (IOException | URISyntaxException e) {
                throw new Fault(Code.BAD_DIRECTIVE, "JavaPath entry " + url.getPath() + ": " + e, e);
            }
        }
        return Set.copyOf(packages);
    }

    private static void addPrefixes(Set<String> prefixes, String packageName) {
        for (int end = packageName.length(); end > 0; end = packageName.lastIndexOf('/', end - 1)) {
            prefixes.add(packageName.substring(0, end));
        }
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
        JDK_PACKAGES.forEach(name -> addPrefixes(prefixes, name));
        API_PACKAGES.forEach(name -> addPrefixes(prefixes, name));
        return Set.copyOf(prefixes);
    }

    /** Whether there is such a package, or one below it; the name with slashes. */
    boolean isPackage(String name) {
        return PREFIXES.contains(name) || libraryPackages.contains(name);
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
        byte[] bytes = bytes(name);
        try {
            return bytes == null ? null : new ClassFileReader(bytes, (name + ".class").toCharArray());
        } catch (ClassFormatException e) {
            throw new IllegalStateException("class file of " + name + " cannot be read: " + e, e);
        }
    }

    /** The class file of this name, hidden ones included, as the signatures of others can name them. */
    byte @Nullable [] bytes(String name) {
        try (InputStream in = libraries.getResourceAsStream(name + ".class")) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException("class file of " + name + " cannot be read: " + e, e);
        }
    }

    ClassLoader libraries() {
        return libraries;
    }
}

package org.postern.daemon.leak;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Classes made of sources, and loaders that have some of them. */
final class Classes {

    private final Map<String, byte[]> bytes;

    private Classes(Map<String, byte[]> bytes) {
        this.bytes = bytes;
    }

    /** Compiles sources, each of one class without a package. */
    static Classes of(String... sources) {
        Map<String, ByteArrayOutputStream> made = new TreeMap<>();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        JavaFileManager files =
                new ForwardingJavaFileManager<JavaFileManager>(compiler.getStandardFileManager(null, null, null)) {
                    @Override
                    public JavaFileObject getJavaFileForOutput(
                            Location location, String name, JavaFileObject.Kind kind, javax.tools.FileObject sibling) {
                        return new SimpleJavaFileObject(URI.create("mem:///" + name + ".class"), kind) {
                            @Override
                            public OutputStream openOutputStream() {
                                return made.computeIfAbsent(name, n -> new ByteArrayOutputStream());
                            }
                        };
                    }
                };
        List<JavaFileObject> units = new ArrayList<>();
        for (String source : sources) {
            units.add(source(source));
        }
        boolean done = compiler.getTask(null, files, null, List.of("-g", "-nowarn"), null, units)
                .call();
        if (!done) {
            throw new AssertionError("does not compile: " + String.join("\n", sources));
        }
        return new Classes(made.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().toByteArray())));
    }

    private static JavaFileObject source(String text) {
        String name = text.replaceFirst("(?s).*?\\b(?:class|interface) (\\w+).*", "$1");
        return new SimpleJavaFileObject(URI.create("mem:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }

    /** A loader of those of these classes that are wanted. */
    Loader loader(String name, ClassLoader parent, Predicate<String> wanted) {
        return new Loader(
                name,
                parent,
                bytes.entrySet().stream()
                        .filter(entry -> wanted.test(entry.getKey()))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    /** A loader as modules have it: linked to others by the names of classes. */
    static final class Loader extends ClassLoader {

        private final Map<String, byte[]> bytes;
        private final Map<String, ClassLoader> links = new TreeMap<>();

        private Loader(String name, ClassLoader parent, Map<String, byte[]> bytes) {
            super(name, parent);
            this.bytes = bytes;
        }

        void link(String className, ClassLoader to) {
            links.put(className, to);
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (links.containsKey(name)) {
                return links.get(name).loadClass(name);
            }
            byte[] own = bytes.get(name);
            if (own == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, own, 0, own.length);
        }
    }
}

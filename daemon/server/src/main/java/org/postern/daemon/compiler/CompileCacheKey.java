package org.postern.daemon.compiler;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.codehaus.commons.compiler.CompileException;
import org.codehaus.janino.UnitCompiler;
import org.eclipse.jdt.internal.compiler.Compiler;
import org.objectweb.asm.ClassWriter;
import org.postern.api.Apache;
import org.postern.daemon.config.Plan;

/**
 * What the classes of a file hang on besides sources: the compiler, the JDK, Postern and the libraries, by what is in them.
 *
 * <p>Jars count by their hashes and not by time and size, as builds that can be repeated give every jar the same time. Of Postern and
 * the compilers it is the jars, too: constants of the API end up in handlers' classes, and a number to raise by hand would be
 * forgotten.
 *
 * @param parts one for each thing, with its name before it
 * @param jars the libraries, and what each of their files looked like from outside before it was hashed
 */
record CompileCacheKey(List<String> parts, Map<Path, String> jars) {

    private static final int FORMAT = 1;

    /** One class of each jar that has a part in what becomes of a source. */
    private static final List<Class<?>> CODE = List.of(
            Apache.class,
            CompileCacheKey.class,
            Compiler.class,
            UnitCompiler.class,
            CompileException.class,
            ClassWriter.class);

    CompileCacheKey {
        parts = List.copyOf(parts);
    }

    /** @param postern what {@link #postern} says */
    static CompileCacheKey of(Plan.Compiler compiler, String postern, List<Path> libraries) throws IOException {
        List<String> parts = new ArrayList<>(List.of(
                "format " + FORMAT,
                "compiler " + compiler,
                "level " + JavaLevel.compiler(),
                "java " + System.getProperty("java.vendor") + " " + System.getProperty("java.runtime.version"),
                "modules " + modules(),
                "postern " + postern));
        Map<Path, String> jars = new LinkedHashMap<>();
        for (Path jar : libraries) {
            jars.put(jar, stamp(jar));
            parts.add("jar " + SourceReader.hash(Files.readAllBytes(jar)));
        }
        return new CompileCacheKey(parts, jars);
    }

    /** The hash of the code of Postern and of the compilers. */
    static String postern() throws IOException {
        Set<Path> places = new LinkedHashSet<>();
        for (Class<?> type : CODE) {
            try {
                places.add(Path.of(
                        type.getProtectionDomain().getCodeSource().getLocation().toURI()));
            } catch (URISyntaxException e) {
                throw new IOException(e);
            }
        }
        StringBuilder hashes = new StringBuilder();
        for (Path place : places) {
            try (Stream<Path> all = Files.walk(place)) {
                for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
                    hashes.append(place.relativize(file)).append(SourceReader.hash(Files.readAllBytes(file)));
                }
            }
        }
        return SourceReader.hash(hashes.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** A JDK can be cut down to some of its modules. */
    private static String modules() {
        return ModuleLayer.boot().modules().stream()
                .map(java.lang.Module::getName)
                .sorted()
                .collect(Collectors.joining(" "));
    }

    /** Size, times and inode: every way to replace a file changes one of them, as nobody can set the time of the inode's change. */
    private static String stamp(Path jar) throws IOException {
        return Files.readAttributes(jar, "unix:size,lastModifiedTime,ctime,ino").toString();
    }

    /** Whether the libraries are still those that were hashed: what is compiled with others has no place under this key. */
    boolean isOfTheseJars() {
        try {
            for (Map.Entry<Path, String> jar : jars.entrySet()) {
                if (!stamp(jar.getKey()).equals(jar.getValue())) {
                    return false;
                }
            }
            return true;
        } catch (IOException gone) {
            return false;
        }
    }

    /** The key of one file; its parts are apart by what no path can have in it. */
    String of(Source source) {
        return String.join("\0", parts) + "\0file " + source.file() + "\0" + lookup(source.lookup());
    }

    static String lookup(Lookup lookup) {
        return "base " + lookup.base() + "\0root " + lookup.root() + "\0path "
                + lookup.path().stream().map(Path::toString).collect(Collectors.joining("\0path "));
    }
}

package org.postern.daemon.compiler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.jspecify.annotations.Nullable;
import org.postern.daemon.config.Plan;
import org.postern.daemon.kit.LogCapture;
import org.slf4j.LoggerFactory;

/** Sources in a folder {@code site}, with JavaPath {@code lib}, that are compiled again and again, as by daemons that have just started. */
final class CacheBench implements AutoCloseable {

    private static final Logger LOG = (Logger) LoggerFactory.getLogger(Compilation.class);
    private static final Compilation.Known NOTHING = file -> null;
    private static final byte[] SECRET = {1, 2, 3};

    private final Path folder;
    private final LogCapture log = new LogCapture();
    private Plan.Compiler compiler = Plan.Compiler.ECJ;
    private ClassLoader libraries = new ApiLoader();

    CacheBench() throws IOException {
        folder = Files.createTempDirectory("postern-cache-").toRealPath();
        Files.createDirectory(path("site"));
        Files.createDirectory(path("lib"));
        LOG.setLevel(Level.TRACE);
    }

    /** What came of one compilation; {@code count} files of it went through the compiler. */
    record Run(Compilation compilation, int count) {

        Compiled file(Path file) {
            Compiled compiled = compilation.compiled().get(file);
            if (compiled == null) {
                throw new AssertionError(
                        file + " is not compiled, but " + compilation.compiled().keySet());
            }
            return compiled;
        }
    }

    Path path(String name) {
        return folder.resolve(name);
    }

    LogCapture log() {
        return log;
    }

    /** The cache's folder. */
    Path cache() {
        return path("cache");
    }

    /** What compiles from now on. */
    void compiler(Plan.Compiler compiler) {
        this.compiler = compiler;
    }

    void libraries(ClassLoader libraries) {
        this.libraries = libraries;
    }

    /** Writes a file, in its place at once, with the folders on the way. */
    Path file(String name, String... lines) throws IOException {
        Path file = path(name);
        Files.createDirectories(file.getParent());
        Path fresh = Files.createTempFile(folder, "fresh-", "");
        Files.writeString(fresh, String.join("\n", lines));
        return Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    CompileCache open() {
        CompileCache cache = CompileCache.open(cache(), SECRET);
        if (cache == null) {
            throw new AssertionError("the cache's folder is refused: " + log.lines("PN0111"));
        }
        return cache;
    }

    CompileCache.@Nullable Part part(CompileCache cache) {
        return cache.part(compiler, libraries);
    }

    /** Compiles files of the site with the cache. */
    Run start(String... names) {
        try (CompileCache cache = open()) {
            return compile(part(cache), names);
        }
    }

    /** The same without it. */
    Run withoutCache(String... names) {
        return compile(null, names);
    }

    Run compile(CompileCache.@Nullable Part part, String... names) {
        return compile(NOTHING, part, names);
    }

    /** The same over what is compiled already. */
    Run compile(Compilation.Known base, CompileCache.@Nullable Part part, String... names) {
        return compile(base, new Trust(List.of(folder), Optional.empty()), part, names);
    }

    /** The same where not everything may be code. */
    Run compile(Trust trust, CompileCache.@Nullable Part part, String... names) {
        return compile(NOTHING, trust, part, names);
    }

    private Run compile(Compilation.Known base, Trust trust, CompileCache.@Nullable Part part, String... names) {
        Compilation compilation =
                new Compilation(base, Set.of(), new SourceReader(trust), new Platform(libraries, true), compiler, part);
        Path site = path("site");
        Lookup finder = new Lookup(site, site, List.of(path("lib")));
        int before = log.lines().size();
        List<Source> sources = new ArrayList<>();
        for (String name : names) {
            Lookup.Found found = Lookup.find(List.of(site), name);
            sources.add(compilation.source(found, finder));
        }
        compilation.compile(sources);
        int count = log.lines().stream()
                .skip(before)
                .filter(line -> line.contains("[org.postern.daemon.compiler.Compilation] compiled "))
                .mapToInt(line -> Integer.parseInt(line.replaceAll(".* compiled (\\d+) files.*", "$1")))
                .sum();
        return new Run(compilation, count);
    }

    /** Starts once more: so many files go through the compiler, and everything is as if all had. */
    Run startCompiles(int count, String... names) {
        Run run = start(names);
        assertSame(withoutCache(names), run);
        assertEquals(count, run.count());
        return run;
    }

    /** Everything that others see of two compilations is the same. */
    static void assertSame(Run expected, Run actual) {
        assertEquals(
                expected.compilation().compiled().keySet(),
                actual.compilation().compiled().keySet());
        assertEquals(expected.compilation().read(), actual.compilation().read());
        expected.compilation().compiled().forEach((path, file) -> {
            Compiled other = actual.file(path);
            assertEquals(file.source(), other.source());
            assertEquals(file.classes().keySet(), other.classes().keySet(), path::toString);
            file.classes()
                    .forEach((name, bytes) ->
                            assertArrayEquals(bytes, other.classes().get(name), name));
            assertEquals(file.facts(), other.facts());
            assertEquals(file.uses(), other.uses(), path::toString);
            assertEquals(file.missing(), other.missing(), path::toString);
            assertEquals(file.strangers(), other.strangers(), path::toString);
            assertEquals(file.links(), other.links(), path::toString);
            assertTrue(actual.compilation().missing().containsAll(file.missing()), path::toString);
            assertTrue(actual.compilation().concerns().containsAll(file.missing()), path::toString);
            assertTrue(actual.compilation().concerns().containsAll(file.links().keySet()), path::toString);
        });
    }

    /** The files in the cache's folder. */
    List<Path> entries() throws IOException {
        try (Stream<Path> all = Files.list(cache())) {
            return all.sorted().toList();
        }
    }

    @Override
    public void close() throws IOException {
        LOG.setLevel(null);
        log.close();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}

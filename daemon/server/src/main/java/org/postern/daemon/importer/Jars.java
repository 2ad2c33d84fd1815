package org.postern.daemon.importer;

import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.postern.daemon.compiler.SourceReader;
import org.postern.daemon.fault.Code;
import org.slf4j.Logger;

/** The libraries of an interpreter as files: they are loaded once, so that one that changes can only be told of. */
final class Jars {

    private final Map<Path, String> hashes = new ConcurrentHashMap<>();
    private final Set<Path> changed = ConcurrentHashMap.newKeySet();

    Jars(ClassLoader libraries) {
        if (libraries instanceof URLClassLoader loader) {
            for (URL url : loader.getURLs()) {
                Path jar = Path.of(URI.create(url.toString()));
                hashes.put(jar, SourceReader.hashNow(jar));
            }
        }
    }

    Set<Path> files() {
        return hashes.keySet();
    }

    /** Those that are not any more as they were loaded. */
    Set<Path> changed() {
        return Set.copyOf(changed);
    }

    /** Logs which of {@code paths} are libraries with another content. */
    void tellOf(Set<Path> paths, Logger log) {
        for (Map.Entry<Path, String> jar : hashes.entrySet()) {
            String now = paths.contains(jar.getKey()) ? SourceReader.hashNow(jar.getKey()) : jar.getValue();
            if (!now.equals(jar.getValue())) {
                jar.setValue(now);
                changed.add(jar.getKey());
                log.warn("{} {}: what is loaded is the library as it was", Code.JAR_CHANGED.id(), jar.getKey());
            }
        }
    }
}

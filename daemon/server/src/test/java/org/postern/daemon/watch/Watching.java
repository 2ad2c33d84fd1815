package org.postern.daemon.watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.postern.daemon.kit.LogCapture;

/** A watcher over a folder of its own. */
final class Watching implements AutoCloseable {

    /** Everything quick, but for refreshes, which do not count as hanging. */
    static final Pace QUICK = pace(Duration.ofMillis(20), Duration.ofHours(1));

    /** The poller does nothing, so that events alone must do it. */
    static final Pace BY_EVENTS_ALONE = new Pace(
            Duration.ofMillis(20),
            Duration.ofSeconds(2),
            Duration.ofHours(1),
            Duration.ofHours(1),
            Duration.ofHours(1),
            Duration.ofHours(1),
            Duration.ofHours(1));

    private final Path folder;
    private final LogCapture log = new LogCapture();
    private final FileWatcher watcher;
    private final List<Told> listeners = new ArrayList<>();

    Watching(Pace pace, Events events) throws IOException {
        this.folder = Files.createTempDirectory("postern-watch-").toRealPath();
        this.watcher = new FileWatcher(pace, events);
    }

    static Pace pace(Duration settle, Duration hang) {
        return new Pace(
                settle,
                Duration.ofSeconds(2),
                Duration.ofMillis(100),
                Duration.ofMillis(20),
                Duration.ofMillis(40),
                hang,
                Duration.ofMillis(50));
    }

    FileWatcher watcher() {
        return watcher;
    }

    LogCapture log() {
        return log;
    }

    Path path(String name) {
        return folder.resolve(name);
    }

    Path file(String name, String text) throws IOException {
        Files.createDirectories(path(name).getParent());
        return Files.writeString(path(name), text);
    }

    /** A listener that is told of these. */
    Told listener(Path... concerns) {
        return listener(Set.of(concerns), Set.of());
    }

    /** The same, and some files hold it back. */
    Told listener(Set<Path> concerns, Set<Path> holds) {
        Told told = new Told();
        listeners.add(told);
        watcher.watch(told, concerns, holds);
        return told;
    }

    @Override
    public void close() throws IOException {
        listeners.forEach(Told::letGo);
        watcher.close();
        log.close();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}

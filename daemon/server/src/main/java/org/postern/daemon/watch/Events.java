package org.postern.daemon.watch;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;

import org.jspecify.annotations.Nullable;

/** The system's events of folders. A seam: a test can have a system that tells nothing, late, or has no more room. */
interface Events extends Closeable {

    /** Tells of a folder from now on. The same folder under another name, or once more, has the same key. */
    WatchKey register(Path folder) throws IOException;

    /** Waits for a key that has events. */
    WatchKey take() throws InterruptedException;

    /** Another key that has events. */
    @Nullable
    WatchKey poll();

    static Events ofSystem() throws IOException {
        WatchService service = FileSystems.getDefault().newWatchService();
        return new Events() {
            @Override
            public WatchKey register(Path folder) throws IOException {
                return folder.register(
                        service,
                        StandardWatchEventKinds.ENTRY_CREATE,
                        StandardWatchEventKinds.ENTRY_MODIFY,
                        StandardWatchEventKinds.ENTRY_DELETE);
            }

            @Override
            public WatchKey take() throws InterruptedException {
                return service.take();
            }

            @Override
            public @Nullable WatchKey poll() {
                return service.poll();
            }

            @Override
            public void close() throws IOException {
                service.close();
            }
        };
    }
}

package org.postern.daemon.form;

import java.nio.file.Path;
import java.time.Clock;

import org.postern.daemon.config.FormLimits;

/** The daemon's forms: how large they may be, and the folder of their uploads. Safe for any thread. */
public final class Forms implements AutoCloseable {

    private final FormLimits limits;
    private final UploadFolder folder;

    /** Removes what daemons that were killed have left. */
    public Forms(FormLimits limits, Clock clock) {
        this.limits = limits;
        Path around = limits.folder();
        this.folder = new UploadFolder(around == null ? Path.of(System.getProperty("java.io.tmpdir")) : around);
        folder.clear(clock.instant());
    }

    /** The form of a request that begins. */
    public Form of(String interpreter) {
        return new Form(limits, folder, interpreter);
    }

    /** Removes the folder. */
    @Override
    public void close() {
        folder.close();
    }
}

package org.postern.daemon.importer;

import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;

/**
 * The texts in whose initialisers a reload hung and was given up. One that took its time is tried again; what hangs a second time has
 * failed, as each attempt may cost a thread for good. Guarded by the importer's lock, which callers hold.
 */
final class GivenUp {

    private final Importer importer;
    private final Map<Path, String> hashes = new HashMap<>();

    GivenUp(Importer importer) {
        this.importer = importer;
    }

    /** A build is given up where it is. */
    void add(Build build) {
        Path at = at(build);
        String hash = hash(build, at);
        if (at != null && hash != null) {
            hashes.put(at, hash);
        }
    }

    /** Whether a build is where one was given up, at the same text. */
    boolean isAgain(Build build) {
        Path at = at(build);
        String hash = hash(build, at);
        return hash != null && hash.equals(hashes.get(at));
    }

    /** Not what has just begun, as the reload may have taken its time with others before. */
    private @Nullable Path at(Build build) {
        return build.initialisers().runsFor(importer.housekeeping().hang().dividedBy(2));
    }

    private static @Nullable String hash(Build build, @Nullable Path at) {
        return at == null ? null : build.inputs().hash(at);
    }

    /** Lets what a build is at have failed, so that it is passed over until it changes. */
    void fail(Build build) {
        Path at = at(build);
        if (at == null) {
            return;
        }
        Fault fault = new Fault(
                Code.SLOW_INITIALISER,
                at + ": static initialiser: reloads hang there, and it is not tried again until it is saved"
                        + " (expected: that it ends soon; what takes long belongs on a thread of Apache.executor)");
        Snapshot base = importer.current();
        Draft draft = new Draft(base);
        build.hanging(at, fault).forEach(draft::fail);
        importer.publish(Snapshot.of(base.epoch(), base.targets(), draft.modules, draft.failures), draft, List.of());
        importer.log().error("{} {} {}", Code.RELOAD_FAILED.id(), fault.code().id(), fault.text());
    }

    /** Files have become live. */
    void forget(Collection<Path> files) {
        hashes.keySet().removeAll(files);
    }
}

package org.postern.api.spi;

import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/** The daemon, as the static functions of the API need it. Its methods are called on any thread. */
public abstract class Host {

    private static volatile @Nullable Host current;

    /** The daemon of this JVM. */
    public static Host current() {
        Host host = current;
        if (host == null) {
            throw new IllegalStateException(
                    "no Postern daemon runs in this JVM (expected: a call from a module that it loaded)");
        }
        return host;
    }

    /** Makes {@code host} the daemon of this JVM. */
    public static void install(Host host) {
        current = host;
    }

    /** What the calling module keeps under a name, else what the supplier makes. */
    public abstract <T> T keep(String name, Supplier<? extends T> supplier);

    /** What the modules of the caller's interpreter share under a name, else what the supplier makes. */
    public abstract <T> T shared(String name, Supplier<? extends T> supplier);

    /** A module that the calling module imports. */
    public abstract Class<?> importModule(String name);

    /** The same for one that is looked up in a folder first. */
    public abstract Class<?> importModule(String name, String dir);

    /**
     * A module that a bundled handler needs for the request that this thread runs.
     *
     * @param dir in which it is looked up first, an absolute path
     */
    public abstract Class<?> moduleOfRequest(String dir, String name);

    /** The same if it is in the folder itself and loaded and nothing stands against it, else null; without a look at the disk. */
    public abstract @Nullable Class<?> loadedModule(String dir, String name);

    /** Whether a class is of a module, and not the JDK's, a library's or Postern's. */
    public abstract boolean isOfModule(Class<?> type);

    /** Makes the calling module depend on a file. */
    public abstract void dependsOn(String path);

    /** Threads that end with the version of the calling module. */
    public abstract ScheduledExecutorService executor(String name, int threads);

    /** Logs for the calling module; {@code level} is that of syslog, 0 to 7. */
    public abstract void logError(String message, int level);

    /** What httpd prints with {@code -D DUMP_CONFIG}. */
    public abstract String configDump();

    /** The files that tell who has which password, and who is in which group. */
    public abstract PasswordFiles passwordFiles();

    /** What makes hashes of passwords, and compares them. */
    public abstract PasswordHashes passwordHashes();

    /** What limits how often passwords may be tried. */
    public abstract LoginAttempts loginAttempts();

    /**
     * What a bundled handler throws that cannot work with an option, so that the request ends with a 500 and the log says why.
     *
     * @param value null if it is not set
     * @param expected what it can be
     */
    public abstract RuntimeException badOption(String name, @Nullable String value, String expected);

    /**
     * What a bundled handler throws that cannot run a module, so that the request ends with a 500 and the log says why.
     *
     * @param module its file
     * @param found what is in it
     * @param expected what should be
     */
    public abstract RuntimeException badModule(String module, String found, String expected);

    /** What runs pages. */
    public abstract Pages pages();

    /** What runs programs. */
    public abstract Programs programs();

    /** What writes and reads JSON. */
    public abstract Json json();
}

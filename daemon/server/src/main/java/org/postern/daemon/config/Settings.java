package org.postern.daemon.config;

import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.postern.ajp.AjpLimits;

/**
 * The daemon's settings, read and checked; {@link Setting} says what each means.
 *
 * @param socketMode permission bits of unix sockets
 * @param neverSent extensions with their dots
 * @param followSymlinks whether links may lead out of a site's folders
 * @param sendfile folders whose files httpd sends itself
 * @param workersShare in percent
 * @param configCommand prints httpd's configuration
 * @param imports in the order in which they are loaded
 * @param importsRequired whether there is no start without them
 * @param connectionPorts in order of their names
 * @param loopbacks by the name of the interpreter; under the empty name what holds for all others
 * @param writers accounts that must not be able to write sources; empty if the check is off
 */
public record Settings(
        List<SocketAddress> listen,
        @Nullable Path secretFile,
        int socketMode,
        @Nullable String socketGroup,
        boolean nativeTransport,
        int eventLoops,
        AjpLimits limits,
        int workers,
        int queue,
        int workersShare,
        int responseBuffer,
        List<Path> roots,
        boolean inline,
        Optional<List<String>> writers,
        int maxInterpreters,
        List<String> neverSent,
        boolean followSymlinks,
        List<Path> sendfile,
        @Nullable String configCommand,
        List<Import> imports,
        boolean importsRequired,
        List<ConnectionPort> connectionPorts,
        Map<String, LoopbackSite> loopbacks,
        FormLimits forms,
        SessionSettings sessions,
        Duration settle,
        Duration drain,
        Duration restartDrain,
        @Nullable Path compileCache,
        boolean debug,
        @Nullable Path logFile,
        @Nullable Path control,
        @Nullable Path pidFile) {}

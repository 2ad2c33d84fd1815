package org.postern.daemon;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;

import org.postern.ajp.server.AjpServer;
import org.postern.daemon.config.Settings;

/** Where a daemon listens for httpd: the addresses in {@code ajp.listen}, of which some may come from a predecessor. */
final class Listening {

    private final Settings settings;
    private final AjpServer server;
    private List<SocketAddress> given = List.of();
    private List<SocketAddress> bound = List.of();

    Listening(Settings settings, AjpServer server) {
        this.settings = settings;
        this.server = server;
    }

    /**
     * Takes sockets of a predecessor, for {@link #begin}.
     *
     * @param giver gets the place where they are waited for, and the addresses that are wanted; returns those that it gives
     */
    void take(long predecessor, BiFunction<String, List<String>, List<String>> giver) throws IOException {
        List<SocketAddress> wanted = settings.listen();
        server.take(predecessor, meeting -> {
            List<String> texts = giver.apply(meeting, texts(wanted));
            given = texts.stream()
                    .map(text -> wanted.get(texts(wanted).indexOf(text)))
                    .toList();
            return given;
        });
    }

    /** Listens: first where somebody else may do so already, then with the sockets that were taken, so that nobody is let in in vain. */
    void begin() throws IOException {
        SocketAddress[] all = settings.listen().toArray(SocketAddress[]::new);
        for (boolean taken : new boolean[] {false, true}) {
            for (int i = 0; i < all.length; i++) {
                if (given.contains(settings.listen().get(i)) == taken) {
                    all[i] = bind(all[i]);
                }
            }
        }
        bound = List.of(all);
    }

    private SocketAddress bind(SocketAddress address) throws IOException {
        SocketAddress result = server.bind(address);
        if (address instanceof UnixDomainSocketAddress unix) {
            admit(unix.getPath());
        }
        return result;
    }

    /** Lets httpd connect to a unix socket. */
    private void admit(Path socket) throws IOException {
        PosixFileAttributeView view =
                Files.getFileAttributeView(socket, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        String group = settings.socketGroup();
        if (group != null) {
            try {
                view.setGroup(
                        socket.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName(group));
            } catch (IOException e) {
                throw new IOException(
                        "cannot give socket " + socket + " to group " + group + " (expected: ajp.socket-group names"
                                + " a group of which user " + System.getProperty("user.name") + " is a member): "
                                + e.getMessage(),
                        e);
            }
        }
        StringBuilder mode = new StringBuilder();
        for (int bit = 8; bit >= 0; bit--) {
            mode.append((settings.socketMode() >> bit & 1) == 0 ? '-' : "xwr".charAt(bit % 3));
        }
        Set<PosixFilePermission> permissions = PosixFilePermissions.fromString(mode.toString());
        Files.setPosixFilePermissions(socket, permissions);
    }

    /** Gives a successor the sockets of those of these addresses that there are. */
    List<String> give(List<String> wanted, String meeting, long successor) throws IOException {
        List<SocketAddress> addresses = settings.listen().stream()
                .filter(each -> wanted.contains(text(each)))
                .toList();
        given = server.give(addresses, meeting, successor);
        return texts(given);
    }

    /** Leaves to the successor what was given, and closes the rest. */
    void leave() {
        server.leave(given);
    }

    /** With the ports that the system chose. */
    List<SocketAddress> addresses() {
        return bound;
    }

    /** The same as the setting {@code ajp.listen} has it. */
    List<String> listening() {
        return texts(bound);
    }

    private static List<String> texts(List<SocketAddress> addresses) {
        return addresses.stream().map(Listening::text).toList();
    }

    private static String text(SocketAddress address) {
        return address instanceof InetSocketAddress inet
                ? inet.getAddress().getHostAddress() + ":" + inet.getPort()
                : "unix:" + address;
    }
}

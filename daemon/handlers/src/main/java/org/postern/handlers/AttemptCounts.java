package org.postern.handlers;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

import org.postern.api.Request;
import org.postern.api.spi.LoginAttempts.Count;

/** By what attempts to log in are counted: the user at an address; the address, whoever it tries; the user, wherever it is tried. */
final class AttemptCounts {

    private static final int LONGEST_NAME = 100;

    private AttemptCounts() {}

    static List<Count> of(Request req, LoginOptions options, String user) {
        String source = options.users().source();
        String name = user.length() > LONGEST_NAME ? "" : user;
        String address = network(req.useragentIp());
        return List.of(
                new Count(String.join("\n", source, "both", address, name), options.attempts()),
                new Count(String.join("\n", source, "address", address), 5 * options.attempts()),
                new Count(String.join("\n", source, "user", name), 10 * options.attempts()));
    }

    /** Of IPv6 the first half, as one line of one customer has the second for itself. */
    private static String network(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        try {
            byte[] bytes = InetAddress.getByName(address).getAddress();
            return HexFormat.of().formatHex(Arrays.copyOf(bytes, Math.min(bytes.length, 8)));
        } catch (UnknownHostException noAddress) {
            return address;
        }
    }
}

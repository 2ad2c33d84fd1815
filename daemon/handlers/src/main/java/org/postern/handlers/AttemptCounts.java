package org.postern.handlers;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import org.postern.api.Request;
import org.postern.api.spi.LoginAttempts.Count;

/** By what attempts to log in are counted: the user at an address; the address, whoever it tries; the user, wherever it is tried. */
final class AttemptCounts {

    private static final int LONGEST_NAME = 100;

    /** Marks on letters, blanks, and what controls or shows nothing. */
    private static final Pattern UNSEEN = Pattern.compile("[\\p{M}\\p{Z}\\p{C}]+");

    private AttemptCounts() {}

    static List<Count> of(Request req, LoginOptions options, String user) {
        String source = options.users().source();
        String name = name(user);
        String address = network(req.useragentIp());
        return List.of(
                new Count(String.join("\n", source, "both", address, name), options.attempts()),
                new Count(String.join("\n", source, "address", address), 5 * options.attempts()),
                new Count(String.join("\n", source, "user", name), 10 * options.attempts()));
    }

    /** Databases find users by other case, accents, widths or blanks, too; each spelling would have attempts of its own. */
    private static String name(String user) {
        if (user.length() > LONGEST_NAME) {
            return "";
        }
        String plain =
                UNSEEN.matcher(Normalizer.normalize(user, Normalizer.Form.NFKD)).replaceAll("");
        String folded = plain.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
        return folded.length() > LONGEST_NAME ? "" : folded;
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

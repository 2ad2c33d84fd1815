package org.postern.daemon.config;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.apache.commons.configuration2.PropertiesConfiguration.PropertiesReader;
import org.jspecify.annotations.Nullable;
import org.postern.ajp.AjpLimits;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;

/**
 * Reads settings files. Later files beat earlier ones; a name that nobody knows ends it with "did you mean".
 *
 * <p>Values are taken as they stand: nothing in them is interpolated, so no look-up can be smuggled in.
 */
public final class SettingsReader {

    private static final Pattern TIME = Pattern.compile("(\\d{1,9})\\s*(ms|s|min)");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,12})\\s*([kmg]?)");

    private final Map<String, String> values = new TreeMap<>();
    private String where = "settings";

    /** Adds the settings of a file. Its lines stand for themselves: no line brings in another file. */
    public SettingsReader file(Path file) {
        where = file.toString();
        try (PropertiesReader lines = new PropertiesReader(Files.newBufferedReader(file))) {
            while (lines.nextProperty()) {
                put(
                        lines.getPropertyName(),
                        String.valueOf(lines.getPropertyValue()).strip());
            }
        } catch (NoSuchFileException e) {
            throw new Fault(Code.BAD_SETTING, "settings file " + file + ": cannot be read: there is no such file", e);
        } catch (IOException e) {
            throw new Fault(Code.BAD_SETTING, "settings file " + file + ": cannot be read: " + e.getMessage(), e);
        }
        return this;
    }

    /** Sets one setting. */
    public SettingsReader put(String key, String value) {
        if (Setting.isFuture(key)) {
            throw new Fault(Code.FUTURE_SETTING, where + ": setting " + key + ": not in this version");
        }
        if (!Setting.isKnown(key)) {
            throw new Fault(Code.UNKNOWN_SETTING, where + ": unknown setting \"" + key + "\"" + didYouMean(key));
        }
        values.put(key, value);
        return this;
    }

    private static String didYouMean(String key) {
        List<String> known = Arrays.stream(Setting.values())
                .map(setting -> setting.like(key))
                .toList();
        return Spelling.nearest(key, known)
                .map(meant -> "; did you mean \"" + meant + "\"?")
                .orElse("; `postern help settings` lists them");
    }

    /** The settings, checked. */
    public Settings read() {
        List<SocketAddress> listen = new ArrayList<>();
        for (String address : list(Setting.AJP_LISTEN)) {
            listen.add(address(address));
        }
        Path secretFile = path(Setting.AJP_SECRET_FILE);
        if (secretFile == null) {
            listen.forEach(SettingsReader::checkLoopback);
        }
        return new Settings(
                listen,
                secretFile,
                socketMode(),
                text(Setting.AJP_SOCKET_GROUP),
                flag(Setting.AJP_NATIVE),
                number(Setting.AJP_THREADS, 1, 64),
                limits(),
                number(Setting.WORKERS_THREADS, 1, 10_000),
                number(Setting.WORKERS_QUEUE, 0, 1_000_000),
                (int) size(Setting.RESPONSE_BUFFER, 0, 1 << 30),
                roots(),
                flag(Setting.INLINE),
                writers(),
                number(Setting.INTERPRETERS_MAX, 1, 100_000),
                List.of(required(Setting.NEVER_SENT).split("[\\s,]+")),
                flag(Setting.FOLLOW_SYMLINKS),
                new ImportParser(values, where).imports(),
                flag(Setting.IMPORT_REQUIRED),
                time(Setting.SETTLE),
                time(Setting.DRAIN),
                path(Setting.COMPILE_CACHE),
                flag(Setting.DEBUG),
                path(Setting.LOG_ERROR),
                path(Setting.CONTROL),
                path(Setting.PID_FILE));
    }

    private AjpLimits limits() {
        return new AjpLimits(
                number(Setting.AJP_PACKET_IN, AjpLimits.PACKET_MIN, AjpLimits.PACKET_MAX),
                number(Setting.AJP_PACKET_OUT, AjpLimits.PACKET_MIN, AjpLimits.PACKET_MAX),
                number(Setting.AJP_HEADERS_MAX, 1, 10_000),
                number(Setting.AJP_ATTRIBUTES_MAX, 50, 10_000),
                size(Setting.AJP_BODY_MAX, 0, Long.MAX_VALUE),
                number(Setting.AJP_CONNECTIONS_MAX, 1, 1_000_000),
                time(Setting.AJP_PACKET_TIMEOUT),
                time(Setting.AJP_BODY_TIMEOUT),
                time(Setting.AJP_WRITE_TIMEOUT),
                time(Setting.AJP_IDLE_TIMEOUT),
                time(Setting.AJP_LINGER_TIMEOUT));
    }

    private int socketMode() {
        String mode = required(Setting.AJP_SOCKET_MODE);
        if (!mode.matches("0?[0-7]{3}")) {
            throw bad(Setting.AJP_SOCKET_MODE, mode, "three octal digits");
        }
        return Integer.parseInt(mode, 8);
    }

    private List<Path> roots() {
        List<Path> roots = new ArrayList<>();
        for (String entry : list(Setting.ROOTS)) {
            Path root = Path.of(entry);
            if (!root.isAbsolute() || !Files.isDirectory(root)) {
                throw bad(Setting.ROOTS, entry, "an absolute path of a folder that is there");
            }
            roots.add(root);
        }
        return roots;
    }

    private Optional<List<String>> writers() {
        return required(Setting.WRITERS).equals("off") ? Optional.empty() : Optional.of(list(Setting.WRITERS));
    }

    private SocketAddress address(String text) {
        if (text.startsWith("unix:")) {
            String path = text.substring("unix:".length());
            if (!path.startsWith("/")) {
                throw bad(Setting.AJP_LISTEN, text, "unix: and an absolute path");
            }
            return UnixDomainSocketAddress.of(path);
        }
        int colon = text.lastIndexOf(':');
        String port = text.substring(colon + 1);
        if (colon < 1 || !port.matches("\\d{1,5}") || Integer.parseInt(port) > 65_535) {
            throw bad(Setting.AJP_LISTEN, text, "HOST:PORT or unix:/path");
        }
        try {
            return new InetSocketAddress(InetAddress.getByName(text.substring(0, colon)), Integer.parseInt(port));
        } catch (UnknownHostException e) {
            throw bad(Setting.AJP_LISTEN, text, "a host that has an address");
        }
    }

    private static void checkLoopback(SocketAddress address) {
        if (address instanceof InetSocketAddress inet && !inet.getAddress().isLoopbackAddress()) {
            throw new Fault(
                    Code.UNSAFE_LISTEN,
                    "ajp.listen " + inet.getHostString() + ":" + inet.getPort()
                            + ": reachable from other machines, and ajp.secret-file is not set");
        }
    }

    private @Nullable String text(Setting setting) {
        String value = values.getOrDefault(setting.key(), setting.byDefault());
        return value == null || value.isEmpty() ? null : value;
    }

    private String required(Setting setting) {
        String value = text(setting);
        if (value == null) {
            throw new Fault(
                    Code.MISSING_SETTING, where + ": setting " + setting.key() + " is missing: " + setting.meaning());
        }
        return value;
    }

    private List<String> list(Setting setting) {
        return Arrays.stream(required(setting).split(","))
                .map(String::strip)
                .filter(entry -> !entry.isEmpty())
                .toList();
    }

    private @Nullable Path path(Setting setting) {
        String value = text(setting);
        return value == null ? null : Path.of(value).toAbsolutePath();
    }

    private boolean flag(Setting setting) {
        String value = required(setting);
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "on" -> true;
            case "off" -> false;
            default -> throw bad(setting, value, "on or off");
        };
    }

    private int number(Setting setting, int least, int most) {
        String value = required(setting);
        if (value.matches("\\d{1,9}")) {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        }
        throw bad(setting, value, "a number from " + least + " to " + most);
    }

    private long size(Setting setting, long least, long most) {
        String value = required(setting);
        Matcher matcher = SIZE.matcher(value.toLowerCase(Locale.ROOT));
        if (matcher.matches()) {
            int shift = switch (matcher.group(2)) {
                case "k" -> 10;
                case "m" -> 20;
                case "g" -> 30;
                default -> 0;
            };
            long number = Long.parseLong(matcher.group(1));
            if (number <= Long.MAX_VALUE >> shift && number << shift >= least && number << shift <= most) {
                return number << shift;
            }
        }
        throw bad(setting, value, "a number of bytes from " + least + " to " + most + ", as in 64k");
    }

    private Duration time(Setting setting) {
        String value = required(setting);
        Matcher matcher = TIME.matcher(value.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw bad(setting, value, "a time, as in 100ms, 10s or 2min");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            default -> Duration.ofMinutes(number);
        };
    }

    private Fault bad(Setting setting, String value, String expected) {
        return new Fault(
                Code.BAD_SETTING, where + ": " + setting.key() + " = " + value + " (expected: " + expected + ")");
    }
}

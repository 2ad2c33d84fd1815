package org.postern.daemon.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;

/**
 * The texts of settings, read as what each is to be. Keys are whole ones, with a name where {@link Setting#key} has NAME.
 *
 * @param texts by key, as the settings file has them
 * @param where they come from, for messages
 */
record SettingValues(Map<String, String> texts, String where) {

    private static final Pattern TIME = Pattern.compile("(\\d{1,9})\\s*(ms|s|min)");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,12})\\s*([kmg]?)");

    /** The names for which there is any of these settings. */
    Set<String> names(Setting... settings) {
        Set<String> names = new TreeSet<>();
        for (String key : texts.keySet()) {
            for (Setting setting : settings) {
                String name = setting.nameIn(key);
                if (name != null) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    /** Null where it is not set, or empty. */
    @Nullable
    String text(String key) {
        String value = texts.get(key);
        return value == null || value.isEmpty() ? null : value;
    }

    String text(String key, String byDefault) {
        String value = text(key);
        return value == null ? byDefault : value;
    }

    /** @param meaning what the setting is for */
    String required(String key, String meaning) {
        String value = text(key);
        if (value == null) {
            throw new Fault(Code.MISSING_SETTING, where + ": setting " + key + " is missing: " + meaning);
        }
        return value;
    }

    static List<String> list(String value) {
        return Arrays.stream(value.split(","))
                .map(String::strip)
                .filter(entry -> !entry.isEmpty())
                .toList();
    }

    boolean flag(String key, String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "on" -> true;
            case "off" -> false;
            default -> throw bad(key, value, "on or off");
        };
    }

    int number(String key, String value, int least, int most) {
        if (value.matches("\\d{1,9}")) {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        }
        throw bad(key, value, "a number from " + least + " to " + most);
    }

    long size(String key, String value, long least, long most) {
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
        throw bad(key, value, "a number of bytes from " + least + " to " + most + ", as in 64k");
    }

    Duration time(String key, String value) {
        Matcher matcher = TIME.matcher(value.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw bad(key, value, "a time, as in 100ms, 10s or 2min");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            default -> Duration.ofMinutes(number);
        };
    }

    /** @param forms in which the value may be, for messages */
    InetSocketAddress address(String key, String value, String forms) {
        int colon = value.lastIndexOf(':');
        String port = value.substring(colon + 1);
        if (colon < 1 || !port.matches("\\d{1,5}") || Integer.parseInt(port) > 65_535) {
            throw bad(key, value, forms);
        }
        try {
            return new InetSocketAddress(InetAddress.getByName(value.substring(0, colon)), Integer.parseInt(port));
        } catch (UnknownHostException e) {
            throw bad(key, value, "a host that has an address");
        }
    }

    Path folder(String key, String value) {
        try {
            Path folder = Path.of(value);
            if (folder.isAbsolute() && Files.isDirectory(folder)) {
                return folder;
            }
        } catch (InvalidPathException e) {
            throw bad(key, value, "a path");
        }
        throw bad(key, value, "an absolute path of a folder that is there");
    }

    Fault bad(String key, String value, String expected) {
        return new Fault(Code.BAD_SETTING, where + ": " + key + " = " + value + " (expected: " + expected + ")");
    }
}

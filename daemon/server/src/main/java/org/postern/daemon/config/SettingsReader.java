package org.postern.daemon.config;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

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

    private final Map<String, String> texts = new TreeMap<>();
    private String where = "settings";
    private @Nullable Path file;

    /** Adds the settings of a file. Its lines stand for themselves: no line brings in another file. */
    public SettingsReader file(Path file) {
        where = file.toString();
        this.file = file;
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
        texts.put(key, value);
        return this;
    }

    private static String didYouMean(String key) {
        List<String> known = Arrays.stream(Setting.values())
                .map(setting -> setting.like(key))
                .toList();
        return Spelling.nearest(key, known)
                .map(meant -> "; did you mean \"" + meant + "\"?")
                .orElse(
                        key.matches("sessions?\\..*")
                                ? "; what a site's sessions are like is said in httpd's configuration, as by"
                                        + " `Use JavaOption session.timeout 1800`"
                                : "; `postern help settings` lists them");
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
        NamedInterpreters interpreters = new NamedInterpreters(values());
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
                number(Setting.WORKERS_SHARE, 1, 100),
                (int) size(Setting.RESPONSE_BUFFER, 0, 1 << 30),
                folders(Setting.ROOTS),
                flag(Setting.INLINE),
                writers(),
                number(Setting.INTERPRETERS_MAX, 1, 100_000),
                List.of(required(Setting.NEVER_SENT).split("[\\s,]+")),
                flag(Setting.FOLLOW_SYMLINKS),
                required(Setting.SENDFILE).equals("off") ? List.of() : folders(Setting.SENDFILE),
                text(Setting.HTTPD_CONFIG_COMMAND),
                new ImportParser(values(), interpreters).imports(),
                flag(Setting.IMPORT_REQUIRED),
                new ConnectionParser(values(), interpreters).ports(),
                new LoopbackParser(values()).sites(),
                forms(),
                new SessionParser(values(), file).settings(),
                time(Setting.SETTLE),
                time(Setting.DRAIN),
                time(Setting.RESTART_DRAIN),
                path(Setting.COMPILE_CACHE),
                flag(Setting.DEBUG),
                path(Setting.LOG_ERROR),
                path(Setting.CONTROL),
                path(Setting.PID_FILE));
    }

    private SettingValues values() {
        return new SettingValues(texts, where);
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

    private FormLimits forms() {
        String folder = text(Setting.FORMS_FOLDER);
        return new FormLimits(
                folder == null ? null : values().folder(Setting.FORMS_FOLDER.key(), folder),
                number(Setting.FORMS_FIELDS_MAX, 1, 1_000_000),
                (int) size(Setting.FORMS_NAME_MAX, 1, 1 << 20),
                (int) size(Setting.FORMS_VALUE_MAX, 1, 1 << 29),
                (int) size(Setting.FORMS_MEMORY_MAX, 1, 1 << 30),
                (int) size(Setting.FORMS_IN_MEMORY, 0, 1 << 30),
                size(Setting.FORMS_FILE_MAX, 0, Long.MAX_VALUE),
                size(Setting.FORMS_TOTAL_MAX, 0, Long.MAX_VALUE),
                number(Setting.FORMS_HEADERS_MAX, 1, 1000),
                (int) size(Setting.FORMS_HEADER_MAX, 100, FormLimits.HEADER_MOST));
    }

    private int socketMode() {
        String mode = required(Setting.AJP_SOCKET_MODE);
        if (!mode.matches("0?[0-7]{3}")) {
            throw bad(Setting.AJP_SOCKET_MODE, mode, "three octal digits");
        }
        return Integer.parseInt(mode, 8);
    }

    private List<Path> folders(Setting setting) {
        return list(setting).stream()
                .map(entry -> values().folder(setting.key(), entry))
                .toList();
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
        return values().address(Setting.AJP_LISTEN.key(), text, "HOST:PORT or unix:/path");
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
        String value = texts.getOrDefault(setting.key(), setting.byDefault());
        return value == null || value.isEmpty() ? null : value;
    }

    private String required(Setting setting) {
        String value = text(setting);
        return value == null ? values().required(setting.key(), setting.meaning()) : value;
    }

    private List<String> list(Setting setting) {
        return SettingValues.list(required(setting));
    }

    private @Nullable Path path(Setting setting) {
        String value = text(setting);
        return value == null ? null : Path.of(value).toAbsolutePath();
    }

    private boolean flag(Setting setting) {
        return values().flag(setting.key(), required(setting));
    }

    private int number(Setting setting, int least, int most) {
        return values().number(setting.key(), required(setting), least, most);
    }

    private long size(Setting setting, long least, long most) {
        return values().size(setting.key(), required(setting), least, most);
    }

    private Duration time(Setting setting) {
        return values().time(setting.key(), required(setting));
    }

    private Fault bad(Setting setting, String value, String expected) {
        return values().bad(setting.key(), value, expected);
    }
}

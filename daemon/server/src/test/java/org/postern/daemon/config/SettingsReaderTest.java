package org.postern.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;

/** Settings files to settings. */
class SettingsReaderTest {

    @TempDir
    Path folder;

    private SettingsReader reader() {
        return new SettingsReader().put("roots", folder.toString());
    }

    private Settings with(String key, String value) {
        return reader().put(key, value).read();
    }

    private Path file(String name, String... lines) throws IOException {
        return Files.writeString(folder.resolve(name), String.join("\n", lines) + "\n");
    }

    private static Fault refused(Code code, org.junit.jupiter.api.function.Executable reading) {
        Fault fault = assertThrows(Fault.class, reading);
        assertSame(code, fault.code(), fault.text());
        return fault;
    }

    @Test
    void onlyRoots_isAllThatIsNeeded() {
        Settings settings = reader().read();
        assertEquals(List.of(new InetSocketAddress("127.0.0.1", 8009)), settings.listen());
        assertEquals(List.of(folder), settings.roots());
        assertNull(settings.secretFile());
        assertEquals(0660, settings.socketMode());
        assertNull(settings.socketGroup());
        assertTrue(settings.nativeTransport());
        assertEquals(2, settings.eventLoops());
        assertEquals(64, settings.workers());
        assertEquals(512, settings.queue());
        assertEquals(65_536, settings.responseBuffer());
        assertFalse(settings.inline());
        assertEquals(Optional.of(List.of("www-data")), settings.writers());
        assertEquals(1000, settings.maxInterpreters());
        assertEquals(Duration.ofMillis(100), settings.settle());
        assertNull(settings.compileCache());
        assertFalse(settings.debug());
        assertNull(settings.logFile());
        assertNull(settings.pidFile());
        assertEquals(65_536, settings.limits().packetIn());
        assertEquals(8192, settings.limits().packetOut());
        assertEquals(Duration.ZERO, settings.limits().idleTimeout());
    }

    @Test
    void withoutRoots_nothingStarts() {
        Fault fault = refused(Code.MISSING_SETTING, () -> new SettingsReader().read());
        assertTrue(fault.text().contains("setting roots is missing"), fault.text());
    }

    @ParameterizedTest
    @CsvSource({
        "ajp.threads, 1, 64",
        "ajp.packet-in, 8192, 65536",
        "ajp.packet-out, 8192, 65536",
        "ajp.headers-max, 1, 10000",
        "ajp.attributes-max, 50, 10000",
        "ajp.connections-max, 1, 1000000",
        "workers.threads, 1, 10000",
        "workers.queue, 0, 1000000",
        "interpreters.max, 1, 100000"
    })
    void aNumber_hasItsBounds(String key, int least, int most) {
        with(key, String.valueOf(least));
        with(key, String.valueOf(most));
        for (String value : List.of("" + (least - 1), "" + (most + 1), "many", "1.5", "0x10", "99999999999")) {
            Fault fault = refused(Code.BAD_SETTING, () -> with(key, value));
            assertEquals(
                    "settings: " + key + " = " + value + " (expected: a number from " + least + " to " + most + ")",
                    fault.text());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ajp.body-max, 0, 0",
        "ajp.body-max, 8388607g, 9007198180999168",
        "ajp.body-max, 10K, 10240",
        "ajp.body-max, 3 m, 3145728",
        "ajp.body-max, 999999999999, 999999999999"
    })
    void aSize_mayHaveAUnit(String key, String value, long bytes) {
        assertEquals(bytes, with(key, value).limits().body());
    }

    @Test
    void responseBuffer_isASizeUpToAGigabyte() {
        assertEquals(0, with("response.buffer", "0").responseBuffer());
        assertEquals(1 << 30, with("response.buffer", "1g").responseBuffer());
        refused(Code.BAD_SETTING, () -> with("response.buffer", "2g"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1t", "k", "1.5m", "64kb", "1000000000000", "999999999999g"})
    void aSizeThatIsNone_isRefused(String value) {
        Fault fault = refused(Code.BAD_SETTING, () -> with("ajp.body-max", value));
        assertTrue(fault.text().endsWith(", as in 64k)"), fault.text());
    }

    @ParameterizedTest
    @CsvSource({"100ms, 100", "10s, 10000", "2min, 120000", "0s, 0", "5 S, 5000", "1MIN, 60000"})
    void aTime_hasAUnit(String value, long millis) {
        for (String key : List.of(
                "settle",
                "ajp.packet-timeout",
                "ajp.body-timeout",
                "ajp.write-timeout",
                "ajp.idle-timeout",
                "ajp.linger-timeout")) {
            with(key, value);
        }
        assertEquals(Duration.ofMillis(millis), with("settle", value).settle());
        assertEquals(
                Duration.ofMillis(millis),
                with("ajp.body-timeout", value).limits().bodyTimeout());
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "5m", "5h", "-1s", "1.5s", "s", "10000000000s"})
    void aTimeThatIsNone_isRefused(String value) {
        assertEquals(
                "settings: settle = " + value + " (expected: a time, as in 100ms, 10s or 2min)",
                refused(Code.BAD_SETTING, () -> with("settle", value)).text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ajp.native", "inline", "debug"})
    void aSwitch_isOnOrOff(String key) {
        with(key, "on");
        with(key, "OFF");
        assertEquals(
                "settings: " + key + " = yes (expected: on or off)",
                refused(Code.BAD_SETTING, () -> with(key, "yes")).text());
    }

    @Test
    void listen_takesSeveral_ofBothKinds() {
        List<SocketAddress> listen =
                with("ajp.listen", "127.0.0.1:0, unix:/run/p.sock ,[::1]:8009").listen();
        assertEquals(new InetSocketAddress("127.0.0.1", 0), listen.get(0));
        assertEquals(UnixDomainSocketAddress.of("/run/p.sock"), listen.get(1));
        assertEquals(new InetSocketAddress("::1", 8009), listen.get(2));
        assertEquals(3, listen.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"8009", ":8009", "localhost", "localhost:http", "127.0.0.1:65536", "unix:p.sock", "unix:"})
    void listen_refusesWhatIsNoAddress(String value) {
        Fault fault = refused(Code.BAD_SETTING, () -> with("ajp.listen", value));
        assertTrue(fault.text().startsWith("settings: ajp.listen = " + value + " (expected: "), fault.text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0:8009", "192.0.2.1:8009", "127.0.0.1:1,0.0.0.0:2", "[::]:8009"})
    void listen_beyondThisMachine_needsASecret(String value) throws IOException {
        Fault fault = refused(Code.UNSAFE_LISTEN, () -> with("ajp.listen", value));
        assertTrue(fault.text().contains("ajp.secret-file is not set"), fault.text());
        Path secret = file("secret", "sesame");
        reader().put("ajp.secret-file", secret.toString())
                .put("ajp.listen", value)
                .read();
    }

    @Test
    void listen_onASocketOrLoopback_needsNoSecret() {
        with("ajp.listen", "unix:/run/p.sock, 127.0.0.5:1, [::1]:2");
    }

    @ParameterizedTest
    @CsvSource({"600, 384", "0660, 432", "777, 511"})
    void socketMode_isOctal(String value, int mode) {
        assertEquals(mode, with("ajp.socket-mode", value).socketMode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-rw----", "888", "66", "1660", "00660"})
    void socketMode_refusesTheRest(String value) {
        assertEquals(
                "settings: ajp.socket-mode = " + value + " (expected: three octal digits)",
                refused(Code.BAD_SETTING, () -> with("ajp.socket-mode", value)).text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"relative", "/nonexistent/folder", "/etc/passwd"})
    void roots_areFoldersThatAreThere(String value) {
        assertEquals(
                "settings: roots = " + value + " (expected: an absolute path of a folder that is there)",
                refused(Code.BAD_SETTING, () -> with("roots", value)).text());
    }

    @Test
    void roots_mayBeSeveral() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other"));
        assertEquals(
                List.of(folder, other),
                with("roots", folder + " , " + other + ",").roots());
    }

    @Test
    void writers_areAccounts_orOff() {
        assertEquals(Optional.of(List.of("a", "b")), with("writers", "a, b").writers());
        assertEquals(Optional.empty(), with("writers", "off").writers());
    }

    @ParameterizedTest
    @CsvSource({
        "ajp.listn, ajp.listen",
        "root, roots",
        "worker.thread, workers.threads",
        "interpreter.max, interpreters.max",
        "inport, import",
        "import.require, import.required",
        "interpretr.shop.root, interpreter.shop.root",
        "interpreter.shop.example.org.rot, interpreter.shop.example.org.root",
        "Inline, inline",
        "log.eror, log.error"
    })
    void anUnknownName_isAskedBack(String key, String meant) {
        assertEquals(
                "settings: unknown setting \"" + key + "\"; did you mean \"" + meant + "\"?",
                refused(Code.UNKNOWN_SETTING, () -> with(key, "1")).text());
    }

    @Test
    void aNameLikeNoOther_pointsToTheList() {
        assertEquals(
                "settings: unknown setting \"completely.different\"; `postern help settings` lists them",
                refused(Code.UNKNOWN_SETTING, () -> with("completely.different", "1"))
                        .text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"session.timeout", "sessions.timeout", "session.cookie_secure"})
    void anOptionOfSessions_isSentToWhereOptionsAre(String key) {
        assertEquals(
                "settings: unknown setting \"" + key
                        + "\"; what a site's sessions are like is said in httpd's configuration, as by"
                        + " `Use JavaOption session.timeout 1800`",
                refused(Code.UNKNOWN_SETTING, () -> with(key, "1")).text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"never_sent", "status.sites", "loopback.url", "loopback.shop.url"})
    void aSettingOfALaterVersion_isRefusedAsSuch(String key) {
        if (Setting.isKnown(key)) {
            return;
        }
        assertEquals(
                "settings: setting " + key + ": not in this version",
                refused(Code.FUTURE_SETTING, () -> with(key, "1")).text());
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void everySetting_isTakenWithItsDefault(Setting setting) {
        assertFalse(setting.meaning().isEmpty());
        if (setting.byDefault() != null) {
            assertEquals(reader().read(), with(setting.key(), setting.byDefault()));
        }
    }

    // --- connection handlers

    private SettingsReader echo(String... settings) {
        SettingsReader reader = reader().put("connection.echo.listen", "127.0.0.1:7007")
                .put("connection.echo.handler", "echo")
                .put("interpreter.echo.root", folder.toString());
        for (int i = 0; i < settings.length; i += 2) {
            reader.put(settings[i], settings[i + 1]);
        }
        return reader;
    }

    @Test
    void aConnection_hasTheInterpreterOfItsName_andDefaults() {
        ConnectionPort port = echo().read().connectionPorts().get(0);
        assertEquals(
                new ConnectionPort(
                        "echo",
                        new InetSocketAddress("127.0.0.1", 7007),
                        new Handler.Named("echo", null, null, false),
                        port.interpreter(),
                        100,
                        Duration.ofSeconds(60),
                        65_536),
                port);
        assertEquals(folder.toString(), port.interpreter().root());
        assertEquals(List.of(), reader().read().connectionPorts());
    }

    @Test
    void aConnection_hasWhatIsSet() {
        List<ConnectionPort> ports = echo(
                        "connection.echo.interpreter", "www.example.org",
                        "interpreter.www.example.org.root", folder.toString(),
                        "connection.echo.handler", "net/echo::Inner.serve",
                        "connection.echo.max", "7",
                        "connection.echo.timeout", "5min",
                        "connection.echo.read-max", "1m",
                        "connection.a.b.listen", "[::1]:0",
                        "connection.a.b.handler", "x",
                        "interpreter.a.b.root", folder.toString())
                .read()
                .connectionPorts();
        assertEquals(
                List.of("a.b", "echo"), ports.stream().map(ConnectionPort::name).toList());
        assertEquals(new InetSocketAddress("::1", 0), ports.get(0).address());
        ConnectionPort echo = ports.get(1);
        assertEquals("www.example.org", echo.interpreter().name());
        assertEquals(new Handler.Named("net/echo", "Inner.serve", null, false), echo.handler());
        assertEquals(7, echo.most());
        assertEquals(Duration.ofMinutes(5), echo.timeout());
        assertEquals(1 << 20, echo.longest());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "listen | 7007 | (expected: HOST:PORT, where 0.0.0.0 is every address of the machine)",
                "listen | :7007 | (expected: HOST:PORT, where 0.0.0.0 is every address of the machine)",
                "listen | 127.0.0.1:65536 | (expected: HOST:PORT, where 0.0.0.0 is every address of the machine)",
                "listen | unix:/run/echo | (expected: HOST:PORT, where 0.0.0.0 is every address of the machine)",
                "listen | no.such.host.invalid:1 | (expected: a host that has an address)",
                "handler | a b | (expected: MODULE or MODULE::METHOD)",
                "handler | {c.write();} | (expected: MODULE or MODULE::METHOD)",
                "handler | echo:: | (expected: MODULE or MODULE::METHOD)",
                "handler | ::echo | (expected: MODULE or MODULE::METHOD)",
                "handler | echo::a::b | (expected: MODULE or MODULE::METHOD)",
                "max | 0 | (expected: a number from 1 to 100000)",
                "timeout | 60 | (expected: a time, as in 100ms, 10s or 2min)",
                "read-max | 0 | (expected: a number of bytes from 1 to 1073741824, as in 64k)",
            })
    void aConnectionsBadValue_isNamed(String last, String value, String expected) {
        String key = "connection.echo." + last;
        assertEquals(
                "settings: " + key + " = " + value + " " + expected,
                refused(Code.BAD_SETTING, () -> echo(key, value).read()).text());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "connection.echo.listen | | settings: setting connection.echo.listen is missing: HOST:PORT on which",
                "connection.echo.handler | | settings: setting connection.echo.handler is missing: MODULE or",
                "connection.more.max | 7 | settings: setting connection.more.handler is missing: MODULE or",
                "connection.echo.interpreter | ecco | settings: connection.echo.interpreter = ecco: setting interpreter.ecco.root is"
                        + " missing (expected: the folder below which its modules are looked up); there is interpreter.echo.root: did"
                        + " you mean \"echo\"?"
            })
    void aConnectionThatLacksSomething_isNamed(String key, @Nullable String value, String text) {
        String told = refused(
                        Code.MISSING_SETTING,
                        () -> echo(key, value == null ? "" : value).read())
                .text();
        assertTrue(told.startsWith(text), told);
    }

    @Test
    void aConnectionWithoutRoot_isNamed() {
        SettingsReader reader =
                reader().put("connection.echo.listen", "127.0.0.1:0").put("connection.echo.handler", "net::serve");
        assertEquals(
                "settings: connection.echo.handler = net::serve: setting interpreter.echo.root is missing (expected: the folder below"
                        + " which its modules are looked up)",
                refused(Code.MISSING_SETTING, reader::read).text());
    }

    @Test
    void aConnectionsUnknownName_isMeantToBeAnother() {
        assertEquals(
                "settings: unknown setting \"connection.echo.hander\"; did you mean \"connection.echo.handler\"?",
                refused(Code.UNKNOWN_SETTING, () -> echo("connection.echo.hander", "echo"))
                        .text());
    }

    // --- import

    private Fault refusedImport(Code code, String value, String... more) {
        SettingsReader reader = reader().put("import", value).put("interpreter.shop.root", folder.toString());
        for (int i = 0; i < more.length; i += 2) {
            reader.put(more[i], more[i + 1]);
        }
        return refused(code, reader::read);
    }

    @Test
    void imports_keepTheirOrder_andKnowTheirInterpreters() {
        Settings settings = reader().put(
                        "import", "shop/basket@shop, a.b::Inner.start@www.example.org ,basket@www.example.org,")
                .put("interpreter.www.example.org.root", folder + "/")
                .put("interpreter.shop.root", folder.toString())
                .put("interpreter.shop.path", "lib:/srv/more/*.jar:")
                .put("interpreter.shop.auto-reload", "Off")
                .put("interpreter.shop.reload-on-error", "fail")
                .put("interpreter.shop.compiler", "Janino")
                .put("import.required", "on")
                .read();
        NamedInterpreter shop = new NamedInterpreter(
                "shop",
                folder.toString(),
                List.of("lib", "/srv/more/*.jar"),
                false,
                Plan.ReloadOnError.FAIL,
                Plan.Compiler.JANINO);
        NamedInterpreter www =
                new NamedInterpreter("www.example.org", folder + "/", List.of(), true, null, Plan.Compiler.ECJ);
        assertEquals(
                List.of(
                        new Import("shop/basket", null, shop),
                        new Import("a.b", "Inner.start", www),
                        new Import("basket", null, www)),
                settings.imports());
        assertTrue(settings.importsRequired());
        assertEquals(List.of(), reader().read().imports());
        assertEquals(List.of(), with("import", "").imports());
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello", "hello@", "@shop", "::start@shop", "hello::@shop", "hello::a::b@shop"})
    void import_isAModuleInAnInterpreter(String value) {
        assertEquals(
                "settings: import = " + value + " (expected: MODULE@INTERPRETER or MODULE::FUNCTION@INTERPRETER)",
                refusedImport(Code.BAD_SETTING, value).text());
    }

    @Test
    void import_intoAnInterpreterWithoutRoot_namesTheSettingThatIsMissing() {
        assertEquals(
                "settings: import = hello@shpo: setting interpreter.shpo.root is missing (expected: the folder below"
                        + " which its modules are looked up); there is interpreter.shop.root: did you mean \"shop\"?",
                refusedImport(Code.MISSING_SETTING, "hello@shpo").text());
        assertTrue(refusedImport(Code.MISSING_SETTING, "hello@www.example.org")
                .text()
                .endsWith("are looked up)"));
        refusedImport(Code.MISSING_SETTING, "hello@www", "interpreter.www.path", "lib");
    }

    @ParameterizedTest
    @CsvSource({
        "root, relative, an absolute path of a folder that is there",
        "root, /nonexistent/folder, an absolute path of a folder that is there",
        "root, , an absolute path of a folder that is there",
        "auto-reload, yes, on or off",
        "reload-on-error, ignore, keep or fail"
    })
    void anInterpretersSetting_isChecked(String key, String value, String expected) {
        String given = value == null ? "" : value;
        String said = refusedImport(Code.BAD_SETTING, "", "interpreter.shop." + key, given)
                .text();
        assertTrue(said.startsWith("settings: interpreter.shop." + key + " = " + given), said);
        assertTrue(said.endsWith("(expected: " + expected + ")"), said);
    }

    @Test
    void aFile_isReadWithCommentsAndBlanks() throws IOException {
        Path file = file("postern.properties", "# a comment", "", "roots = " + folder, "  workers.threads :  7  ");
        Settings settings = new SettingsReader().file(file).read();
        assertEquals(List.of(folder), settings.roots());
        assertEquals(7, settings.workers());
    }

    @Test
    void theSameNameTwiceInAFile_theLastLineCounts() throws IOException {
        Path file =
                file("p", "roots = /nonexistent", "workers.threads = 1", "workers.threads = 9", "roots = " + folder);
        Settings settings = new SettingsReader().file(file).read();
        assertEquals(9, settings.workers());
        assertEquals(List.of(folder), settings.roots());
    }

    @Test
    void aLaterFile_beatsAnEarlierOne() throws IOException {
        Path first = file("first", "roots = " + folder, "workers.threads = 1", "inline = on");
        Path second = file("second", "workers.threads = 2");
        Settings settings = new SettingsReader().file(first).file(second).read();
        assertEquals(2, settings.workers());
        assertTrue(settings.inline());
    }

    @Test
    void aList_keepsItsCommasInOneLine() throws IOException {
        Path file =
                file("p", "roots = " + folder + "," + folder, "writers = a,b", "ajp.listen = 127.0.0.1:1,127.0.0.1:2");
        Settings settings = new SettingsReader().file(file).read();
        assertEquals(2, settings.roots().size());
        assertEquals(2, settings.listen().size());
        assertEquals(Optional.of(List.of("a", "b")), settings.writers());
    }

    @Test
    void noValue_isInterpolated() throws IOException {
        Path file = file("p", "roots = " + folder, "log.error = /log/${sys:user.home}/${env:HOME}/x");
        assertEquals(
                Path.of("/log/${sys:user.home}/${env:HOME}/x"),
                new SettingsReader().file(file).read().logFile());
    }

    @Test
    void noFile_isIncluded() throws IOException {
        file("other", "workers.threads = 3");
        Path file = file("p", "roots = " + folder, "include = other");
        refused(Code.UNKNOWN_SETTING, () -> new SettingsReader().file(file));
    }

    @Test
    void aFileThatIsNotThere_isNamed() {
        Path missing = folder.resolve("missing");
        Fault fault = refused(Code.BAD_SETTING, () -> new SettingsReader().file(missing));
        assertTrue(fault.text().startsWith("settings file " + missing + ": cannot be read: "), fault.text());
    }

    @Test
    void aMistakeInAFile_namesTheFile() throws IOException {
        Path file = file("p", "roots = " + folder, "inline = perhaps");
        SettingsReader reader = new SettingsReader().file(file);
        assertEquals(
                file + ": inline = perhaps (expected: on or off)",
                refused(Code.BAD_SETTING, reader::read).text());
    }

    @Test
    void secret_isTheFirstLineOfAFileForItsOwnerAlone() throws IOException {
        Path file = file("secret", "  sesame, open  ", "second line");
        Files.setPosixFilePermissions(file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
        assertEquals("sesame, open", new String(Secret.read(file), java.nio.charset.StandardCharsets.UTF_8));
        Files.setPosixFilePermissions(file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r-----"));
        assertTrue(refused(Code.BAD_SECRET_FILE, () -> Secret.read(file)).text().contains("others can read it"));
        Files.setPosixFilePermissions(file, java.nio.file.attribute.PosixFilePermissions.fromString("rw--w----"));
        assertTrue(refused(Code.BAD_SECRET_FILE, () -> Secret.read(file)).text().contains("others can write it"));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "64, 64"})
    void secret_hasOneTo63Characters(int length, int told) throws IOException {
        Path file = file("secret", "x".repeat(length));
        Files.setPosixFilePermissions(file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
        assertEquals(
                file + ": its first line has " + told + " characters (expected: 1 to 63)",
                refused(Code.BAD_SECRET_FILE, () -> Secret.read(file)).text());
    }
}

package org.postern.daemon.config;

import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The daemon's settings: name, default, meaning. Times are a number and {@code ms}, {@code s} or {@code min}; sizes a number of bytes,
 * or one with {@code k}, {@code m} or {@code g} behind it; switches {@code on} or {@code off}. {@code NAME} in a key stands for a name.
 */
public enum Setting {
    AJP_LISTEN(
            "ajp.listen", "127.0.0.1:8009", "where httpd is listened for: HOST:PORT or unix:/path, several by comma"),
    AJP_SECRET_FILE(
            "ajp.secret-file",
            null,
            "file with the secret that httpd's worker sends; one line, mode 0600; read again when it changes"),
    AJP_SOCKET_MODE("ajp.socket-mode", "660", "mode of unix sockets, octal"),
    AJP_SOCKET_GROUP("ajp.socket-group", null, "group of unix sockets, so that httpd may connect"),
    AJP_NATIVE("ajp.native", "on", "use the system's epoll where it loads"),
    AJP_THREADS("ajp.threads", "2", "event loops, 1 to 64"),
    AJP_PACKET_IN("ajp.packet-in", "65536", "largest packet taken, 8192 to 65536"),
    AJP_PACKET_OUT(
            "ajp.packet-out",
            "8192",
            "largest packet sent, 8192 to 65536; not more than httpd's ProxyIOBufferSize. With postern.conf, bodies come in packets of 65536"),
    AJP_HEADERS_MAX("ajp.headers-max", "200", "headers of one request"),
    AJP_ATTRIBUTES_MAX("ajp.attributes-max", "500", "attributes of one request"),
    AJP_BODY_MAX("ajp.body-max", "1024g", "longest request body; more is a 413"),
    AJP_CONNECTIONS_MAX(
            "ajp.connections-max", "10000", "connections at once; at least twice httpd's MaxRequestWorkers"),
    AJP_PACKET_TIMEOUT("ajp.packet-timeout", "10s", "from a packet's first byte to its last"),
    AJP_BODY_TIMEOUT("ajp.body-timeout", "60s", "waiting for a piece of a request's body"),
    AJP_WRITE_TIMEOUT("ajp.write-timeout", "90s", "httpd takes nothing of an answer; more than httpd's Timeout"),
    AJP_IDLE_TIMEOUT("ajp.idle-timeout", "0s", "closing idle connections; 0s: never, which is right for httpd"),
    AJP_LINGER_TIMEOUT("ajp.linger-timeout", "5s", "reading on after the last answer of a connection"),
    WORKERS_THREADS("workers.threads", "64", "requests that run at once"),
    WORKERS_QUEUE("workers.queue", "512", "requests that wait for a thread; more get a 503"),
    WORKERS_SHARE(
            "workers.share", "75", "percent of both that one interpreter may have, where there are several, 1 to 100"),
    RESPONSE_BUFFER("response.buffer", "64k", "answers up to this size get a Content-Length"),
    ROOTS("roots", null, "folders below which every source lies, by comma; must be set"),
    INLINE("inline", "off", "handlers whose source stands in a directive"),
    WRITERS("writers", "www-data", "accounts that must not be able to write sources, by comma; off: no check"),
    INTERPRETERS_MAX("interpreters.max", "1000", "interpreters at once; more get a 503"),
    NEVER_SENT(
            "never_sent",
            ".java .psp .vampire .php* .phtml .phar .inc .cgi .fcgi .pl .py .rb .jsp .sh .shtml",
            "extensions of files that are never sent as they are; dot files and editors' backups never are"),
    FOLLOW_SYMLINKS(
            "follow_symlinks",
            "off",
            "send files behind links that lead out of the DocumentRoot or Alias; httpd's own Options hold as well"),
    SENDFILE(
            "sendfile",
            "off",
            "folders, by comma, whose files httpd sends itself by mod_xsendfile: its XSendFilePath names the same; off: none"),
    HTTPD_CONFIG_COMMAND(
            "httpd.config-command",
            null,
            "shell command that prints httpd's configuration for Apache.configTree(), by -t -D DUMP_CONFIG; not set: none"),
    IMPORT(
            "import",
            null,
            "modules that are loaded before the first request is answered, in order, by comma: MODULE@INTERPRETER, or"
                    + " MODULE::FUNCTION@INTERPRETER, which also calls a static method without parameters"),
    IMPORT_REQUIRED(
            "import.required",
            "off",
            "where one of them fails the start ends; off: it is logged, and the start goes on"),
    INTERPRETER_ROOT(
            "interpreter.NAME.root", null, "as JavaRoot, for modules of interpreter NAME that no directive asks for"),
    INTERPRETER_PATH("interpreter.NAME.path", null, "as JavaPath where that interpreter is used"),
    INTERPRETER_AUTO_RELOAD("interpreter.NAME.auto-reload", null, "as JavaAutoReload there; not set: on"),
    INTERPRETER_RELOAD_ON_ERROR(
            "interpreter.NAME.reload-on-error", null, "as JavaReloadOnError there; not set: as if not given"),
    INTERPRETER_COMPILER("interpreter.NAME.compiler", null, "as JavaCompiler there; not set: ecj"),
    CONNECTION_LISTEN(
            "connection.NAME.listen",
            null,
            "HOST:PORT on which clients are listened for whose connections a handler has for itself"),
    CONNECTION_HANDLER(
            "connection.NAME.handler",
            null,
            "MODULE or MODULE::METHOD that has them, looked up in interpreter.NAME.root; the method is connectionHandler"),
    CONNECTION_INTERPRETER("connection.NAME.interpreter", null, "its interpreter; not set: the connection's NAME"),
    CONNECTION_MAX("connection.NAME.max", null, "its connections at once, more are closed; not set: 100"),
    CONNECTION_TIMEOUT(
            "connection.NAME.timeout",
            null,
            "the client sends, or takes, nothing: an IOException; 0s: never; not set: 60s"),
    CONNECTION_READ_MAX(
            "connection.NAME.read-max",
            null,
            "bytes of a line, or of what is read until the end; more is an IOException; not set: 64k"),
    LOOPBACK_URL(
            "loopback.url",
            null,
            "where httpd is asked, for internal redirects, for pages that it answers itself: http://HOST:PORT; not set: nowhere"),
    LOOPBACK_ALLOW("loopback.allow", null, "the paths of the site, by comma, below which it is asked"),
    LOOPBACK_MAX("loopback.max", "10", "how many such requests there are at once; more get a 503"),
    LOOPBACK_TIMEOUT("loopback.timeout", "5s", "for the head of such an answer, and for each piece of its body"),
    LOOPBACK_NAME_URL("loopback.NAME.url", null, "as loopback.url for interpreter NAME"),
    LOOPBACK_NAME_ALLOW("loopback.NAME.allow", null, "as loopback.allow there; not set: that"),
    LOOPBACK_NAME_MAX("loopback.NAME.max", null, "as loopback.max there; not set: that"),
    LOOPBACK_NAME_TIMEOUT("loopback.NAME.timeout", null, "as loopback.timeout there; not set: that"),
    FORMS_FOLDER(
            "forms.folder",
            null,
            "folder for uploads while their requests run, in one that the daemon makes there; not set: the system's for temporary files"),
    FORMS_FIELDS_MAX("forms.fields-max", "1000", "fields of a query or a body; more are a 413"),
    FORMS_NAME_MAX("forms.name-max", "1k", "longest name of a field or an uploaded file; more is a 413"),
    FORMS_VALUE_MAX("forms.value-max", "1m", "longest value that is no upload; more is a 413"),
    FORMS_MEMORY_MAX("forms.memory-max", "4m", "what one form has in memory altogether; more is a 413"),
    FORMS_IN_MEMORY("forms.in-memory", "64k", "uploads up to this size stay in memory, larger ones go to forms.folder"),
    FORMS_FILE_MAX("forms.file-max", "1g", "largest upload; more is a 413"),
    FORMS_TOTAL_MAX("forms.total-max", "2g", "longest body that is read as a form; more is a 413"),
    FORMS_HEADERS_MAX("forms.headers-max", "20", "lines of headers of one part of a multipart form; more are a 413"),
    FORMS_HEADER_MAX("forms.header-max", "8k", "longest header of such a part, at most 16k; more is a 413"),
    SESSIONS_STORE(
            "sessions.store",
            null,
            "where sessions lie: file, memory, which a restart empties, redis or jdbc; not set: file, if there is a settings file"),
    SESSIONS_FOLDER(
            "sessions.folder",
            null,
            "folder of the files, the daemon's own with mode 0700, and of no other daemon; not set: sessions, beside the settings file"),
    SESSIONS_REDIS_URL(
            "sessions.redis.url",
            null,
            "redis://HOST:PORT/DATABASE of the server, rediss:// by TLS, USER@HOST where it has accounts"),
    SESSIONS_REDIS_PASSWORD_FILE(
            "sessions.redis.password-file", null, "file with the password for it; one line, mode 0600; not set: none"),
    SESSIONS_REDIS_PREFIX(
            "sessions.redis.prefix",
            "postern:",
            "before the keys of sessions; another one for each site that has nothing to do with others"),
    SESSIONS_REDIS_TIMEOUT("sessions.redis.timeout", "2s", "for each of its answers, 250ms to 1min; then a 503"),
    SESSIONS_JDBC_URL(
            "sessions.jdbc.url",
            null,
            "database in which a table has the sessions, as in jdbc:postgresql://HOST/DATABASE; without a password"),
    SESSIONS_JDBC_USER("sessions.jdbc.user", null, "the database's account; not set: as its driver likes"),
    SESSIONS_JDBC_PASSWORD_FILE(
            "sessions.jdbc.password-file", null, "file with that one's password; one line, mode 0600; not set: none"),
    SESSIONS_JDBC_TABLE("sessions.jdbc.table", "postern_sessions", "TABLE or SCHEMA.TABLE; made if it is not there"),
    SESSIONS_JDBC_CONNECTIONS("sessions.jdbc.connections", "8", "connections at once, 1 to 1000"),
    SESSIONS_JDBC_TIMEOUT(
            "sessions.jdbc.timeout", "2s", "for a connection, and for each answer, 250ms to 1min; then a 503"),
    SESSIONS_JDBC_DRIVER_PATH(
            "sessions.jdbc.driver-path",
            null,
            "jars of the driver, by comma; not set: that for PostgreSQL, which is there already"),
    SESSIONS_LOCK_TIMEOUT("sessions.lock-timeout", "10s", "waiting for a session that another request has; then a 503"),
    SESSIONS_WAITING_MAX(
            "sessions.waiting-max",
            "16",
            "requests that wait for one session; more get a 503, so that one visitor takes no more threads"),
    SESSIONS_SIZE_MAX("sessions.size-max", "256k", "bytes that one session takes in its store"),
    SETTLE("settle", "100ms", "quiet time after a change before it is compiled"),
    DRAIN("drain", "60s", "after which an old version is ended, though requests may still be at work in it"),
    RESTART_DRAIN(
            "restart.drain",
            "10min",
            "how long requests and connections of the old process may go on after `postern restart`; then they are cut"),
    COMPILE_CACHE(
            "compile-cache",
            null,
            "folder in which compiled sources are kept for the next start, the daemon's own with mode 0700; not set: none"),
    DEBUG("debug", "off", "JavaDebug where no directive says otherwise"),
    LOG_ERROR("log.error", null, "file for the log; not set: standard error"),
    CONTROL(
            "control",
            null,
            "unix socket by which `postern status` asks; not set: beside the settings file; only the daemon's user may connect"),
    PID_FILE(
            "pid-file", null, "file for the process id, which `postern stop` reads; not set: beside the settings file");

    private static final String NAME = ".NAME.";

    /** Names that are fixed and whose features come later; their {@code *} stands for a name. */
    private static final List<String> FUTURE = List.of("status\\.sites");

    private final String key;
    private final @Nullable String byDefault;
    private final String meaning;

    Setting(String key, @Nullable String byDefault, String meaning) {
        this.key = key;
        this.byDefault = byDefault;
        this.meaning = meaning;
    }

    public String key() {
        return key;
    }

    /** The value where the file has none; null where there is no default. */
    public @Nullable String byDefault() {
        return byDefault;
    }

    public String meaning() {
        return meaning;
    }

    static boolean isFuture(String key) {
        return FUTURE.stream().anyMatch(key::matches);
    }

    static boolean isKnown(String key) {
        return Arrays.stream(values()).anyMatch(setting -> setting.like(key).equals(key));
    }

    /** Its key, for the name that {@code key} has where this one's has NAME. */
    String like(String key) {
        int first = key.indexOf('.');
        int last = key.lastIndexOf('.');
        return isNamed() && first < last - 1 ? of(key.substring(first + 1, last)) : this.key;
    }

    /** Its key for a name. */
    public String of(String name) {
        return key.replace(NAME, "." + name + ".");
    }

    /** The name for which a key of this setting is; null if it is none of its keys. */
    @Nullable
    String nameIn(String key) {
        return isNamed() && like(key).equals(key) ? key.substring(key.indexOf('.') + 1, key.lastIndexOf('.')) : null;
    }

    private boolean isNamed() {
        return key.contains(NAME);
    }
}

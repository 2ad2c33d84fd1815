package org.postern.daemon.fault;

import java.util.Arrays;
import java.util.Optional;

/**
 * Every error that the daemon logs: its number, what brings it about, and what to do. Numbers are never used again for something
 * else. {@code postern help CODE} prints an entry.
 */
public enum Code {
    // 01: settings and start
    UNKNOWN_SETTING(
            101, "The settings file has a name that Postern does not know.", "Correct the name, or remove the line."),
    BAD_SETTING(102, "A setting has a value that it cannot have.", "Correct the value as the message says."),
    MISSING_SETTING(
            103, "A setting without default is not in the settings file.", "Add the setting that the message names."),
    CANNOT_LISTEN(
            104,
            "An address in ajp.listen or connection.NAME.listen cannot be listened on.",
            "Stop the process that listens there, or choose another address."),
    UNSAFE_LISTEN(
            105,
            "ajp.listen has an address that is not loopback, and there is no ajp.secret-file.",
            "Set ajp.secret-file, or listen on 127.0.0.1 or a unix socket: whoever reaches the port can pretend to be anybody."),
    FUTURE_SETTING(
            106,
            "The setting belongs to a feature that this version does not have.",
            "Remove the line, or use a version that has the feature."),
    BAD_SECRET_FILE(
            107,
            "The file in ajp.secret-file, or in a setting that ends with password-file, cannot be read, is empty, or can be read or written by others. Where it was right before, the secret that was in it then stays.",
            "Put the secret of 1 to 63 characters, or the password, on its first line, and set its mode to 0600."),
    NO_CONTROL(
            109,
            "No daemon answers at its control socket.",
            "Start it; or name the settings file, or the state folder, of the one that runs."),
    CANNOT_START(108, "Something that was to be started did not start.", "See the message."),
    BAD_ARGUMENT(110, "A command was given what it can make nothing of.", "Give it what the message expects."),
    BAD_CACHE(
            111,
            "The folder in compile-cache is not the daemon's own alone, and is not used.",
            "Give it to the daemon's user, with mode 0700; or remove it, and it is made so."),
    CACHE(
            112,
            "Compiled classes cannot be kept in compile-cache; sources that lack there are compiled after a start.",
            "See the message: most often the disk is full. The folder's files may be removed at any time."),
    EXHAUSTED(
            114,
            "The daemon could serve nobody any more, and ended itself.",
            "See the message, and the lines before it. systemd starts it again; if that happens often, give it more memory, or have handlers keep less."),
    LOG_LOST(
            115,
            "The log could not be written for a while, and what was to stand there is lost; requests were answered meanwhile.",
            "See the message: most often the disk is full. The daemon goes on with the log as soon as there is room."),
    RESTART(
            113,
            "There is no new process after `postern restart`; the one that runs goes on serving.",
            "See the message, and the daemon's log, to which the new process writes as well."),
    SUCCESSOR_ENDED(
            116,
            "The process that `postern restart` had put in place has failed while the one before still ended its requests. Under systemd that one ends, too, within seconds.",
            "See the log of the new process. systemd starts the daemon again; without it, start it yourself."),

    // 02: httpd's side of the wire
    WRONG_SECRET(
            201,
            "A request came without the secret, or with a wrong one, and was answered with 403.",
            "Give the worker in httpd's configuration the line of ajp.secret-file: Define postern_secret, before postern.conf is included. And postern_address must not name port 8009, which is AJP's own."),
    PROTOCOL(
            202,
            "A peer sent what is not AJP13, or broke its rules; its connection was closed.",
            "Check that only httpd's mod_proxy_ajp speaks to this address."),
    TOO_MANY_CONNECTIONS(
            203,
            "More connections are open than ajp.connections-max allows.",
            "Raise it to at least twice httpd's MaxRequestWorkers."),
    CONNECTOR(204, "The connector itself failed.", "Report it with the stack trace: this is a defect."),
    NO_FILES(
            211,
            "A connection of httpd's could not be accepted; it waits, and is tried again.",
            "See the message: if there are too many open files, raise LimitNOFILE in the unit, or ulimit -n, to more than ajp.connections-max and what handlers open."),
    MEMORY(
            212,
            "There was no memory, no thread or no file to be had for what a request or a reload needed; the request was answered with 500 or 503, the reload is tried again.",
            "See the message: for heap space and metaspace raise -Xmx and -XX:MaxMetaspaceSize in POSTERN_JAVA_OPTIONS, or have handlers keep less; for threads raise TasksMax in the unit, or ulimit -u; for files LimitNOFILE, or ulimit -n."),
    NO_SITE(
            205,
            "A request came without the name of its site.",
            "Put `Use JavaSite NAME` into the virtual host, outside of any section."),
    BAD_BODY(
            207,
            "A request's body was cut short, came too slowly or was too long; the handler that read it got an IOException.",
            "Nothing, unless the bodies are meant to be so long or slow: then raise ajp.body-max or ajp.body-timeout."),
    DEFECT(
            208,
            "Postern itself failed, on a request or while it loaded modules.",
            "Report it with the stack trace: this is a defect."),
    OVERLOADED(
            206,
            "All threads are busy and the queue is full; the request was answered with 503.",
            "Find out what the handlers wait for; or raise workers.threads or workers.queue."),

    UNTRUSTED_USER(
            209,
            "ajp.listen has a TCP address and there is no ajp.secret-file, so users whom httpd has authenticated are not believed there: req.user() is null.",
            "Set ajp.secret-file, or listen on a unix socket; or nothing, if httpd authenticates nobody for you."),

    CONFIG_TREE(
            210,
            "A handler asked for httpd's configuration, and it cannot be had.",
            "Set httpd.config-command to a command that the daemon's user may run and that prints it: apache2ctl -C 'LoadModule info_module /usr/lib/apache2/modules/mod_info.so' -t -D DUMP_CONFIG"),

    // 03: directives
    BAD_DIRECTIVE(301, "A directive has a value that it cannot have.", "Correct the value as the message says."),
    INLINE_OFF(
            303,
            "A directive has a handler's source in it, and the daemon's settings do not allow that.",
            "Move the source into a file, or set inline = on, which lets every author of a .htaccess file run code."),
    CODE_OFF(304, "JavaCode is Off where the source lies.", "Move the source elsewhere, or remove `Use JavaCode Off`."),
    TOO_MANY_INTERPRETERS(
            305,
            "The configuration asks for one interpreter more than interpreters.max allows.",
            "Raise interpreters.max, or give directories a common JavaInterpreter."),
    UNKNOWN_FILTER(
            306,
            "A filter is used that no directive defines.",
            "Define it with `Use JavaOutputFilter HANDLER NAME`, or correct the name."),

    REDIRECT_CIRCLE(
            307,
            "A request was redirected within the site more often than ten times.",
            "Have handlers redirect to a URL that does not come back to them: narrow them with `| .ext`, or ask prev(). A URL that is not the daemon's belongs into loopback.allow."),
    ERROR_DOCUMENT(
            308,
            "The document that JavaErrorDocument names is answered with an error itself; the visitor got the plain page.",
            "Put the document where the URL leads, or have the handlers answer it."),

    LOOPBACK_BUSY(
            309,
            "As many requests to httpd as loopback.max allows run already; the visitor got a 503.",
            "Find out why those pages are slow; or raise loopback.max, which should stay well below httpd's MaxRequestWorkers."),
    LOOPBACK_FAILED(
            310,
            "httpd did not answer a request of the daemon's own; the visitor got a 502.",
            "Check that loopback.url is where httpd listens, as seen from the daemon."),
    LOOPBACK_SLOW(
            311,
            "httpd did not answer a request of the daemon's own in time; the visitor got a 504.",
            "Find out why the page is slow; or raise loopback.timeout."),
    LOOPBACK_LOOP(
            312,
            "A page that was asked of httpd came back to the daemon, which redirects it to httpd again.",
            "Have loopback.allow name only paths that httpd answers itself."),

    TIMEOUT(
            313,
            "A request took longer than JavaTimeout allows; its thread was interrupted, and the visitor got a 503 or a truncated answer.",
            "The stack shows where it was: mend that, or allow more time."),

    // 04: modules
    NO_MODULE(
            401,
            "There is no source file for a handler's module.",
            "Correct the name in the directive, or put the file where the message says."),
    NO_MEMBER(402, "The module has no such method.", "Correct the name behind the ::, or add the method."),
    BAD_SIGNATURE(
            403,
            "A handler method has other parameters or another result than its phase needs.",
            "Declare it as `int name(Request req)` or `void name(Request req)`; that of connections takes a Connection, that of filters a Filter; one that import names, as `static void name()`."),
    COMPILE(404, "A source does not compile.", "Correct the source; it is compiled again as soon as it changes."),
    INITIALISER(
            405,
            "A module's static initialiser threw.",
            "Correct the source, or what it looks for; it is tried again when it is saved, changed or not, and if it never loaded, by a later request."),
    OUTSIDE_ROOTS(
            406,
            "A source lies outside of the folders in which sources may lie.",
            "Move it, or add its folder to the setting roots."),
    WRITABLE_SOURCE(
            407,
            "A source, or its folder, can be written by an account that must not bring code in.",
            "Change owner or mode as the message says; or run the daemon as another account, or remove the account from the setting writers."),
    UNREADABLE(408, "A source cannot be read.", "Let the daemon's user read the file and enter its folders."),
    NO_INSTANCE(
            409,
            "A handler is an instance method and its class cannot be instantiated.",
            "Make the method static, or give the class a constructor without parameters."),
    RELOAD_FAILED(
            410,
            "A module changed and its new version cannot be used; the last good version goes on serving.",
            "Correct the source; it is tried again as soon as it changes."),
    WATCH(
            411,
            "The system does not tell of changes in a folder, which is therefore looked at twice a second; or of none at all.",
            "Nothing for a network or FUSE file system; else see the message: raise fs.inotify.max_user_watches, or fs.inotify.max_user_instances, or let the daemon's user read the folder."),
    SLOW_INITIALISER(
            412,
            "A static initialiser runs for long; requests that need its module wait, and a reload that is given up there twice has failed.",
            "See the stack where it is. A newer text of the module overtakes it."),
    LEAK(
            413,
            "An old version of a module is still in memory, as something of longer life holds it; each reload adds another.",
            "Let the module's onRetire end, or take back, what the message names."),
    SLOW_LOAD(
            414,
            "A request waited for a module that another one has been loading for long, and was answered with 503.",
            "See what its static initialiser does; let it do that later, or on a thread of Apache.executor."),
    CYCLIC_IMPORT(
            415,
            "Modules import each other by importModule in their static initialisers.",
            "Let one of them import when it is called, not when it is loaded."),
    HOOK_THREW(
            416,
            "A module's handOver or onRetire threw or did not return, or what it kept could not be closed; the next version serves all the same.",
            "See the stack trace."),
    TASK_THREW(
            417,
            "A task on an executor or timer of a module threw; one that is done again and again is not done again.",
            "Catch in the task what it can go on after."),
    JAR_CHANGED(
            418,
            "A library on JavaPath changed on disk; what is loaded is the library as it was.",
            "Restart the daemon to use the new one."),
    START_FUNCTION_THREW(
            419,
            "A function that the setting import names threw.",
            "See the stack trace. It is called once, at the start of the daemon."),
    TWO_ROOTS(
            420,
            "A file is a module of two roots in one interpreter, and names in it can be looked up from one of them only.",
            "Give both sections one JavaRoot, or each its own JavaInterpreter."),
    NAME_CLASH(
            421,
            "Files that have to share a loader mean different classes by one name.",
            "Give one of the classes another name, or make public what joins the files."),
    NO_BUNDLED(
            422,
            "A handler's name begins with postern., and none of Postern's own has it.",
            "Correct the name as the message says; a folder of yours cannot be named postern there."),

    // 05: handlers
    HANDLER_THREW(501, "A handler threw an exception.", "See the stack trace."),
    BAD_RESULT(
            502, "A handler returned a number that is no return code.", "Return OK, DECLINED, DONE or an HTTP status."),
    NO_USER(
            503,
            "An authen handler returned OK and did not say who the user is.",
            "Call req.user(NAME), or req.getBasicAuthPw(), before it returns OK."),
    BAD_HEAD(
            504,
            "The response's headers cannot be sent.",
            "See the message; large headers need ProxyIOBufferSize in httpd and ajp.packet-out here."),
    CLEANUP_THREW(505, "A log or cleanup handler threw; the client has its answer already.", "See the stack trace."),
    FILTER_THREW(
            507,
            "A filter threw an exception, and was taken out of the request.",
            "See the stack trace; the message names the filter and its handler."),
    BAD_OPTION(
            508,
            "One of Postern's own handlers, or a session, lacks a JavaOption, or cannot use it; nobody is let in meanwhile.",
            "Set it, by `Use JavaOption NAME VALUE`, to what the message expects."),
    PASSWORD_FILE(
            509,
            "A file of users or groups cannot be read; nobody is let in meanwhile.",
            "Correct the path, or let the daemon's user read the file and enter its folders."),
    NO_HASH(
            510,
            "A file of users has an entry with no hash that Postern knows; nobody gets in by it, as with httpd.",
            "Make the entry anew: htpasswd -B FILE USER."),
    FORM_REFUSED(
            511,
            "A form was malformed, or larger than a setting allows; the client got a 400 or a 413.",
            "Nothing, unless forms are meant to be so large: then raise the setting that the message names."),
    FORM_FOLDER(
            512,
            "An upload could not be written to disk; the visitor got a 500.",
            "See the message: most often the disk is full, or the daemon's user may not write in forms.folder."),
    CANNOT_RUN(
            521,
            "One of Postern's own handlers was to run a file that is not made for it.",
            "Let the file be what the message expects, or give its folder another handler."),
    BAD_OUTPUT(
            522,
            "A program that postern.cgi ran printed no header as CGI has it.",
            "Let it print lines such as Content-Type: text/plain, then an empty line, then the body; what it printed is in the message."),
    HIDDEN_SOURCE(
            506,
            "A request for a source file was answered with 404.",
            "Nothing, unless the file was meant to be run: then JavaHandler does not apply to it."),

    // 06: connection handlers
    CONNECTIONS_MAX(
            601,
            "More clients are connected than connection.NAME.max allows; the newest was closed.",
            "Raise it, or lower connection.NAME.timeout, so that silent clients are gone earlier."),
    CONNECTION_REFUSED(
            602,
            "A client sent, or took, nothing for too long, or sent more than may be read at once; its handler got an IOException.",
            "Nothing, unless clients are meant to: then raise connection.NAME.timeout or connection.NAME.read-max."),
    OPEN_CONNECTION(
            603,
            "A connection handler's port is not on a loopback address: whoever reaches the machine reaches the handler.",
            "Nothing if that is meant; else let connection.NAME.listen be on 127.0.0.1."),
    CANNOT_ACCEPT(
            604,
            "A client of a connection handler could not be let in.",
            "See the message: raise the number of files that the daemon may open, or of its threads; or lower connection.NAME.max."),

    // 07: sessions
    SESSION_STORE(
            701,
            "Sessions cannot be read or stored; requests that need one were answered with 503.",
            "See the message: most often the disk is full, sessions.folder is not the daemon's own alone, with mode 0700, or the server in sessions.redis.url or sessions.jdbc.url does not answer; when it does again, so do sessions."),
    SESSION_BUSY(
            702,
            "A request waited in vain for a session that another request has, and was answered with 503.",
            "See what the request does that the message names; let it open the session READ_ONLY or NO_LOCK, or unlock() it earlier."),
    SESSION_DAMAGED(
            703,
            "A stored session is damaged; its visitor got a 503. A file is put aside, so that with the next request a new session begins.",
            "Look what wrote into sessions.folder besides the daemon, and whether the disk is sound."),
    SESSION_TOO_LARGE(
            704,
            "A session has more in it than sessions.size-max allows, and was not saved.",
            "Keep only what finds things again, such as their numbers, in the session; or raise sessions.size-max.");

    private final int number;
    private final String cause;
    private final String remedy;

    Code(int number, String cause, String remedy) {
        this.number = number;
        this.cause = cause;
        this.remedy = remedy;
    }

    /** Such as {@code PN0104}. */
    public String id() {
        return "PN0".concat(Integer.toString(number)); // a format needs classes, and there may be no room for them
    }

    /** What brings it about. */
    public String cause() {
        return cause;
    }

    /** What to do. */
    public String remedy() {
        return remedy;
    }

    /** The code with this id, in any case. */
    public static Optional<Code> of(String id) {
        return Arrays.stream(values())
                .filter(code -> code.id().equalsIgnoreCase(id))
                .findFirst();
    }
}

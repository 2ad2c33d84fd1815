package org.postern.api;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

import org.postern.api.spi.Host;

/**
 * Constants and functions of Apache's module API, under Apache's names: {@code import static org.postern.api.Apache.*}.
 *
 * <p>The functions may be called from any thread; what they act on is found by the module that calls.
 */
public final class Apache {

    // Return codes of handlers (httpd.h).

    /** The phase is done; what comes next depends on the phase. */
    public static final int OK = 0;

    /** Not mine: let somebody else do it. */
    public static final int DECLINED = -1;

    /** The request is done with what was written. */
    public static final int DONE = -2;

    // Log levels, those of syslog (http_log.h).

    public static final int APLOG_EMERG = 0;
    public static final int APLOG_ALERT = 1;
    public static final int APLOG_CRIT = 2;
    public static final int APLOG_ERR = 3;
    public static final int APLOG_WARNING = 4;
    public static final int APLOG_NOTICE = 5;
    public static final int APLOG_INFO = 6;
    public static final int APLOG_DEBUG = 7;

    // Status codes (RFC 9110 and the IANA registry), under httpd's names.

    public static final int HTTP_CONTINUE = 100;
    public static final int HTTP_SWITCHING_PROTOCOLS = 101;
    public static final int HTTP_PROCESSING = 102;
    public static final int HTTP_OK = 200;
    public static final int HTTP_CREATED = 201;
    public static final int HTTP_ACCEPTED = 202;
    public static final int HTTP_NON_AUTHORITATIVE = 203;
    public static final int HTTP_NO_CONTENT = 204;
    public static final int HTTP_RESET_CONTENT = 205;
    public static final int HTTP_PARTIAL_CONTENT = 206;
    public static final int HTTP_MULTI_STATUS = 207;
    public static final int HTTP_ALREADY_REPORTED = 208;
    public static final int HTTP_IM_USED = 226;
    public static final int HTTP_MULTIPLE_CHOICES = 300;
    public static final int HTTP_MOVED_PERMANENTLY = 301;
    public static final int HTTP_MOVED_TEMPORARILY = 302;
    public static final int HTTP_SEE_OTHER = 303;
    public static final int HTTP_NOT_MODIFIED = 304;
    public static final int HTTP_USE_PROXY = 305;
    public static final int HTTP_TEMPORARY_REDIRECT = 307;
    public static final int HTTP_PERMANENT_REDIRECT = 308;
    public static final int HTTP_BAD_REQUEST = 400;
    public static final int HTTP_UNAUTHORIZED = 401;
    public static final int HTTP_PAYMENT_REQUIRED = 402;
    public static final int HTTP_FORBIDDEN = 403;
    public static final int HTTP_NOT_FOUND = 404;
    public static final int HTTP_METHOD_NOT_ALLOWED = 405;
    public static final int HTTP_NOT_ACCEPTABLE = 406;
    public static final int HTTP_PROXY_AUTHENTICATION_REQUIRED = 407;
    public static final int HTTP_REQUEST_TIME_OUT = 408;
    public static final int HTTP_CONFLICT = 409;
    public static final int HTTP_GONE = 410;
    public static final int HTTP_LENGTH_REQUIRED = 411;
    public static final int HTTP_PRECONDITION_FAILED = 412;
    public static final int HTTP_REQUEST_ENTITY_TOO_LARGE = 413;
    public static final int HTTP_REQUEST_URI_TOO_LARGE = 414;
    public static final int HTTP_UNSUPPORTED_MEDIA_TYPE = 415;
    public static final int HTTP_RANGE_NOT_SATISFIABLE = 416;
    public static final int HTTP_EXPECTATION_FAILED = 417;
    public static final int HTTP_IM_A_TEAPOT = 418;
    public static final int HTTP_MISDIRECTED_REQUEST = 421;
    public static final int HTTP_UNPROCESSABLE_ENTITY = 422;
    public static final int HTTP_LOCKED = 423;
    public static final int HTTP_FAILED_DEPENDENCY = 424;
    public static final int HTTP_TOO_EARLY = 425;
    public static final int HTTP_UPGRADE_REQUIRED = 426;
    public static final int HTTP_PRECONDITION_REQUIRED = 428;
    public static final int HTTP_TOO_MANY_REQUESTS = 429;
    public static final int HTTP_REQUEST_HEADER_FIELDS_TOO_LARGE = 431;
    public static final int HTTP_UNAVAILABLE_FOR_LEGAL_REASONS = 451;
    public static final int HTTP_INTERNAL_SERVER_ERROR = 500;
    public static final int HTTP_NOT_IMPLEMENTED = 501;
    public static final int HTTP_BAD_GATEWAY = 502;
    public static final int HTTP_SERVICE_UNAVAILABLE = 503;
    public static final int HTTP_GATEWAY_TIME_OUT = 504;
    public static final int HTTP_VERSION_NOT_SUPPORTED = 505;
    public static final int HTTP_VARIANT_ALSO_VARIES = 506;
    public static final int HTTP_INSUFFICIENT_STORAGE = 507;
    public static final int HTTP_LOOP_DETECTED = 508;
    public static final int HTTP_NOT_EXTENDED = 510;
    public static final int HTTP_NETWORK_AUTHENTICATION_REQUIRED = 511;

    // Numbers of methods (httpd.h); HEAD is M_GET, and M_INVALID is any that httpd does not know.

    public static final int M_GET = 0;
    public static final int M_PUT = 1;
    public static final int M_POST = 2;
    public static final int M_DELETE = 3;
    public static final int M_CONNECT = 4;
    public static final int M_OPTIONS = 5;
    public static final int M_TRACE = 6;
    public static final int M_PATCH = 7;
    public static final int M_PROPFIND = 8;
    public static final int M_PROPPATCH = 9;
    public static final int M_MKCOL = 10;
    public static final int M_COPY = 11;
    public static final int M_MOVE = 12;
    public static final int M_LOCK = 13;
    public static final int M_UNLOCK = 14;
    public static final int M_VERSION_CONTROL = 15;
    public static final int M_CHECKOUT = 16;
    public static final int M_UNCHECKOUT = 17;
    public static final int M_CHECKIN = 18;
    public static final int M_UPDATE = 19;
    public static final int M_LABEL = 20;
    public static final int M_REPORT = 21;
    public static final int M_MKWORKSPACE = 22;
    public static final int M_MKACTIVITY = 23;
    public static final int M_BASELINE_CONTROL = 24;
    public static final int M_MERGE = 25;
    public static final int M_INVALID = 26;

    // What usedPathInfo may be (httpd.h).

    /** Path info behind a file is fine. */
    public static final int AP_REQ_ACCEPT_PATH_INFO = 0;

    /** Path info behind a file is a 404. */
    public static final int AP_REQ_REJECT_PATH_INFO = 1;

    /** It is as the handler has it: a 404 for the default handler. */
    public static final int AP_REQ_DEFAULT_PATH_INFO = 2;

    // What getRemoteHost may return (http_core.h).

    /** The client's name, or null. */
    public static final int REMOTE_HOST = 0;

    /** The client's name, or its address. */
    public static final int REMOTE_NAME = 1;

    /** As REMOTE_NAME, without asking anybody. */
    public static final int REMOTE_NOLOOKUP = 2;

    /** The client's name if that leads back to its address, else null. */
    public static final int REMOTE_DOUBLE_REV = 3;

    // Kinds of files (apr_file_info.h).

    public static final int APR_NOFILE = 0;
    public static final int APR_REG = 1;
    public static final int APR_DIR = 2;
    public static final int APR_CHR = 3;
    public static final int APR_BLK = 4;
    public static final int APR_PIPE = 5;
    public static final int APR_LNK = 6;
    public static final int APR_SOCK = 7;
    public static final int APR_UNKFILE = 127;

    private Apache() {}

    /**
     * What the file system says of a file; of one that is not there, that.
     *
     * @param fname absolute
     * @throws java.io.UncheckedIOException if the daemon may not ask
     */
    public static Finfo stat(String fname) {
        return Finfo.of(fname);
    }

    /** The variables that a CGI program would get for a request, credentials included; also in {@link Request#subprocessEnv} then. */
    public static Table buildCgiEnv(Request req) {
        req.addCgiVars();
        Table env = req.subprocessEnv().copy();
        String credentials = req.headersIn().get("Authorization");
        if (credentials != null) {
            env.set("HTTP_AUTHORIZATION", credentials);
        }
        return env;
    }

    /**
     * The variables of CGI/1.1 of the request that this thread runs a program for, by {@code postern.cgi}: what {@code System.getenv()}
     * is to a process of its own. Credentials are not among them. Handlers have {@link Request#addCgiVars}.
     *
     * @return what cannot be changed, and may be given to other threads
     * @throws IllegalStateException if this thread runs no such program
     */
    public static Map<String, String> environ() {
        return Host.current().programs().environ();
    }

    /**
     * The object that the previous version of the calling module has kept under a name, else a new one, which is kept from now on: so a
     * counter or a pool survives the edits of its module.
     *
     * <pre>{@code
     * static final AtomicLong HITS = Apache.keep("hits", AtomicLong::new);
     * }</pre>
     *
     * <p>What a version makes that then fails to load is closed if it is {@link AutoCloseable}, and not kept.
     *
     * @throws IllegalArgumentException if the value is of a class that ends with its module's version, as one declared in the module
     *     itself does; collections, maps and arrays are looked into
     */
    public static <T> T keep(String name, Supplier<? extends T> supplier) {
        return Host.current().keep(name, supplier);
    }

    /**
     * The object that any module of the interpreter has made under a name, else a new one, which is shared from now on: a pool of
     * connections, for instance. It is closed when the interpreter ends, if it is {@link AutoCloseable}.
     *
     * @throws IllegalArgumentException if the value is of a class that ends with its module's version
     */
    public static <T> T shared(String name, Supplier<? extends T> supplier) {
        return Host.current().shared(name, supplier);
    }

    /**
     * A module by its name, as the calling module sees it: in the folder of that, then in its root, then in JavaPath. During a request
     * it is of the versions with which that began. In a static initialiser it is a dependency like any other: when it changes, the
     * caller is loaded anew; in a request it is looked up each time, and the caller stays as it is.
     *
     * @param name with dots between folders; with a slash in it, a relative path
     * @return the class that the module is
     * @throws ModuleException if it is not there, cannot be used, or imports the caller while both are being loaded
     */
    public static Class<?> importModule(String name) {
        return Host.current().importModule(name);
    }

    /**
     * The same for a module that is looked up in a folder first, then in JavaPath; the calling module's own places do not count.
     *
     * @param dir absolute, and below one of the daemon's roots
     * @throws IllegalArgumentException if {@code dir} is relative
     */
    public static Class<?> importModule(String name, String dir) {
        return Host.current().importModule(name, dir);
    }

    /**
     * Says that the calling module has read a file, a table of rates for instance: when it changes, appears or goes, the module is
     * loaded anew, and what uses it.
     *
     * @param path absolute
     * @throws IllegalArgumentException if the path is relative, or that of a folder
     */
    public static void dependsOn(String path) {
        Host.current().dependsOn(path);
    }

    /**
     * httpd's configuration, without {@code .htaccess} files, as the command in the daemon's setting {@code httpd.config-command} tells
     * it; at most a minute old.
     *
     * @throws IllegalStateException if there is no such setting, or the command fails
     */
    public static List<ConfigNode> configTree() {
        try {
            return ConfigNode.parse(Host.current().configDump());
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("httpd.config-command printed " + e.getMessage(), e);
        }
    }

    /**
     * Threads for the calling module. They end when its version does: when a newer one serves and the last request on this one has
     * ended; unless the executor is kept, shared or handed over. What a task throws is logged.
     *
     * @param name of the threads
     * @param threads how many, 1 or more
     */
    public static ExecutorService executor(String name, int threads) {
        return Host.current().executor(name, threads);
    }

    /**
     * A thread for what the calling module does later, or again and again. What is done again and again ends as soon as a newer version
     * serves, so that it is never done twice over; for the rest see {@link #executor}.
     */
    public static ScheduledExecutorService timer(String name) {
        return Host.current().executor(name, 1);
    }

    /** Writes a line to the log of the calling module's interpreter, at level {@link #APLOG_ERR}. */
    public static void logError(String message) {
        logError(message, APLOG_ERR);
    }

    /**
     * Writes a line to the log of the calling module's interpreter.
     *
     * @param level one of the {@code APLOG_} constants
     */
    public static void logError(String message, int level) {
        Host.current().logError(message, level);
    }
}

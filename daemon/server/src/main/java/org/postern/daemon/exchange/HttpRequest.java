package org.postern.daemon.exchange;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.postern.ajp.AjpExchange;
import org.postern.ajp.AjpRequest;
import org.postern.api.Apache;
import org.postern.api.Connection;
import org.postern.api.Request;
import org.postern.api.Server;
import org.postern.api.Table;
import org.postern.daemon.config.Facts;
import org.postern.daemon.config.Filters;
import org.postern.daemon.config.Handler;
import org.postern.daemon.config.HandlerList;
import org.postern.daemon.config.Phase;
import org.postern.daemon.config.Plan;
import org.postern.daemon.config.Plans;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;
import org.postern.daemon.importer.Entry;
import org.postern.daemon.interpreter.Interpreter;
import org.slf4j.event.Level;

/** What handlers see of a request. */
final class HttpRequest implements Request {

    private static final Set<String> SECRETS = Set.of("authorization", "proxy-authorization", "cookie");

    private final AjpRequest ajp;
    private final Facts facts;
    private final Plan plan;
    private final Interpreter interpreter;
    private final String root;
    private final Response response;
    private final RequestBody body;
    private final ClientConnection connection;
    private final Site site;
    private final Instant received;

    private final Table headersIn;
    private final Table notes = new Table();
    private final Table subprocessEnv = new Table();
    private final Table options;
    private final List<String> allowed = new ArrayList<>();
    private final Deque<Runnable> cleanups = new ArrayDeque<>();
    private final Map<Phase, List<List<Handler>>> handlers = new EnumMap<>(Phase.class);
    private final Map<Phase, List<Handler>> added = new EnumMap<>(Phase.class);
    private final Map<String, Handler> inputFilters = new HashMap<>();
    private final Map<String, Handler> outputFilters = new HashMap<>();
    private FilterEntries filterEntries = (handler, input) -> {
        throw new IllegalStateException("the request does not run yet");
    };

    private final @Nullable String mapped;

    private @Nullable Phase phase;
    private String uri;
    private @Nullable String filename;
    private @Nullable String pathInfo;
    private @Nullable String extension;
    private @Nullable String user;
    private @Nullable String authType;

    /** @param root JavaRoot, absolute */
    HttpRequest(
            AjpExchange exchange,
            Facts facts,
            Plan plan,
            Interpreter interpreter,
            Site site,
            String root,
            Response response,
            Instant received) {
        this.ajp = exchange.request();
        this.facts = facts;
        this.plan = plan;
        this.interpreter = interpreter;
        this.site = site;
        this.root = root;
        this.response = response;
        this.received = received;
        this.body = new RequestBody(exchange);
        this.connection = new ClientConnection(ajp, facts);
        this.headersIn = new Table();
        for (int i = 0; i < ajp.headers().size(); i++) {
            headersIn.add(clean(ajp.headers().name(i)), clean(ajp.headers().value(i)));
        }
        this.options = new Table(plan.options());
        String told = facts.uri();
        this.uri = told == null ? UrlText.decode(ajp.uri()) : told;
        this.mapped = UrlText.filename(ajp.uri(), told);
        this.filename = mapped;
        this.pathInfo = pathInfo(ajp, facts, filename);
        this.user = ajp.remoteUser();
        this.authType = ajp.authType();
    }

    /** httpd lets no line break through in a header; should another peer, it goes no further. */
    private static String clean(String text) {
        return text.indexOf('\r') < 0 && text.indexOf('\n') < 0 && text.indexOf(0) < 0
                ? text
                : text.replaceAll("[\r\n\0]", " ");
    }

    /** In an included document the facts are those of the page that includes it. */
    private static @Nullable String pathInfo(AjpRequest ajp, Facts facts, @Nullable String filename) {
        if (filename == null || ajp.protocol().equals("INCLUDED")) {
            return null;
        }
        String told = facts.pathInfo();
        return told == null ? "" : told;
    }

    // --- for the run of the request

    void phase(Phase running) {
        phase = running;
    }

    /** Finds the methods of filters. */
    interface FilterEntries {
        Entry entry(Handler handler, boolean input);
    }

    /** Puts the filters in place that directives name. */
    void useFilters(FilterEntries entries) {
        filterEntries = entries;
        check("JavaSetInputFilter", plan.inputFilters());
        check("JavaSetOutputFilter", plan.outputFilters());
        plan.inputFilters().used().forEach(this::addInputFilter);
        plan.outputFilters().used().forEach(this::addOutputFilter);
    }

    private static void check(String directive, Filters filters) {
        for (String name : filters.used()) {
            if (!filters.defined().containsKey(name)) {
                throw new Fault(
                        Code.UNKNOWN_FILTER,
                        directive + " \"" + name + "\": nobody has defined it (expected: one of "
                                + filters.defined().keySet() + ")");
            }
        }
    }

    /**
     * The handlers of a phase, by section; the last list grows as handlers are added. Which extension counts is decided when a phase
     * begins, as a handler before it may go to another file. Where there is no file it is the URL's.
     */
    List<List<Handler>> handlers(Phase of) {
        return handlers.computeIfAbsent(of, p -> {
            String now = HandlerList.extension(filename == null ? uri : filename);
            List<List<Handler>> sections = new ArrayList<>();
            for (HandlerList configured : plan.handlers(p)) {
                if (now != null && configured.byExtension().containsKey(now)) {
                    extension = now;
                }
                sections.add(new ArrayList<>(configured.forExtension(now)));
            }
            if (sections.isEmpty()) {
                sections.add(new ArrayList<>());
            }
            last(sections).addAll(added.getOrDefault(p, List.of()));
            return sections;
        });
    }

    /** Whether a handler has gone to another file than httpd. */
    boolean hasOtherFile() {
        return !Objects.equals(filename, mapped);
    }

    /** What a page for developers says about the request. */
    List<Map.Entry<String, String>> facts() {
        return List.of(
                Map.entry("uri", uri),
                Map.entry("file", String.valueOf(filename)),
                Map.entry("path info", String.valueOf(pathInfo)),
                Map.entry("document root", String.valueOf(documentRoot())),
                Map.entry("user", String.valueOf(user)),
                Map.entry("client", useragentIp()));
    }

    /** The request's headers without those that let somebody in. */
    List<Map.Entry<String, String>> harmlessHeaders() {
        List<Map.Entry<String, String>> harmless = new ArrayList<>();
        headersIn.forEach(header -> {
            if (!SECRETS.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                harmless.add(header);
            }
        });
        return harmless;
    }

    /** The cleanups registered, newest first. */
    Deque<Runnable> cleanups() {
        return cleanups;
    }

    List<String> allowed() {
        return allowed;
    }

    /** Where a section with this JavaRoot has its modules looked up. */
    String root(@Nullable String javaRoot) {
        return Roots.of(javaRoot, facts);
    }

    // --- who and where

    @Override
    public Connection connection() {
        return connection;
    }

    @Override
    public Server server() {
        return site;
    }

    @Override
    public String interpreter() {
        return interpreter.name();
    }

    @Override
    public String phase() {
        return phase == null ? "" : phase.directive();
    }

    // --- what was asked

    @Override
    public String theRequest() {
        String told = facts.theRequest();
        return told == null ? ajp.method() + " " + requestTarget() + " " + ajp.protocol() : told;
    }

    private String requestTarget() {
        return filename == null ? ajp.uri() + (ajp.query() == null ? "" : "?" + ajp.query()) : uri;
    }

    @Override
    public String method() {
        return ajp.method();
    }

    @Override
    public String protocol() {
        return ajp.protocol();
    }

    @Override
    public boolean headerOnly() {
        return ajp.method().equals("HEAD");
    }

    @Override
    public @Nullable String hostname() {
        String host = headersIn.get("Host");
        if (host == null) {
            return ajp.serverName();
        }
        int colon = host.lastIndexOf(':');
        return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
    }

    @Override
    public String uri() {
        return uri;
    }

    @Override
    public void uri(String uri) {
        this.uri = uri;
    }

    @Override
    public String unparsedUri() {
        String[] words = theRequest().split(" ");
        return words.length == 3 ? words[1] : requestTarget();
    }

    @Override
    public @Nullable String args() {
        return ajp.query();
    }

    @Override
    public @Nullable String filename() {
        return filename;
    }

    @Override
    public void filename(String filename) {
        this.filename = filename;
    }

    @Override
    public @Nullable String pathInfo() {
        return pathInfo;
    }

    @Override
    public void pathInfo(@Nullable String pathInfo) {
        this.pathInfo = pathInfo;
    }

    @Override
    public @Nullable String extension() {
        return extension;
    }

    @Override
    public @Nullable String documentRoot() {
        return facts.documentRoot();
    }

    @Override
    public boolean isHttps() {
        return ajp.secure();
    }

    @Override
    public Instant requestTime() {
        return received;
    }

    @Override
    public String useragentIp() {
        return connection.useragentIp();
    }

    @Override
    public String getRemoteHost() {
        String name = ajp.remoteHost();
        return name == null ? useragentIp() : name;
    }

    @Override
    public String constructUrl(String uri) {
        String host = headersIn.get("Host");
        if (host == null) {
            int usual = isHttps() ? 443 : 80;
            host = ajp.serverName() + (ajp.serverPort() == usual ? "" : ":" + ajp.serverPort());
        }
        return (isHttps() ? "https://" : "http://") + host + uri;
    }

    // --- tables

    @Override
    public Table headersIn() {
        return headersIn;
    }

    @Override
    public Table headersOut() {
        return response.headersOut();
    }

    @Override
    public Table errHeadersOut() {
        return response.errHeadersOut();
    }

    @Override
    public Table subprocessEnv() {
        return subprocessEnv;
    }

    @Override
    public Table notes() {
        return notes;
    }

    @Override
    public Table getOptions() {
        return options;
    }

    // --- who asks

    @Override
    public @Nullable String user() {
        return user;
    }

    @Override
    public void user(String user) {
        this.user = user;
    }

    @Override
    public @Nullable String apAuthType() {
        return authType;
    }

    @Override
    public void apAuthType(String type) {
        this.authType = type;
    }

    @Override
    public String authName() {
        return plan.authName() == null ? site.serverHostname() : plan.authName();
    }

    @Override
    public @Nullable String getBasicAuthPw() {
        String header = headersIn.get("Authorization");
        if (header == null || !header.toLowerCase(Locale.ROOT).startsWith("basic ")) {
            return null;
        }
        byte[] credentials;
        try {
            credentials = Base64.getDecoder()
                    .decode(header.substring("basic ".length()).strip());
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
        String text = UrlText.text(credentials);
        int colon = text.indexOf(':');
        if (colon < 0) {
            return null;
        }
        user = text.substring(0, colon);
        authType = "Basic";
        return text.substring(colon + 1);
    }

    // --- reading

    @Override
    public byte[] read() throws IOException {
        return body.read(-1);
    }

    @Override
    public byte[] read(int length) throws IOException {
        return body.read(length);
    }

    @Override
    public byte[] readline() throws IOException {
        return body.readline();
    }

    @Override
    public List<byte[]> readlines() throws IOException {
        return body.readlines(Integer.MAX_VALUE);
    }

    @Override
    public List<byte[]> readlines(int hint) throws IOException {
        return body.readlines(hint);
    }

    @Override
    public InputStream inputStream() {
        return body.stream();
    }

    // --- answering

    @Override
    public int status() {
        return response.status();
    }

    @Override
    public void status(int status) {
        response.status(status);
    }

    @Override
    public @Nullable String contentType() {
        return response.contentType();
    }

    @Override
    public void contentType(String type) {
        response.contentType(type);
    }

    @Override
    public void setContentLength(long length) {
        response.contentLength(length);
    }

    @Override
    public void write(String text) throws IOException {
        response.write(text);
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        response.write(bytes, 0, bytes.length);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        response.write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
        response.flush();
    }

    @Override
    public OutputStream outputStream() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                response.write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                HttpRequest.this.write(bytes, offset, length);
            }

            @Override
            public void flush() throws IOException {
                response.flush();
            }
        };
    }

    @Override
    public long bytesSent() {
        return response.written();
    }

    @Override
    public void allowMethods(List<String> methods) {
        allowed.addAll(methods);
    }

    // --- phases

    @Override
    public void addHandler(String phase, String handler) {
        addHandler(phase, handler, root);
    }

    @Override
    public void addHandler(String phase, String handler, String dir) {
        Phase into = Phase.of(phase)
                .orElseThrow(() -> new IllegalArgumentException(
                        "phase: \"" + phase + "\" (expected: a directive, as in JavaFixupHandler)"));
        if (handler.isBlank()) {
            throw new IllegalArgumentException("handler: blank (expected: module or module::member)");
        }
        Handler added = Plans.handler(into.directive(), handler, dir);
        List<List<Handler>> begun = handlers.get(into);
        if (begun == null) {
            this.added.computeIfAbsent(into, p -> new ArrayList<>()).add(added);
        } else {
            last(begun).add(added);
        }
    }

    private static List<Handler> last(List<List<Handler>> sections) {
        return sections.get(sections.size() - 1);
    }

    @Override
    public void registerCleanup(Runnable cleanup) {
        ClassLoader loader = Thread.currentThread().getContextClassLoader(); // that of the module
        cleanups.push(() -> {
            Thread thread = Thread.currentThread();
            ClassLoader before = thread.getContextClassLoader();
            thread.setContextClassLoader(loader);
            try {
                cleanup.run();
            } finally {
                thread.setContextClassLoader(before);
            }
        });
    }

    // --- filters

    @Override
    public void addOutputFilter(String name) {
        response.filters().add(stage(plan.outputFilters(), name, false));
    }

    @Override
    public void addInputFilter(String name) {
        body.filters().add(stage(plan.inputFilters(), name, true));
    }

    private FilterStage stage(Filters configured, String name, boolean input) {
        String key = name.toLowerCase(Locale.ROOT);
        Map<String, Handler> registered = input ? inputFilters : outputFilters;
        Handler handler = registered.getOrDefault(key, configured.defined().get(key));
        if (handler == null) {
            throw new IllegalArgumentException("filter \"" + name + "\": nobody has defined it (expected: one of "
                    + configured.defined().keySet() + registered.keySet() + ")");
        }
        return new FilterStage(key, input, filterEntries.entry(handler, input), this);
    }

    @Override
    public void registerOutputFilter(String name, String handler) {
        registerOutputFilter(name, handler, root);
    }

    @Override
    public void registerOutputFilter(String name, String handler, String dir) {
        outputFilters.put(name.toLowerCase(Locale.ROOT), Plans.handler("JavaOutputFilter", handler, dir));
    }

    @Override
    public void registerInputFilter(String name, String handler) {
        registerInputFilter(name, handler, root);
    }

    @Override
    public void registerInputFilter(String name, String handler, String dir) {
        inputFilters.put(name.toLowerCase(Locale.ROOT), Plans.handler("JavaInputFilter", handler, dir));
    }

    // --- log

    @Override
    public void logError(String message) {
        logError(message, Apache.APLOG_ERR);
    }

    @Override
    public void logError(String message, int level) {
        interpreter.log().atLevel(level(level)).log("[client {}] {}", useragentIp(), LogText.of(message));
    }

    /** The logger's level for one of syslog's. */
    static Level level(int syslog) {
        return switch (syslog) {
            case Apache.APLOG_EMERG, Apache.APLOG_ALERT, Apache.APLOG_CRIT, Apache.APLOG_ERR -> Level.ERROR;
            case Apache.APLOG_WARNING -> Level.WARN;
            case Apache.APLOG_NOTICE, Apache.APLOG_INFO -> Level.INFO;
            default -> Level.DEBUG;
        };
    }
}

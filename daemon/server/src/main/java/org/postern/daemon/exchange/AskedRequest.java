package org.postern.daemon.exchange;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.postern.ajp.AjpRequest;
import org.postern.api.Apache;
import org.postern.api.ClientConnection;
import org.postern.api.Cookie;
import org.postern.api.ParsedUri;
import org.postern.api.Request;
import org.postern.api.Server;
import org.postern.api.Table;
import org.postern.daemon.config.Facts;
import org.postern.daemon.loopback.Loopbacks;

/** What a client asks for, as httpd hands it on: of a request, all that no handler can change. */
abstract class AskedRequest implements Request {

    private static final Pattern VERSION = Pattern.compile("HTTP/([0-9])\\.([0-9])");

    private final AjpRequest ajp;
    private @Nullable ForwardedConnection connection;
    private final Arrival arrival;
    private @Nullable Site site;
    private final Target target;
    private final @Nullable AskedRequest previous;
    private @Nullable Table headersIn;
    private @Nullable Map<String, Cookie> cookies;

    /** @param previous the request that was redirected to this one; null for the client's own */
    AskedRequest(Arrival arrival, Target target, @Nullable AskedRequest previous) {
        this.ajp = arrival.ajp();
        this.arrival = arrival;
        this.target = target;
        this.previous = previous;
    }

    private static Table headers(AjpRequest ajp) {
        Table headers = new Table();
        for (int i = 0; i < ajp.headers().size(); i++) {
            if (!ajp.headers().name(i).equalsIgnoreCase(Loopbacks.NONCE)) {
                headers.add(clean(ajp.headers().name(i)), clean(ajp.headers().value(i)));
            }
        }
        return headers;
    }

    /** httpd lets no line break through in a header; should another peer, it goes no further. */
    private static String clean(String text) {
        return text.indexOf('\r') < 0 && text.indexOf('\n') < 0 && text.indexOf(0) < 0
                ? text
                : text.replaceAll("[\r\n\0]", " ");
    }

    private Site site() {
        if (previous != null) {
            return previous.site();
        }
        site = site == null ? arrival.site() : site;
        return site;
    }

    private ForwardedConnection forwarded() {
        if (previous != null) {
            return previous.forwarded();
        }
        connection = connection == null
                ? new ForwardedConnection(arrival.exchange(), arrival.facts(), site().log())
                : connection;
        return connection;
    }

    /** What httpd tells besides. */
    final Facts told() {
        return arrival.facts();
    }

    @Override
    public ClientConnection connection() {
        return forwarded();
    }

    @Override
    public Server server() {
        return site();
    }

    @Override
    public String theRequest() {
        String told = arrival.facts().theRequest();
        return told == null ? ajp.method() + " " + requestTarget() + " " + ajp.protocol() : told;
    }

    private String requestTarget() {
        boolean named = UrlText.filename(ajp.uri(), arrival.facts().uri()) != null;
        return named ? asked() : ajp.uri() + (ajp.query() == null ? "" : "?" + ajp.query());
    }

    private String asked() {
        String told = arrival.facts().uri();
        return told == null ? UrlText.decode(ajp.uri()) : told;
    }

    @Override
    public String method() {
        return target.method();
    }

    @Override
    public int methodNumber() {
        return MethodNumbers.of(target.method());
    }

    @Override
    public int protoNum() {
        Matcher version = VERSION.matcher(ajp.protocol());
        return version.matches() ? 1000 * Integer.parseInt(version.group(1)) + Integer.parseInt(version.group(2)) : 0;
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
        String host = headersIn().get("Host");
        if (host == null) {
            return ajp.serverName();
        }
        int colon = host.lastIndexOf(':');
        return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
    }

    @Override
    public String unparsedUri() {
        if (target.unparsed() != null) {
            return target.unparsed();
        }
        String[] words = theRequest().split(" ");
        return words.length == 3 ? words[1] : requestTarget();
    }

    @Override
    public ParsedUri parsedUri() {
        return UrlParts.of(unparsedUri());
    }

    @Override
    public @Nullable String range() {
        return headersIn().get("Range");
    }

    @Override
    public boolean expecting100() {
        return "100-continue".equalsIgnoreCase(headersIn().get("Expect"));
    }

    @Override
    public @Nullable String sslVarLookup(String name) {
        AjpRequest.Tls tls = ajp.tls();
        return switch (name) {
            case "HTTPS" -> isHttps() ? "on" : "off";
            case "SSL_PROTOCOL" -> arrival.facts().sslProtocol();
            case "SSL_CIPHER" -> tls == null ? null : tls.cipher();
            case "SSL_CIPHER_USEKEYSIZE" -> tls == null || tls.keySize() < 0 ? null : Integer.toString(tls.keySize());
            case "SSL_SESSION_ID" -> tls == null ? null : tls.session();
            case "SSL_CLIENT_CERT" -> tls == null ? null : tls.certificate();
            default -> arrival.facts().ssl(name);
        };
    }

    @Override
    public boolean isHttps() {
        return ajp.secure();
    }

    @Override
    public Instant requestTime() {
        return arrival.received();
    }

    @Override
    public String useragentIp() {
        return forwarded().useragentIp();
    }

    @Override
    public InetSocketAddress useragentAddr() {
        return forwarded().useragentAddr();
    }

    @Override
    public @Nullable String getRemoteHost(int type) {
        return switch (type) {
            case Apache.REMOTE_HOST -> ajp.remoteHost();
            case Apache.REMOTE_NAME, Apache.REMOTE_NOLOOKUP -> getRemoteHost();
            case Apache.REMOTE_DOUBLE_REV -> nameThatLeadsBack();
            default -> throw new IllegalArgumentException("type " + type + " (expected: a constant REMOTE_...)");
        };
    }

    private @Nullable String nameThatLeadsBack() {
        try {
            String name = InetAddress.getByName(useragentIp()).getCanonicalHostName();
            return name.equals(useragentIp()) ? null : name;
        } catch (UnknownHostException noAddress) {
            return null;
        }
    }

    @Override
    public String getRemoteHost() {
        String name = ajp.remoteHost();
        return name == null ? useragentIp() : name;
    }

    @Override
    public String constructUrl(String uri) {
        String host = headersIn().get("Host");
        if (host == null) {
            int usual = isHttps() ? 443 : 80;
            host = ajp.serverName() + (ajp.serverPort() == usual ? "" : ":" + ajp.serverPort());
        }
        return (isHttps() ? "https://" : "http://") + host + uri;
    }

    @Override
    public Map<String, Cookie> cookies() {
        if (cookies == null) {
            cookies = Cookie.parse(String.join("; ", headersIn().getAll("Cookie")));
        }
        return cookies;
    }

    @Override
    public Table headersIn() {
        if (previous != null) {
            return previous.headersIn();
        }
        headersIn = headersIn == null ? headers(ajp) : headersIn;
        return headersIn;
    }

    // --- log

    @Override
    public void logError(String message) {
        forwarded().logError(message);
    }

    @Override
    public void logError(String message, int level) {
        forwarded().logError(message, level);
    }
}

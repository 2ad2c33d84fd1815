package org.postern.daemon.exchange;

import java.time.Instant;

import org.jspecify.annotations.Nullable;
import org.postern.ajp.AjpExchange;
import org.postern.ajp.AjpRequest;
import org.postern.api.Connection;
import org.postern.api.Request;
import org.postern.api.Server;
import org.postern.api.Table;
import org.postern.daemon.config.Facts;

/** What a client asks for, as httpd hands it on: of a request, all that no handler can change. */
abstract class AskedRequest implements Request {

    private final AjpRequest ajp;
    private final Facts facts;
    private final ClientConnection connection;
    private final Site site;
    private final Instant received;
    private final Table headersIn = new Table();

    AskedRequest(AjpExchange exchange, Facts facts, Site site, Instant received) {
        this.ajp = exchange.request();
        this.facts = facts;
        this.site = site;
        this.received = received;
        this.connection = new ClientConnection(ajp, facts);
        for (int i = 0; i < ajp.headers().size(); i++) {
            headersIn.add(clean(ajp.headers().name(i)), clean(ajp.headers().value(i)));
        }
    }

    /** httpd lets no line break through in a header; should another peer, it goes no further. */
    private static String clean(String text) {
        return text.indexOf('\r') < 0 && text.indexOf('\n') < 0 && text.indexOf(0) < 0
                ? text
                : text.replaceAll("[\r\n\0]", " ");
    }

    /** What httpd tells besides. */
    final Facts told() {
        return facts;
    }

    @Override
    public Connection connection() {
        return connection;
    }

    @Override
    public Server server() {
        return site;
    }

    @Override
    public String theRequest() {
        String told = facts.theRequest();
        return told == null ? ajp.method() + " " + requestTarget() + " " + ajp.protocol() : told;
    }

    private String requestTarget() {
        boolean named = UrlText.filename(ajp.uri(), facts.uri()) != null;
        return named ? asked() : ajp.uri() + (ajp.query() == null ? "" : "?" + ajp.query());
    }

    private String asked() {
        String told = facts.uri();
        return told == null ? UrlText.decode(ajp.uri()) : told;
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
    public String unparsedUri() {
        String[] words = theRequest().split(" ");
        return words.length == 3 ? words[1] : requestTarget();
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

    @Override
    public Table headersIn() {
        return headersIn;
    }
}

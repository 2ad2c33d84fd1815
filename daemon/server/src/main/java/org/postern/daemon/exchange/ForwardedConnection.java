package org.postern.daemon.exchange;

import java.net.InetSocketAddress;

import org.jspecify.annotations.Nullable;
import org.postern.ajp.AjpExchange;
import org.postern.ajp.AjpRequest;
import org.postern.api.Apache;
import org.postern.api.ClientConnection;
import org.postern.daemon.config.Facts;
import org.postern.daemon.fault.LogText;
import org.slf4j.Logger;

/** The client's connection, as httpd describes it. */
final class ForwardedConnection implements ClientConnection {

    private static final String NOBODY = "0.0.0.0";

    private final AjpExchange exchange;
    private final AjpRequest request;
    private final Facts facts;
    private final Logger log;

    ForwardedConnection(AjpExchange exchange, Facts facts, Logger log) {
        this.exchange = exchange;
        this.request = exchange.request();
        this.facts = facts;
        this.log = log;
    }

    @Override
    public String clientIp() {
        String peer = facts.connRemoteAddr();
        return peer == null ? useragentIp() : peer;
    }

    String useragentIp() {
        String address = request.remoteAddr();
        return address == null ? NOBODY : address;
    }

    @Override
    public String remoteIp() {
        return clientIp();
    }

    @Override
    public InetSocketAddress clientAddr() {
        return InetSocketAddress.createUnresolved(clientIp(), facts.remotePort());
    }

    /** The client as httpd sees it, after mod_remoteip. */
    InetSocketAddress useragentAddr() {
        boolean isPeer = clientIp().equals(useragentIp());
        return InetSocketAddress.createUnresolved(useragentIp(), isPeer ? facts.remotePort() : 0);
    }

    @Override
    public InetSocketAddress remoteAddr() {
        return clientAddr();
    }

    @Override
    public @Nullable String remoteHost() {
        return request.remoteHost();
    }

    @Override
    public boolean aborted() {
        return exchange.gone();
    }

    @Override
    public void logError(String message) {
        logError(message, Apache.APLOG_ERR);
    }

    @Override
    public void logError(String message, int level) {
        log.atLevel(LogText.level(level)).log("[client {}] {}", useragentIp(), LogText.of(message));
    }

    @Override
    public InetSocketAddress localAddr() {
        return InetSocketAddress.createUnresolved(localIp(), request.serverPort());
    }

    @Override
    public String localIp() {
        String address = facts.localAddr();
        return address == null ? NOBODY : address;
    }
}

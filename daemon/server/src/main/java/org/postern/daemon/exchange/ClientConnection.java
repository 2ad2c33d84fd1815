package org.postern.daemon.exchange;

import java.net.InetSocketAddress;

import org.postern.ajp.AjpRequest;
import org.postern.api.Connection;
import org.postern.daemon.config.Facts;

/** The client's connection, as httpd describes it. */
final class ClientConnection implements Connection {

    private static final String NOBODY = "0.0.0.0";

    private final AjpRequest request;
    private final Facts facts;

    ClientConnection(AjpRequest request, Facts facts) {
        this.request = request;
        this.facts = facts;
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

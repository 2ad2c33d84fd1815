package org.postern.ajp.kit;

import java.time.Duration;

import org.postern.ajp.AjpLimits;

/** The documented limits with some changed. */
public final class Limits {

    private static final AjpLimits USUAL = AjpLimits.DEFAULT;

    private int packetIn = USUAL.packetIn();
    private int headers = USUAL.headers();
    private int attributes = USUAL.attributes();
    private long body = USUAL.body();
    private int connections = USUAL.connections();
    private Duration bodyTimeout = USUAL.bodyTimeout();
    private Duration writeTimeout = USUAL.writeTimeout();
    private Duration idleTimeout = USUAL.idleTimeout();

    public Limits packetIn(int bytes) {
        packetIn = bytes;
        return this;
    }

    public Limits headers(int count) {
        headers = count;
        return this;
    }

    public Limits attributes(int count) {
        attributes = count;
        return this;
    }

    public Limits body(long bytes) {
        body = bytes;
        return this;
    }

    public Limits connections(int count) {
        connections = count;
        return this;
    }

    public Limits bodyTimeout(Duration time) {
        bodyTimeout = time;
        return this;
    }

    public Limits writeTimeout(Duration time) {
        writeTimeout = time;
        return this;
    }

    public Limits idleTimeout(Duration time) {
        idleTimeout = time;
        return this;
    }

    public AjpLimits limits() {
        return new AjpLimits(
                packetIn,
                USUAL.packetOut(),
                headers,
                attributes,
                body,
                connections,
                USUAL.packetTimeout(),
                bodyTimeout,
                writeTimeout,
                idleTimeout,
                USUAL.lingerTimeout());
    }
}

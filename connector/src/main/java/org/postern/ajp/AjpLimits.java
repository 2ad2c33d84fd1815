package org.postern.ajp;

import java.time.Duration;

/**
 * What a peer may ask of the connector. All sizes are bytes.
 *
 * @param packetIn the largest packet taken, its four leading bytes included; 8192 to 65536. httpd sends no more than its {@code
 *     ProxyIOBufferSize}
 * @param packetOut the largest packet sent; 8192 to 65536. More than httpd's {@code ProxyIOBufferSize} breaks every large answer.
 *     A request may say by its attribute {@link AjpExchange#PACKET} that its peer takes more
 * @param headers how many headers one request may have
 * @param attributes how many attributes one request may have
 * @param body the longest request body that is taken; more is answered with 413
 * @param connections open connections at once; more are closed at once. Below twice httpd's {@code MaxRequestWorkers} a graceful
 *     restart of httpd runs into it
 * @param packetTimeout how long a packet may take from its first byte to its last
 * @param bodyTimeout how long to wait for a piece of a request's body
 * @param writeTimeout how long a peer may take not one byte of what is written; more than httpd's {@code Timeout}, which acts first
 * @param idleTimeout how long a connection may stay without a request; zero for ever. Closing an idle connection can cost httpd a
 *     request that is just on its way, so httpd's {@code ttl=} should act first
 * @param lingerTimeout how long a connection that is done for is still read from, so that the answer is not lost to a reset
 */
public record AjpLimits(
        int packetIn,
        int packetOut,
        int headers,
        int attributes,
        long body,
        int connections,
        Duration packetTimeout,
        Duration bodyTimeout,
        Duration writeTimeout,
        Duration idleTimeout,
        Duration lingerTimeout) {

    /** The documented defaults. */
    public static final AjpLimits DEFAULT = new AjpLimits(
            65536,
            8192,
            200,
            500,
            Long.MAX_VALUE,
            10_000,
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofSeconds(90),
            Duration.ZERO,
            Duration.ofSeconds(5));

    /** The smallest and the largest packet that httpd can be told to use. */
    public static final int PACKET_MIN = 8192;

    public static final int PACKET_MAX = 65536;

    public AjpLimits {
        checkPacket("packetIn", packetIn);
        checkPacket("packetOut", packetOut);
    }

    private static void checkPacket(String name, int size) {
        if (size < PACKET_MIN || size > PACKET_MAX) {
            throw new IllegalArgumentException(
                    name + ": " + size + " (expected: " + PACKET_MIN + " to " + PACKET_MAX + ")");
        }
    }
}

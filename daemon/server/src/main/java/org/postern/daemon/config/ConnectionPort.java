package org.postern.daemon.config;

import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * A port whose connections a handler has for itself.
 *
 * @param name the connection's, in its settings
 * @param handler without a root of its own: it is looked up in that of the interpreter
 * @param most connections at once
 * @param timeout how long a client may send, or take, nothing; zero for ever
 * @param longest bytes of a line, or of what is read until the end
 */
public record ConnectionPort(
        String name,
        InetSocketAddress address,
        Handler.Named handler,
        NamedInterpreter interpreter,
        int most,
        Duration timeout,
        int longest) {}

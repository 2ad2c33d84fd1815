package org.postern.ajp.codec;

import org.jspecify.annotations.Nullable;
import org.postern.ajp.AjpRequest;

/** What a web server says. */
public sealed interface AjpMessage {

    /** CPING: are you there? */
    record Ping() implements AjpMessage {}

    /** A forward request; {@code secret} is what the peer offered, or null. */
    record Forward(AjpRequest request, byte @Nullable [] secret) implements AjpMessage {

        /** Without the secret, which belongs into no log. */
        @Override
        public String toString() {
            return "Forward[" + request + "]";
        }
    }

    /** A piece of the request's body; an empty array is its end. */
    record Body(byte[] bytes) implements AjpMessage {}

    /** The only ping there is. */
    Ping PING = new Ping();
}

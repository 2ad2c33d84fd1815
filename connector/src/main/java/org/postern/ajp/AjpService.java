package org.postern.ajp;

/**
 * Whoever answers requests: the one door from the connector to the rest.
 *
 * <p>Called on an event loop, once for each request whose secret is right and whose first piece of body, where it has one, is there.
 * It must return at once; the work belongs on another thread, or is left to {@link AjpExchange#runOnLoop}, and ends with {@link
 * AjpExchange#end} or {@link AjpExchange#abort}. What it throws becomes a 500; after {@link AjpExchange#start}, an answer that the client sees as truncated.
 */
@FunctionalInterface
public interface AjpService {

    /** Takes over the exchange. */
    void service(AjpExchange exchange);
}

package org.postern.daemon.exchange;

import java.time.Instant;
import java.util.Objects;

import org.postern.ajp.AjpExchange;
import org.postern.ajp.AjpRequest;
import org.postern.daemon.config.Facts;
import org.postern.daemon.config.Plan;
import org.postern.daemon.form.Form;
import org.postern.daemon.interpreter.Interpreter;

/**
 * A client's request as it arrived, with what was found out before any handler sees it. Internal redirects begin from the same one.
 *
 * @param root JavaRoot, absolute
 * @param received when the daemon got it
 */
record Arrival(
        AjpExchange exchange,
        Facts facts,
        Plan plan,
        Interpreter interpreter,
        String root,
        Response response,
        Form form,
        Instant received) {

    AjpRequest ajp() {
        return exchange.request();
    }

    /** The virtual host. */
    Site site() {
        String name = Objects.requireNonNull(facts.site(), "a request without site has gone nowhere");
        return new Site(name, facts.serverAdmin(), ajp().serverPort(), interpreter.log());
    }
}

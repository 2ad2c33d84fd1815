package org.postern.daemon.exchange;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import org.jspecify.annotations.Nullable;
import org.postern.ajp.AjpRequest;
import org.postern.api.Table;
import org.postern.daemon.config.Facts;
import org.postern.daemon.config.Plan;
import org.postern.daemon.config.Plans;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;
import org.postern.daemon.interpreter.Interpreter;
import org.postern.daemon.interpreter.Interpreters;

/** Finds where requests go. Safe for any thread. */
final class Routes {

    /** Far more than a server has; beyond it they are found anew, which costs time and nothing else. */
    private static final int CACHED = 4096;

    private final Plans plans;
    private final Interpreters interpreters;
    private final Admission<ServedRequest> admission;
    private final ConcurrentMap<Route.Key, Route> routes = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Admission.Share<ServedRequest>> shares = new ConcurrentHashMap<>();

    Routes(Plans plans, Interpreters interpreters, Admission<ServedRequest> admission) {
        this.plans = plans;
        this.interpreters = interpreters;
        this.admission = admission;
    }

    /** Where a request like others before it goes; null where that is to be found out, which may take its time. For event loops. */
    @Nullable
    Route known(AjpRequest request) {
        try {
            return routes.get(key(request));
        } catch (RuntimeException told) { // by its own thread, which finds it out again
            return null;
        }
    }

    /** Where a request goes; a {@link Fault} says why nowhere. */
    Route of(AjpRequest request) {
        Route.Key key = key(request);
        Route route = routes.get(key);
        if (route == null) {
            if (routes.size() >= CACHED) {
                routes.clear();
            }
            route = make(key);
            routes.put(key, route);
        }
        return route;
    }

    private Route.Key key(AjpRequest request) {
        Facts facts = new Facts(request.attributes());
        String site = facts.site();
        if (site == null) {
            throw new Fault(
                    Code.NO_SITE, "the virtual host has no `Use JavaSite NAME`, or its ProxyPass stands before it");
        }
        Plan plan = plans.of(request.attributes(), request.protocol());
        if (plan.fault() != null) {
            throw plan.fault();
        }
        String filename = plan.interpPerDirectory() ? UrlText.filename(request.uri(), facts.uri()) : null;
        return new Route.Key(plan, site, Roots.of(plan.root(), facts), filename);
    }

    private Route make(Route.Key key) {
        new Table(key.plan().options()); // what would be refused later is refused here, once for all
        Interpreter interpreter = interpreters.of(key.plan(), key.site(), key.root(), key.filename());
        return new Route(
                key.plan(),
                key.site(),
                key.root(),
                key.plan().guarded(),
                interpreter,
                shares.computeIfAbsent(interpreter.label(), label -> admission.share()),
                new Pace());
    }
}

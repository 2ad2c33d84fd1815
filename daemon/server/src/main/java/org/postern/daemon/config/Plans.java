package org.postern.daemon.config;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import org.postern.ajp.AjpFields;

/** The plans in use, by the text of their directives. Safe for any thread. */
public final class Plans {

    /** Far more sections than a server has; beyond it the plans are made anew, which costs time and nothing else. */
    private static final int CACHED = 4096;

    private final PlanParser parser;
    private final ConcurrentMap<PlanKey, Plan> plans = new ConcurrentHashMap<>();

    /** @param debug JavaDebug where no directive says otherwise */
    public Plans(boolean debug) {
        this.parser = new PlanParser(debug);
    }

    /** The plan for a request with these attributes. */
    public Plan of(AjpFields attributes, String protocol) {
        PlanKey key = new PlanKey(attributes, protocol);
        Plan plan = plans.get(key);
        if (plan == null) {
            if (plans.size() >= CACHED) {
                plans.clear();
            }
            plan = parser.parse(attributes, protocol);
            plans.put(key.kept(), plan);
        }
        return plan;
    }

    /**
     * A handler given at run time.
     *
     * @param directive in whose place it is given, for messages
     */
    public static Handler handler(String directive, String text, String root) {
        return HandlerParser.parseOne(directive, text, root);
    }
}

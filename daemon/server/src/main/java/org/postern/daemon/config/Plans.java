package org.postern.daemon.config;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import org.postern.ajp.AjpFields;

/** The plans in use, by the text of their directives. Safe for any thread. */
public final class Plans {

    /** Far more sections than a server has; beyond it the plans are made anew, which costs time and nothing else. */
    private static final int CACHED = 4096;

    private final PlanParser parser;
    private final ConcurrentMap<String, Plan> plans = new ConcurrentHashMap<>();

    /** @param debug JavaDebug where no directive says otherwise */
    public Plans(boolean debug) {
        this.parser = new PlanParser(debug);
    }

    /** The plan for a request with these attributes. */
    public Plan of(AjpFields attributes, String protocol) {
        String key = key(attributes, protocol);
        Plan plan = plans.get(key);
        if (plan == null) {
            if (plans.size() >= CACHED) {
                plans.clear();
            }
            plan = parser.parse(attributes, protocol);
            plans.put(key, plan);
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

    private static String key(AjpFields attributes, String protocol) {
        StringBuilder key = new StringBuilder(256);
        key.append(protocol.equals("INCLUDED"));
        for (int i = 0; i < attributes.size(); i++) {
            String name = attributes.name(i);
            if (name.equals(Blocks.URI)) {
                key.append('\n').append(name); // where it stands counts, not what it says
            } else if (name.startsWith(Blocks.PREFIX) || name.equals(Blocks.BEGIN) || name.equals(Blocks.FOLDER)) {
                String value = attributes.value(i);
                key.append('\n')
                        .append(name)
                        .append('=')
                        .append(value.length())
                        .append(':')
                        .append(value);
            }
        }
        return key.toString();
    }
}

package org.postern.daemon.exchange;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.postern.ajp.AjpExchange;
import org.postern.api.Hlist;
import org.postern.daemon.config.Facts;
import org.postern.daemon.config.Filters;
import org.postern.daemon.config.Handler;
import org.postern.daemon.config.HandlerList;
import org.postern.daemon.config.Phase;
import org.postern.daemon.config.Plan;
import org.postern.daemon.config.Plans;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;
import org.postern.daemon.importer.Entry;
import org.postern.daemon.interpreter.Interpreter;

/** What handlers see of a request; here, what runs on it: phases, filters, cleanups. */
final class HttpRequest extends AnsweredRequest {

    private final Plan plan;
    private final Interpreter interpreter;
    private final String root;

    private final Deque<Runnable> cleanups = new ArrayDeque<>();
    private final Map<Phase, List<List<Handler>>> handlers = new EnumMap<>(Phase.class);
    private final Map<Phase, List<Handler>> added = new EnumMap<>(Phase.class);
    private final Map<String, Handler> inputFilters = new HashMap<>();
    private final Map<String, Handler> outputFilters = new HashMap<>();
    private FilterEntries filterEntries = (handler, input) -> {
        throw new IllegalStateException("the request does not run yet");
    };

    private @Nullable Phase phase;
    private @Nullable Handler running;
    private @Nullable String extension;

    /** @param root JavaRoot, absolute */
    HttpRequest(
            AjpExchange exchange,
            Facts facts,
            Plan plan,
            Interpreter interpreter,
            Site site,
            String root,
            Response response,
            Instant received) {
        super(exchange, facts, plan, site, response, received);
        this.plan = plan;
        this.interpreter = interpreter;
        this.root = root;
    }

    // --- for the run of the request

    /** A handler of a phase is about to run. */
    void runs(Phase of, Handler handler) {
        phase = of;
        running = handler;
    }

    /** Finds the methods of filters. */
    interface FilterEntries {
        Entry entry(Handler handler, boolean input);
    }

    /** Puts the filters in place that directives name. */
    void useFilters(FilterEntries entries) {
        filterEntries = entries;
        check("JavaSetInputFilter", plan.inputFilters());
        check("JavaSetOutputFilter", plan.outputFilters());
        plan.inputFilters().used().forEach(this::addInputFilter);
        plan.outputFilters().used().forEach(this::addOutputFilter);
    }

    private static void check(String directive, Filters filters) {
        for (String name : filters.used()) {
            if (!filters.defined().containsKey(name)) {
                throw new Fault(
                        Code.UNKNOWN_FILTER,
                        directive + " \"" + name + "\": nobody has defined it (expected: one of "
                                + filters.defined().keySet() + ")");
            }
        }
    }

    /**
     * The handlers of a phase, by section; the last list grows as handlers are added. Which extension counts is decided when a phase
     * begins, as a handler before it may go to another file. Where there is no file it is the URL's.
     */
    List<List<Handler>> handlers(Phase of) {
        return handlers.computeIfAbsent(of, p -> {
            String file = filename();
            String now = HandlerList.extension(file == null ? uri() : file);
            List<List<Handler>> sections = new ArrayList<>();
            boolean ours = p != Phase.CONTENT || OURS.equals(handler());
            for (HandlerList configured : ours ? plan.handlers(p) : List.<HandlerList>of()) {
                if (now != null && configured.byExtension().containsKey(now)) {
                    extension = now;
                }
                sections.add(new ArrayList<>(configured.forExtension(now)));
            }
            if (sections.isEmpty()) {
                sections.add(new ArrayList<>());
            }
            if (ours) {
                last(sections).addAll(added.getOrDefault(p, List.of()));
            }
            return sections;
        });
    }

    /** The cleanups registered, newest first. */
    Deque<Runnable> cleanups() {
        return cleanups;
    }

    /** Where a handler is looked up first. */
    String root(Handler handler) {
        return Roots.of(handler instanceof Handler.Named named ? named.root() : null, told());
    }

    // --- phases

    @Override
    public String interpreter() {
        return interpreter.name();
    }

    @Override
    public String phase() {
        return phase == null ? "" : phase.directive();
    }

    @Override
    public @Nullable Hlist hlist() {
        for (List<Handler> section : phase == null ? List.<List<Handler>>of() : handlers(phase)) {
            for (int i = 0; i < section.size(); i++) {
                if (section.get(i) == running) {
                    return new HandlerPlace(section, i, this::root);
                }
            }
        }
        return null;
    }

    @Override
    public @Nullable String extension() {
        return extension;
    }

    @Override
    public void addHandler(String phase, String handler) {
        addHandler(phase, handler, root);
    }

    @Override
    public void addHandler(String phase, String handler, String dir) {
        Phase into = Phase.of(phase)
                .orElseThrow(() -> new IllegalArgumentException(
                        "phase: \"" + phase + "\" (expected: a directive, as in JavaFixupHandler)"));
        if (handler.isBlank()) {
            throw new IllegalArgumentException("handler: blank (expected: module or module::member)");
        }
        Handler added = Plans.handler(into.directive(), handler, dir);
        List<List<Handler>> begun = handlers.get(into);
        if (begun == null) {
            this.added.computeIfAbsent(into, p -> new ArrayList<>()).add(added);
        } else {
            last(begun).add(added);
        }
    }

    private static List<Handler> last(List<List<Handler>> sections) {
        return sections.get(sections.size() - 1);
    }

    @Override
    public void registerCleanup(Runnable cleanup) {
        ClassLoader loader = Thread.currentThread().getContextClassLoader(); // that of the module
        cleanups.push(() -> {
            Thread thread = Thread.currentThread();
            ClassLoader before = thread.getContextClassLoader();
            thread.setContextClassLoader(loader);
            try {
                cleanup.run();
            } finally {
                thread.setContextClassLoader(before);
            }
        });
    }

    // --- filters

    @Override
    public void addOutputFilter(String name) {
        outputFilters().add(stage(plan.outputFilters(), name, false));
    }

    @Override
    public void addInputFilter(String name) {
        inputFilters().add(stage(plan.inputFilters(), name, true));
    }

    private FilterStage stage(Filters configured, String name, boolean input) {
        String key = name.toLowerCase(Locale.ROOT);
        Map<String, Handler> registered = input ? inputFilters : outputFilters;
        Handler handler = registered.getOrDefault(key, configured.defined().get(key));
        if (handler == null) {
            throw new IllegalArgumentException("filter \"" + name + "\": nobody has defined it (expected: one of "
                    + configured.defined().keySet() + registered.keySet() + ")");
        }
        return new FilterStage(key, input, filterEntries.entry(handler, input), this);
    }

    @Override
    public void registerOutputFilter(String name, String handler) {
        registerOutputFilter(name, handler, root);
    }

    @Override
    public void registerOutputFilter(String name, String handler, String dir) {
        outputFilters.put(name.toLowerCase(Locale.ROOT), Plans.handler("JavaOutputFilter", handler, dir));
    }

    @Override
    public void registerInputFilter(String name, String handler) {
        registerInputFilter(name, handler, root);
    }

    @Override
    public void registerInputFilter(String name, String handler, String dir) {
        inputFilters.put(name.toLowerCase(Locale.ROOT), Plans.handler("JavaInputFilter", handler, dir));
    }
}

package org.postern.daemon.exchange;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.postern.api.Hlist;
import org.postern.api.Request;
import org.postern.daemon.config.Filters;
import org.postern.daemon.config.Handler;
import org.postern.daemon.config.HandlerList;
import org.postern.daemon.config.Phase;
import org.postern.daemon.config.Plan;
import org.postern.daemon.config.Plans;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;
import org.postern.daemon.filter.FilterStage;
import org.postern.daemon.importer.Entry;
import org.postern.daemon.interpreter.Interpreter;
import org.slf4j.Logger;

/** What handlers see of a request; here, what runs on it: phases, filters, cleanups. */
final class HttpRequest extends AnsweredRequest {

    private final Arrival arrival;
    private final @Nullable HttpRequest previous;
    private final Plan plan;
    private final Interpreter interpreter;
    private final String root;

    private @Nullable Begun begun;

    // most requests have none of these, and so no collection for them
    private Map<Phase, List<Handler>> added = Map.of();
    private Map<String, Handler> inputFilters = Map.of();
    private Map<String, Handler> outputFilters = Map.of();
    private @Nullable Deque<Runnable> cleanups; // the client's own request has those of all
    private @Nullable HttpRequest next;
    private @Nullable Course course;
    private @Nullable Phase phase;
    private @Nullable Handler running;
    private @Nullable String extension;

    /** The client's own request. */
    HttpRequest(Arrival arrival) {
        this(arrival, Target.of(arrival.ajp(), arrival.facts()), null);
    }

    /** @param previous the request that was redirected to this one; null for the client's own */
    private HttpRequest(Arrival arrival, Target target, @Nullable HttpRequest previous) {
        super(arrival, target, previous);
        this.arrival = arrival;
        this.plan = arrival.plan();
        this.interpreter = arrival.interpreter();
        this.root = arrival.root();
        this.previous = previous;
    }

    /** The handlers of a phase that has begun, and the phases that began before it. */
    private record Begun(
            Phase phase,
            List<List<Handler>> sections,
            @Nullable Begun before) {}

    /** The log of its interpreter. */
    Logger log() {
        return interpreter.log();
    }

    // --- for the run of the request

    /** A handler of a phase is about to run. */
    void runs(Phase of, Handler handler) {
        phase = of;
        running = handler;
    }

    /** No handler of a phase runs any more, for now. */
    void rests() {
        phase = null;
        running = null;
    }

    /** The run of a request, as far as handlers can steer it. */
    interface Course {

        /** The method of a filter. */
        Entry filter(Handler handler, boolean input);

        /** Goes on with another URL of the site; {@code asGet} where the body is not the target's. */
        void redirect(String url, boolean asGet);
    }

    /** Puts the filters in place that directives name; a body that was redirected has passed its own already. */
    void begin(Course run) {
        course = run;
        if (plan.inputFilters().used().isEmpty() && plan.outputFilters().used().isEmpty()) {
            return;
        }
        check("JavaSetInputFilter", plan.inputFilters());
        check("JavaSetOutputFilter", plan.outputFilters());
        if (previous == null) {
            plan.inputFilters().used().forEach(this::addInputFilter);
        }
        plan.outputFilters().used().forEach(this::addOutputFilter);
    }

    private Course course() {
        if (course == null) {
            throw new IllegalStateException("the request does not run yet");
        }
        return course;
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
        Begun there = begun(of);
        if (there != null) {
            return there.sections();
        }
        boolean ours = of != Phase.CONTENT || OURS.equals(handler());
        List<HandlerList> configured = ours ? plan.handlers(of) : List.of();
        List<Handler> more = ours ? added.getOrDefault(of, List.of()) : List.of();
        if (configured.isEmpty() && more.isEmpty()) {
            return List.of(); // where no handler runs, none is added either
        }
        List<List<Handler>> sections = sections(configured);
        if (!more.isEmpty()) {
            last(sections).addAll(more);
        }
        begun = new Begun(of, sections, begun);
        return sections;
    }

    /** Lists of this request's own; most phases have one section, or none of their own. */
    private List<List<Handler>> sections(List<HandlerList> configured) {
        if (configured.size() < 2) {
            return List.of(configured.isEmpty() ? new ArrayList<>() : new ArrayList<>(chosen(configured.get(0))));
        }
        List<List<Handler>> sections = new ArrayList<>(configured.size());
        for (HandlerList section : configured) {
            sections.add(new ArrayList<>(chosen(section)));
        }
        return sections;
    }

    private @Nullable Begun begun(Phase of) {
        Begun each = begun;
        while (each != null && each.phase() != of) {
            each = each.before();
        }
        return each;
    }

    /** A section's handlers for the extension of the file, or of the URL. */
    private List<Handler> chosen(HandlerList section) {
        if (section.byExtension().isEmpty()) {
            return section.plain();
        }
        String file = filename();
        String now = HandlerList.extension(file == null ? uri() : file);
        if (now != null && section.byExtension().containsKey(now)) {
            extension = now;
        }
        return section.forExtension(now);
    }

    /** The request that goes on where this one is redirected, with what CGI programs are told of this one. */
    HttpRequest redirected(Target target) {
        HttpRequest to = new HttpRequest(arrival, target, this);
        subprocessEnv()
                .forEach(variable -> to.subprocessEnv().add("REDIRECT_" + variable.getKey(), variable.getValue()));
        to.subprocessEnv().set("REDIRECT_STATUS", Integer.toString(status()));
        to.subprocessEnv().set("REDIRECT_URL", uri());
        if (args() != null) {
            to.subprocessEnv().set("REDIRECT_QUERY_STRING", args());
        }
        next = to;
        return to;
    }

    /** How many redirects have led here. */
    int redirects() {
        return previous == null ? 0 : previous.redirects() + 1;
    }

    /** The paths that have led here. */
    String trail() {
        return previous == null ? uri() : previous.trail() + " -> " + uri();
    }

    /** The cleanups registered, newest first; those of all that were redirected. */
    Collection<Runnable> cleanups() {
        return cleanups == null ? List.of() : cleanups;
    }

    /** Where a handler is looked up first. */
    String root(Handler handler) {
        return Roots.of(handler instanceof Handler.Named named ? named.root() : null, told());
    }

    // --- redirects

    @Override
    public void internalRedirect(String url) {
        course().redirect(url, false);
    }

    /** The same with a GET, HEAD for HEAD, and without what the client sends with another method. */
    void redirectAsGet(String url) {
        dropBody();
        course().redirect(url, true);
    }

    @Override
    public @Nullable Request prev() {
        return previous;
    }

    @Override
    public @Nullable Request next() {
        return next;
    }

    @Override
    public @Nullable Request main() {
        return null;
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
        Begun there = begun(into);
        if (there == null) {
            this.added = this.added.isEmpty() ? new EnumMap<>(Phase.class) : this.added;
            this.added.computeIfAbsent(into, p -> new ArrayList<>()).add(added);
        } else {
            last(there.sections()).add(added);
        }
    }

    private static List<Handler> last(List<List<Handler>> sections) {
        return sections.get(sections.size() - 1);
    }

    @Override
    public void registerCleanup(Runnable cleanup) {
        ClassLoader loader = Thread.currentThread().getContextClassLoader(); // that of the module
        client().push(() -> {
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

    /** The request with which the client came. */
    private HttpRequest client() {
        return previous == null ? this : previous.client();
    }

    private void push(Runnable cleanup) {
        cleanups = cleanups == null ? new ArrayDeque<>() : cleanups;
        cleanups.push(cleanup);
    }

    // --- filters

    @Override
    public void addOutputFilter(String name) {
        filterOutput(stage(plan.outputFilters(), name, false));
    }

    @Override
    public void addInputFilter(String name) {
        filterInput(stage(plan.inputFilters(), name, true));
    }

    private FilterStage stage(Filters configured, String name, boolean input) {
        String key = name.toLowerCase(Locale.ROOT);
        Map<String, Handler> registered = input ? inputFilters : outputFilters;
        Handler handler = registered.getOrDefault(key, configured.defined().get(key));
        if (handler == null) {
            throw new IllegalArgumentException("filter \"" + name + "\": nobody has defined it (expected: one of "
                    + configured.defined().keySet() + registered.keySet() + ")");
        }
        FilterStage.Role role = new FilterStage.Role(key, input, handler.text(), Roots.asFolder(root(handler)));
        return new FilterStage(role, course().filter(handler, input), this);
    }

    @Override
    public void registerOutputFilter(String name, String handler) {
        registerOutputFilter(name, handler, root);
    }

    @Override
    public void registerOutputFilter(String name, String handler, String dir) {
        outputFilters = with(outputFilters, name, Plans.handler("JavaOutputFilter", handler, dir));
    }

    @Override
    public void registerInputFilter(String name, String handler) {
        registerInputFilter(name, handler, root);
    }

    @Override
    public void registerInputFilter(String name, String handler, String dir) {
        inputFilters = with(inputFilters, name, Plans.handler("JavaInputFilter", handler, dir));
    }

    private static Map<String, Handler> with(Map<String, Handler> filters, String name, Handler filter) {
        Map<String, Handler> all = new HashMap<>(filters);
        all.put(name.toLowerCase(Locale.ROOT), filter);
        return all;
    }
}

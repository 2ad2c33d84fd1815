package org.postern.daemon.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.postern.api.Table;
import org.postern.daemon.fault.Fault;

/**
 * What the directives of one section of httpd's configuration ask for. Immutable; one for each distinct set of directives.
 *
 * @param handlers by phase: of guards a list for each section that has one, as each of them must let the request pass; of everything
 *     else the innermost section's
 * @param inputFilters what a request's body passes
 * @param outputFilters what an answer's body passes
 * @param root JavaRoot as written, or null
 * @param path JavaPath, cut at its colons
 * @param options JavaOption by name
 * @param interpreter JavaInterpreter, or null
 * @param folder whether the resource is a folder, though its name may end without a slash; told where {@code interpPerDirectory} may be
 * @param reloadOnError what requests get while a changed module cannot be used; null: decided by {@code debug}
 * @param compiler what makes classes of the sources
 * @param authName JavaAuthName, or null
 * @param timeout JavaTimeout, in seconds; 0 if there is none
 * @param errorDocuments by status
 * @param fault why nothing of this may run; null where all is well
 */
public record Plan(
        Map<Phase, List<HandlerList>> handlers,
        Filters inputFilters,
        Filters outputFilters,
        @Nullable String root,
        List<String> path,
        Map<String, String> options,
        @Nullable String interpreter,
        boolean interpPerDirectory,
        boolean folder,
        boolean interpPerDirective,
        boolean autoReload,
        boolean debug,
        boolean code,
        @Nullable ReloadOnError reloadOnError,
        Compiler compiler,
        @Nullable String authName,
        int timeout,
        Map<Integer, ErrorDocument> errorDocuments,
        @Nullable Fault fault) {

    /** Each is one of its own, as there is one for each set of directives. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    /** What a request gets while a changed module cannot be used. */
    public enum ReloadOnError {
        /** The last good version. */
        KEEP,
        /** The error. */
        FAIL
    }

    /** What makes classes of sources. */
    public enum Compiler {
        /** All of Java, as far as the compiler knows it. */
        ECJ,
        /** A part of Java, quickly. */
        JANINO
    }

    /** The handlers of a phase, by section. */
    public List<HandlerList> handlers(Phase phase) {
        return handlers.getOrDefault(phase, List.of());
    }

    /** Whether a handler is named that decides who may see the resource; a module's may come to it. */
    public boolean guarded() {
        return handlers.entrySet().stream()
                .anyMatch(entry ->
                        entry.getKey().guards() && entry.getValue().stream().anyMatch(HandlerList::hasNamed));
    }

    /** The directives in effect that say how code runs, as httpd's configuration spells them; yes and no as 1 and 0. */
    public Table config() {
        Table config = new Table();
        put(config, Directive.JAVA_ROOT, root);
        put(config, Directive.JAVA_PATH, path.isEmpty() ? null : String.join(":", path));
        put(config, Directive.JAVA_INTERPRETER, interpreter);
        put(config, Directive.JAVA_INTERP_PER_DIRECTORY, flag(interpPerDirectory));
        put(config, Directive.JAVA_INTERP_PER_DIRECTIVE, flag(interpPerDirective));
        put(config, Directive.JAVA_AUTO_RELOAD, flag(autoReload));
        put(config, Directive.JAVA_DEBUG, flag(debug));
        put(config, Directive.JAVA_CODE, flag(code));
        put(config, Directive.JAVA_RELOAD_ON_ERROR, failsOnReloadError() ? "fail" : "keep");
        put(config, Directive.JAVA_COMPILER, compiler.name().toLowerCase(Locale.ROOT));
        put(config, Directive.JAVA_AUTH_NAME, authName);
        put(config, Directive.JAVA_TIMEOUT, timeout == 0 ? null : Integer.toString(timeout));
        return config;
    }

    private static String flag(boolean value) {
        return value ? "1" : "0";
    }

    private static void put(Table config, Directive directive, @Nullable String value) {
        if (value != null) {
            config.set(directive.spelling(), value);
        }
    }

    /** Whether the error is wanted rather than the last good version. */
    public boolean failsOnReloadError() {
        return reloadOnError == null ? debug : reloadOnError == ReloadOnError.FAIL;
    }
}

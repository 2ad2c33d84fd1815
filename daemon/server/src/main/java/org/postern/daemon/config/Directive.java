package org.postern.daemon.config;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.postern.ajp.AjpFields;

/** The directives, as the macros of {@code postern.conf} define them, and the attributes by which they arrive. */
public enum Directive {
    JAVA_POST_READ_REQUEST_HANDLER(Phase.POST_READ_REQUEST),
    JAVA_TRANS_HANDLER(Phase.TRANS),
    JAVA_HEADER_PARSER_HANDLER(Phase.HEADER_PARSER),
    JAVA_INIT_HANDLER(Phase.INIT),
    JAVA_ACCESS_HANDLER(Phase.ACCESS),
    JAVA_AUTHEN_HANDLER(Phase.AUTHEN),
    JAVA_AUTHZ_HANDLER(Phase.AUTHZ),
    JAVA_TYPE_HANDLER(Phase.TYPE),
    JAVA_FIXUP_HANDLER(Phase.FIXUP),
    JAVA_HANDLER(Phase.CONTENT),
    JAVA_LOG_HANDLER(Phase.LOG),
    JAVA_CLEANUP_HANDLER(Phase.CLEANUP),
    JAVA_HANDLER_MODULE,
    JAVA_ROOT,
    JAVA_PATH,
    JAVA_OPTION,
    JAVA_INTERPRETER,
    JAVA_INTERP_PER_DIRECTORY,
    JAVA_INTERP_PER_DIRECTIVE,
    JAVA_AUTO_RELOAD,
    JAVA_DEBUG,
    JAVA_CODE,
    JAVA_RELOAD_ON_ERROR,
    JAVA_AUTH_NAME,
    JAVA_COMPILER,
    JAVA_TIMEOUT,
    JAVA_ERROR_DOCUMENT,
    JAVA_INPUT_FILTER,
    JAVA_OUTPUT_FILTER,
    JAVA_SET_INPUT_FILTER,
    JAVA_SET_OUTPUT_FILTER;

    private static final Map<String, Directive> BY_ATTRIBUTE =
            Arrays.stream(values()).collect(Collectors.toMap(Directive::name, Function.identity()));

    private final @Nullable Phase phase;
    private final String spelling;

    Directive(Phase phase) {
        this.phase = phase;
        this.spelling = spelling(name());
    }

    Directive() {
        this.phase = null;
        this.spelling = spelling(name());
    }

    private static String spelling(String attribute) {
        return Arrays.stream(attribute.split("_"))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }

    /** The directive of an attribute, which may have {@code .name} behind it; null if it is none. */
    static @Nullable Directive of(String attribute) {
        int dot = attribute.indexOf('.');
        return BY_ATTRIBUTE.get(dot < 0 ? attribute : attribute.substring(0, dot));
    }

    /** The directives among a request's attributes, as httpd's configuration spells them, with their values; each once. */
    public static List<Map.Entry<String, String>> lines(AjpFields attributes) {
        Set<Map.Entry<String, String>> lines = new LinkedHashSet<>();
        for (int i = 0; i < attributes.size(); i++) {
            Directive directive = of(attributes.name(i));
            if (directive != null) {
                int dot = attributes.name(i).indexOf('.');
                String named = dot < 0 ? "" : " " + attributes.name(i).substring(dot + 1);
                lines.add(Map.entry(directive.spelling + named, attributes.value(i)));
            }
        }
        return List.copyOf(lines);
    }

    /** The phase whose handlers it names, or null. */
    @Nullable
    Phase phase() {
        return phase;
    }

    /** As in httpd's configuration, such as {@code JavaInterpPerDirectory}. */
    String spelling() {
        return spelling;
    }
}

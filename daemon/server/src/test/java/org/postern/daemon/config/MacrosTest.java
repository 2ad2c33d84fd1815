package org.postern.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postern.daemon.kit.TestSite;

/** {@code postern.conf} and the daemon speak of the same directives. */
class MacrosTest {

    private static final Pattern MACRO = Pattern.compile("(?ms)^<Macro (\\w+)([^>]*)>\n(.*?)^</Macro>");
    private static final Pattern ATTRIBUTE = Pattern.compile("SetEnv '?AJP_(JAVA_[A-Z_]+)(\\.\\$\\w+)?'?");

    /** These set no attribute of their own. */
    private static final Set<String> WITHOUT = Set.of("JavaSite", "JavaGuardLocation");

    /** Bodies by macro. */
    private static final Map<String, String> MACROS = new TreeMap<>();

    @BeforeAll
    static void read() throws IOException {
        Matcher matcher = MACRO.matcher(Files.readString(TestSite.posternConf()));
        while (matcher.find()) {
            if (matcher.group(1).startsWith("Java")) {
                MACROS.put(matcher.group(1), matcher.group(3));
            }
        }
    }

    @Test
    void everyDirective_hasItsMacro_andNoMacroIsWithoutADirective() {
        Set<String> directives = new TreeSet<>(WITHOUT);
        Arrays.stream(Directive.values()).map(Directive::spelling).forEach(directives::add);
        assertEquals(directives, MACROS.keySet());
    }

    @Test
    void everyMacro_setsTheAttributeOfItsDirective() {
        MACROS.forEach((macro, body) -> {
            Set<String> attributes = ATTRIBUTE
                    .matcher(body)
                    .results()
                    .map(match -> match.group(1))
                    .collect(Collectors.toSet());
            if (WITHOUT.contains(macro)) {
                assertEquals(Set.of(), attributes, macro);
            } else {
                assertEquals(1, attributes.size(), macro);
                Directive directive = Directive.of(attributes.iterator().next());
                assertEquals(macro, directive == null ? null : directive.spelling());
            }
        });
    }

    @Test
    void everyMacroThatNamesAPhase_butThreeTakesAllRequests() {
        Set<String> leaveIt = Set.of("JavaHandler", "JavaPostReadRequestHandler", "JavaTransHandler");
        MACROS.forEach((macro, body) -> {
            boolean takes = body.contains("Use PosternAnswers");
            boolean handler = Phase.of(macro).isPresent()
                    || macro.equals("JavaHandlerModule")
                    || macro.startsWith("JavaSet")
                    || macro.equals("JavaSite");
            assertEquals(handler && !leaveIt.contains(macro), takes, macro);
            if (leaveIt.contains(macro)) {
                assertTrue(body.contains("Use PosternLength"), macro);
            }
        });
    }

    @Test
    void everyFact_thatTheDaemonReads_isSet() throws IOException {
        String conf = Files.readString(TestSite.posternConf());
        for (String fact : Set.of(
                "POSTERN_BEGIN",
                "POSTERN_FOLDER",
                "POSTERN_SITE",
                "POSTERN_URI",
                "POSTERN_THE_REQUEST",
                "POSTERN_PATH_INFO",
                "POSTERN_DOCUMENT_ROOT",
                "POSTERN_CONTEXT_PREFIX",
                "POSTERN_CONTEXT_DOCUMENT_ROOT",
                "POSTERN_SERVER_ADMIN",
                "POSTERN_CONN_REMOTE_ADDR")) {
            assertTrue(conf.contains("AJP_" + fact), fact);
        }
    }
}

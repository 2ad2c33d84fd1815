package org.postern.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.postern.ajp.AjpFields;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;

/** Directives to plans. */
class PlanParserTest {

    private static final String BEGIN = "POSTERN_BEGIN";

    private static Plan parse(String... pairs) {
        return new PlanParser(false).parse(AjpFields.of(pairs), "HTTP/1.1");
    }

    /** One block. */
    private static Plan block(String... pairs) {
        List<String> all = new ArrayList<>(List.of(BEGIN, "1"));
        all.addAll(List.of(pairs));
        return parse(all.toArray(String[]::new));
    }

    private static List<String> handlers(Plan plan, Phase phase) {
        return plain(plan, phase).stream().map(Handler::text).toList();
    }

    /** The handlers for requests without extension, of all sections. */
    private static List<Handler> plain(Plan plan, Phase phase) {
        return plan.handlers(phase).stream()
                .flatMap(list -> list.plain().stream())
                .toList();
    }

    private static List<String> html(Plan plan, Phase phase) {
        return plan.handlers(phase).stream()
                .flatMap(list -> list.forExtension(".html").stream())
                .map(Handler::text)
                .toList();
    }

    private static Fault fault(Plan plan) {
        Fault fault = plan.fault();
        if (fault == null) {
            throw new AssertionError("no fault");
        }
        return fault;
    }

    @Test
    void nothing_isThePlanOfDefaults() {
        Plan plan = parse();
        assertEquals(Map.of(), plan.handlers());
        assertEquals(Map.of(), plan.options());
        assertEquals(List.of(), plan.path());
        assertNull(plan.root());
        assertNull(plan.interpreter());
        assertNull(plan.authName());
        assertNull(plan.fault());
        assertTrue(plan.autoReload());
        assertTrue(plan.code());
        assertFalse(plan.debug());
        assertFalse(plan.interpPerDirectory());
        assertFalse(plan.interpPerDirective());
        assertFalse(plan.guarded());
        assertFalse(plan.failsOnReloadError());
    }

    @ParameterizedTest
    @EnumSource(Phase.class)
    void everyPhase_hasItsDirective(Phase phase) {
        Directive directive = java.util.Arrays.stream(Directive.values())
                .filter(d -> d.phase() == phase)
                .findFirst()
                .orElseThrow();
        assertEquals(phase.directive(), directive.spelling());
        Plan plan = block(directive.name(), "a b::m");
        assertEquals(List.of("a", "b::m"), handlers(plan, phase));
        assertEquals(1, plan.handlers().size());
    }

    @Test
    void everySetting_isRead() {
        Plan plan = block(
                "JAVA_ROOT", "/r",
                "JAVA_PATH", "/p:lib/*.jar::q: ",
                "JAVA_OPTION.title", "a \"b\"",
                "JAVA_OPTION.gone", "",
                "JAVA_INTERPRETER", "shop",
                "JAVA_INTERP_PER_DIRECTORY", "On",
                "JAVA_INTERP_PER_DIRECTIVE", "on",
                "JAVA_AUTO_RELOAD", "OFF",
                "JAVA_DEBUG", "on",
                "JAVA_CODE", "off",
                "JAVA_RELOAD_ON_ERROR", "Keep",
                "JAVA_AUTH_NAME", "Members");
        assertNull(plan.fault());
        assertEquals("/r", plan.root());
        assertEquals(List.of("/p", "lib/*.jar", "q"), plan.path());
        assertEquals(Map.of("title", "a \"b\""), plan.options());
        assertEquals("shop", plan.interpreter());
        assertTrue(plan.interpPerDirectory());
        assertTrue(plan.interpPerDirective());
        assertFalse(plan.autoReload());
        assertTrue(plan.debug());
        assertFalse(plan.code());
        assertEquals(Plan.ReloadOnError.KEEP, plan.reloadOnError());
        assertFalse(plan.failsOnReloadError(), "the directive beats JavaDebug");
        assertEquals("Members", plan.authName());
    }

    @Test
    void debug_failsOnReloadErrors_unlessToldOtherwise() {
        assertTrue(block("JAVA_DEBUG", "On").failsOnReloadError());
        assertTrue(block("JAVA_RELOAD_ON_ERROR", "fail").failsOnReloadError());
        assertFalse(block().failsOnReloadError());
    }

    @Test
    void debugSetting_isTheDefault_andADirectiveBeatsIt() {
        PlanParser parser = new PlanParser(true);
        assertTrue(parser.parse(AjpFields.NONE, "HTTP/1.1").debug());
        assertFalse(parser.parse(AjpFields.of(BEGIN, "1", "JAVA_DEBUG", "Off"), "HTTP/1.1")
                .debug());
    }

    @Test
    void optionNames_ignoreCase_theLastStands() {
        assertEquals(
                Map.of("A", "2"),
                Map.copyOf(block("JAVA_OPTION.A", "1", "JAVA_OPTION.a", "2").options()));
    }

    @ParameterizedTest
    @CsvSource({
        "JAVA_DEBUG, maybe, 'JavaDebug \"maybe\" (expected: On or Off)'",
        "JAVA_CODE, 1, 'JavaCode \"1\" (expected: On or Off)'",
        "JAVA_INTERP_PER_DIRECTORY, yes, 'JavaInterpPerDirectory \"yes\" (expected: On or Off)'",
        "JAVA_RELOAD_ON_ERROR, stop, 'JavaReloadOnError \"stop\" (expected: keep or fail)'",
        "JAVA_HANDLER, a::, 'JavaHandler \"a::\": handler \"a::\" (expected: module or module::member) at character 1'"
    })
    void aBadValue_isAFaultThatNamesIt(String attribute, String value, String message) {
        Fault fault = fault(block(attribute, value));
        assertSame(Code.BAD_DIRECTIVE, fault.code());
        assertEquals(message, fault.text());
    }

    @Test
    void anAttributeOfNoDirective_isAFault() {
        Fault fault = fault(block("JAVA_HANDLR", "x"));
        assertSame(Code.BAD_DIRECTIVE, fault.code());
        assertTrue(fault.text().startsWith("attribute JAVA_HANDLR: "), fault.text());
    }

    @Test
    void aFaultInABlockThatIsNotChosen_countsToo() {
        assertSame(
                Code.BAD_DIRECTIVE,
                fault(parse(BEGIN, "1", "JAVA_TIMEOTU", "5", BEGIN, "1", "JAVA_ROOT", "/r"))
                        .code());
    }

    @Test
    void handlerModule_isASilentHandlerOfEveryPhase_behindTheOthers() {
        Plan plan = block("JAVA_HANDLER_MODULE", "all", "JAVA_HANDLER", "first", "JAVA_ROOT", "/r");
        for (Phase phase : Phase.values()) {
            List<Handler> plain = plain(plan, phase);
            assertEquals(new Handler.Named("all", null, "/r", true), plain.get(plain.size() - 1));
        }
        assertEquals(List.of("first", "all"), handlers(plan, Phase.CONTENT));
        assertFalse(plan.guarded(), "whether the module has a guard shows when it is loaded");
    }

    @Test
    void guards_areTheUnion_everythingElseIsTheChosenBlocks() {
        Plan plan = parse(
                BEGIN,
                "1",
                "JAVA_ACCESS_HANDLER",
                "folder",
                "JAVA_FIXUP_HANDLER",
                "folder",
                BEGIN,
                "1",
                "JAVA_ACCESS_HANDLER",
                "file",
                "JAVA_HANDLER",
                "file",
                BEGIN,
                "1",
                "JAVA_ACCESS_HANDLER",
                "folder",
                "JAVA_FIXUP_HANDLER",
                "folder");
        assertEquals(List.of("folder", "file"), handlers(plan, Phase.ACCESS), "each once");
        assertEquals(2, plan.handlers(Phase.ACCESS).size(), "and each section has a say");
        assertEquals(List.of("file"), handlers(plan, Phase.CONTENT));
        assertEquals(List.of(), handlers(plan, Phase.FIXUP));
    }

    @ParameterizedTest
    @CsvSource({"JAVA_ACCESS_HANDLER, ACCESS", "JAVA_AUTHEN_HANDLER, AUTHEN", "JAVA_AUTHZ_HANDLER, AUTHZ"})
    void none_neverCancelsAnotherBlocksGuard(String attribute, Phase phase) {
        Plan plan = parse(BEGIN, "1", attribute, "gate", BEGIN, "1", attribute, "None");
        assertEquals(List.of("gate"), handlers(plan, phase));
        assertTrue(plan.guarded());
    }

    @Test
    void none_cancelsWithinItsBlock() {
        Plan plan = block("JAVA_AUTHEN_HANDLER", "gate", "JAVA_AUTHEN_HANDLER", "None");
        assertEquals(List.of(), handlers(plan, Phase.AUTHEN));
        assertFalse(plan.guarded());
    }

    @Test
    void aGuardForAnExtension_isAGuard_andJoinsPlainOnes() {
        Plan plan =
                parse(BEGIN, "1", "JAVA_AUTHEN_HANDLER", "gate | .html", BEGIN, "1", "JAVA_AUTHEN_HANDLER", "other");
        assertTrue(plan.guarded());
        assertEquals(List.of("other"), handlers(plan, Phase.AUTHEN));
        assertEquals(List.of("gate", "other"), html(plan, Phase.AUTHEN));
    }

    @Test
    void aGuardForAnExtension_doesNotTakeThePlaceOfAnotherSections() {
        Plan plan =
                parse(BEGIN, "1", "JAVA_ACCESS_HANDLER", "gate", BEGIN, "1", "JAVA_ACCESS_HANDLER", "other | .html");
        assertEquals(List.of("gate", "other"), html(plan, Phase.ACCESS));
    }

    @Test
    void aGuard_isLookedUpInTheRootOfItsOwnSection() {
        Plan plan = parse(
                BEGIN,
                "1",
                "JAVA_ROOT",
                "/outer",
                "JAVA_ACCESS_HANDLER",
                "gate",
                BEGIN,
                "1",
                "JAVA_ROOT",
                "/inner",
                "JAVA_HANDLER",
                "page");
        assertEquals(List.of(new Handler.Named("gate", null, "/outer", false)), plain(plan, Phase.ACCESS));
        assertEquals("/inner", plan.root());
    }

    @Test
    void plans_areKeptByTheirDirectivesAlone() {
        Plans plans = new Plans(false);
        AjpFields one = AjpFields.of("POSTERN_URI", "/a", "POSTERN_SITE", "s", BEGIN, "1", "JAVA_ROOT", "/r");
        AjpFields two = AjpFields.of("POSTERN_URI", "/b", "POSTERN_SITE", "t", BEGIN, "1", "JAVA_ROOT", "/r");
        AjpFields three = AjpFields.of("POSTERN_URI", "/b", BEGIN, "1", "JAVA_ROOT", "/r2");
        assertSame(plans.of(one, "HTTP/1.1"), plans.of(two, "HTTP/1.0"));
        assertNotSame(plans.of(one, "HTTP/1.1"), plans.of(three, "HTTP/1.1"));
        assertNotSame(plans.of(one, "HTTP/1.1"), plans.of(one, "INCLUDED"));
    }

    @Test
    void plans_noValueCanPretendToBeAnotherDirective() {
        Plans plans = new Plans(false);
        Plan honest = plans.of(AjpFields.of(BEGIN, "1", "JAVA_ROOT", "/r", "JAVA_PATH", "p"), "HTTP/1.1");
        Plan forged = plans.of(AjpFields.of(BEGIN, "1", "JAVA_ROOT", "/r\nJAVA_PATH=1:p"), "HTTP/1.1");
        assertEquals("/r", honest.root());
        assertEquals(List.of(), forged.path());
    }

    @Test
    void plans_whereTheFactsBeginAgain_makesADifference() {
        Plans plans = new Plans(false);
        AjpFields redirected = AjpFields.of(
                "POSTERN_URI", "/", BEGIN, "1", "JAVA_ROOT", "/f", "POSTERN_URI", "/", BEGIN, "1", "JAVA_ROOT", "/d");
        AjpFields plain =
                AjpFields.of("POSTERN_URI", "/", BEGIN, "1", "JAVA_ROOT", "/f", BEGIN, "1", "JAVA_ROOT", "/d");
        assertEquals("/f", plans.of(redirected, "HTTP/1.1").root());
        assertEquals("/d", plans.of(plain, "HTTP/1.1").root());
    }

    @Test
    void handlerLists_forAnExtension_elseThePlain() {
        HandlerList list = HandlerParser.parse("JavaHandler", "a; b | .html .htm", null);
        assertEquals("b", list.forExtension(".html").get(0).text());
        assertEquals("b", list.forExtension(".htm").get(0).text());
        assertEquals("a", list.forExtension(".txt").get(0).text());
        assertEquals("a", list.forExtension(null).get(0).text());
    }

    @ParameterizedTest
    @CsvSource({
        "/srv/a.html, .html",
        "/srv/a.tar.gz, .tar.gz",
        "/srv/v1.2/readme,",
        "/srv/.htaccess, .htaccess",
        "/srv/a., .",
        "/srv/a/,",
        "a.b, .b",
        "'',",
        ","
    })
    void extension_isEverythingFromTheFirstDotOfTheLastSegment(String filename, String extension) {
        assertEquals(extension, HandlerList.extension(filename));
    }
}

package org.postern.daemon;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postern.ajp.AjpFields;
import org.postern.ajp.AjpLimits;

/**
 * Which room may know which: the arrows that the packages draw of themselves.
 *
 * <pre>
 *   Main, ops -&gt; Daemon -&gt; exchange, connection -&gt; interpreter -&gt; importer -&gt; compiler, watch, leak      compiler, importer -&gt; janino      exchange -&gt; phase, loopback, session, form, filter, stdio -&gt; importer      everybody -&gt; config -&gt; fault
 * </pre>
 */
class ArrowTest {

    private static final JavaClasses POSTERN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.postern");

    private static final String DAEMON = "org.postern.daemon..";
    private static final String ROOM = "org.postern.daemon.";

    private static GivenClassesConjunction room(String name) {
        return noClasses().that().resideInAPackage(ROOM + name + "..");
    }

    private static String[] rooms(Stream<String> names) {
        return names.map(name -> ROOM + name + "..").toArray(String[]::new);
    }

    /** The rooms that there are. */
    private static Set<String> all() {
        return POSTERN.stream()
                .map(type -> type.getPackageName())
                .filter(name -> name.startsWith(ROOM))
                .map(name -> name.substring(ROOM.length()).split("\\.")[0])
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyRoom_isInTheTable() {
        Set<String> known = new TreeSet<>(Set.of(
                "compiler",
                "config",
                "configtree",
                "connection",
                "exchange",
                "fault",
                "filter",
                "form",
                "importer",
                "interpreter",
                "janino",
                "json",
                "leak",
                "loopback",
                "ops",
                "password",
                "phase",
                "psp",
                "session",
                "stdio",
                "watch"));
        assertTrue(known.equals(all()), "a room without its line in the table below: " + all());
    }

    @ParameterizedTest
    @CsvSource({
        "fault, fault",
        "config, config fault",
        "phase, phase config fault",
        "password, password fault",
        "watch, watch fault",
        "leak, leak fault",
        "loopback, loopback config fault",
        "form, form config fault",
        "janino, janino",
        "json, json",
        "psp, psp",
        "compiler, compiler psp janino config fault",
        "importer, importer compiler psp janino watch leak fault",
        "interpreter, interpreter importer compiler watch config fault",
        "configtree, configtree fault",
        "connection, connection interpreter importer compiler config fault",
        "filter, filter importer fault",
        "session, session config fault",
        "stdio, stdio importer",
        "exchange, exchange filter interpreter importer compiler psp phase loopback session form stdio config fault",
        "ops, ops importer compiler leak stdio config fault"
    })
    void aRoom_knowsNoOtherThanThese(String room, String known) {
        Set<String> others = all();
        Arrays.asList(known.split(" ")).forEach(others::remove);
        room(room)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(rooms(others.stream()))
                .check(POSTERN);
    }

    @Test
    void daemonAndMain_areKnownAtTheTopOnly() {
        noClasses()
                .that()
                .resideInAnyPackage(rooms(all().stream().filter(name -> !name.equals("ops"))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.postern.daemon")
                .check(POSTERN);
    }

    @Test
    void main_isKnownToNobody() {
        classes()
                .that()
                .areAssignableTo(Main.class)
                .should()
                .onlyHaveDependentClassesThat()
                .areAssignableTo(Main.class)
                .check(POSTERN);
    }

    @Test
    void noCycles() {
        slices().matching("org.postern.(**)").should().beFreeOfCycles().check(withoutTop());
    }

    /** Main starts the commands, and they start the daemon: one package, whose classes stand at both ends. */
    private static JavaClasses withoutTop() {
        return POSTERN.that(not(belongToAnyOf(Main.class)));
    }

    @Test
    void netty_isNowhereInTheDaemon() {
        noClasses()
                .that()
                .resideInAPackage(DAEMON)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty..")
                .check(POSTERN);
    }

    @Test
    void compilersAndBytecode_areTheImportersAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "org.postern.daemon.compiler..", "org.postern.daemon.importer..", "org.postern.daemon.janino..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.eclipse.jdt..",
                        "org.codehaus.janino..",
                        "org.codehaus.commons..",
                        "org.objectweb.asm..",
                        "javax.tools..")
                .check(POSTERN);
    }

    @Test
    void connector_isKnownToExchangeAndDaemon_itsFieldsAndLimitsToConfig() {
        noClasses()
                .that()
                .resideInAPackage(DAEMON)
                .and(not(resideInAnyPackage(ROOM + "exchange..", "org.postern.daemon")))
                .and(not(resideInAnyPackage(ROOM + "config..")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.postern.ajp..")
                .check(POSTERN);
        room("config")
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.postern.ajp..")
                        .and(not(belongToAnyOf(AjpFields.class, AjpLimits.class))))
                .check(POSTERN);
        room("exchange")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.postern.ajp.codec..", "org.postern.ajp.loop..", "org.postern.ajp.server..")
                .check(POSTERN);
    }

    @Test
    void settingsLibrary_isConfigsAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.postern.daemon.config..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.commons.configuration2..", "org.apache.commons.text..")
                .check(POSTERN);
    }

    @Test
    void hashLibraries_arePasswordsAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.postern.daemon.password..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("at.favre..", "org.apache.commons.codec..")
                .check(POSTERN);
    }

    @Test
    void librariesOfSessionStores_areSessionsAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.postern.daemon.session..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.lettuce..", "com.zaxxer..", "org.postgresql..", "java.sql..", "javax.sql..")
                .check(POSTERN);
    }

    @Test
    void jsonLibrary_isJsonsAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.postern.daemon.json..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.fasterxml..")
                .check(POSTERN);
    }

    @Test
    void api_dependsOnTheJdkAlone() {
        noClasses()
                .that()
                .resideInAPackage("org.postern.api..")
                .should()
                .dependOnClassesThat(
                        resideOutsideOfPackages("java..", "javax.crypto..", "org.jspecify..", "org.postern.api.."))
                .check(POSTERN);
    }

    @Test
    void bundledHandlers_dependOnTheApiAlone() {
        noClasses()
                .that()
                .resideInAPackage("org.postern.handlers..")
                .should()
                .dependOnClassesThat(resideOutsideOfPackages(
                        "java..", "org.jspecify..", "org.postern.api..", "org.postern.handlers.."))
                .check(POSTERN);
    }

    /** All interpreters share their classes. */
    @Test
    void bundledHandlers_haveNoMutableStatics() {
        fields().that()
                .areDeclaredInClassesThat()
                .resideInAPackage("org.postern.handlers..")
                .and()
                .areStatic()
                .should()
                .beFinal()
                .andShould()
                .haveRawType(resideInAnyPackage("java.lang", "java.util.regex")
                        .or(describe("primitive", JavaClass::isPrimitive)))
                .check(POSTERN);
    }

    @Test
    void connector_knowsNothingOfTheDaemon() {
        noClasses()
                .that()
                .resideInAPackage("org.postern.ajp..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(DAEMON, "org.postern.api..", "org.postern.handlers..")
                .check(POSTERN);
    }

    @Test
    void nobodyPrints_outsideOfOps() {
        noClasses()
                .that()
                .resideOutsideOfPackages("org.postern.daemon.ops..", "org.postern.daemon.stdio..")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(Throwable.class, "printStackTrace")
                .check(POSTERN);
    }

    @Test
    void nobodySleeps() {
        noClasses()
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(Thread.class, "sleep", long.class, int.class)
                .check(POSTERN);
    }

    @Test
    void reflection_isForClassesOfHandlers_andTheLeakWatch() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "org.postern.daemon.importer..",
                        "org.postern.daemon.json..",
                        "org.postern.daemon.leak..",
                        "org.postern.handlers..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.lang.reflect..", "java.lang.invoke..")
                .check(POSTERN);
    }
}

package org.postern.ajp;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The arrows of the module: {@code server -> codec -> ajp}, never back. */
class ArrowsTest {

    private static final String AJP = "org.postern.ajp";
    private static final String CODEC = "org.postern.ajp.codec..";
    private static final String LOOP = "org.postern.ajp.loop..";
    private static final String SERVER = "org.postern.ajp.server..";

    private static final JavaClasses CONNECTOR = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(AJP);

    @Test
    void ajp_knowsNeitherCodecNorServerNorNetty() {
        noClasses()
                .that()
                .resideInAPackage(AJP)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(CODEC, LOOP, SERVER, "io.netty..")
                .check(CONNECTOR);
    }

    @Test
    void codec_knowsNotServer() {
        noClasses()
                .that()
                .resideInAPackage(CODEC)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(LOOP, SERVER)
                .check(CONNECTOR);
    }

    @Test
    void loop_knowsNoAjp() {
        noClasses()
                .that()
                .resideInAPackage(LOOP)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(AJP, CODEC, SERVER)
                .check(CONNECTOR);
    }

    @Test
    void codec_knowsNoSockets() {
        noClasses()
                .that()
                .resideInAPackage(CODEC)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.net..", "java.nio.channels..", "io.netty.channel.socket..")
                .check(CONNECTOR);
    }

    @Test
    void netty_isKnownInCodecLoopAndServerOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackages(CODEC, LOOP, SERVER)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty..")
                .check(CONNECTOR);
    }

    @Test
    void connector_knowsNothingOfTheRestOfThePosternAndDoesNotLog() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.postern.api..", "org.slf4j..", "java.util.logging..")
                .check(CONNECTOR);
    }
}

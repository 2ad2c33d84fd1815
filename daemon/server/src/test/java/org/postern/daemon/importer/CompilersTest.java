package org.postern.daemon.importer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postern.daemon.compiler.CompileFault;

/**
 * What ECJ and Janino make of the same Java: each piece in {@code probes.txt} is compiled by both, and run. The table in {@code
 * docs/compilers.md} says the same; the new one is written to {@code target/compilers.md}.
 */
class CompilersTest {

    private static final String WAY_OUT = "Use JavaCompiler ecj";

    private static Bench ecj;
    private static Bench janino;

    @BeforeAll
    static void open() throws IOException {
        ecj = Bench.byHand();
        janino = Bench.ofJanino();
    }

    @AfterAll
    static void close() throws IOException {
        ecj.close();
        janino.close();
    }

    static List<Probe> probes() throws IOException {
        return Probe.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("probes")
    void aPieceOfJava_comesToWhatTheTableSays(Probe probe) throws IOException {
        assertEquals(probe.ecj(), outcome(ecj, probe), "ecj");
        String expected = probe.janino().equals(Probe.SAME) ? probe.ecj() : probe.janino();
        assertEquals(expected, outcome(janino, probe), "janino");
    }

    private static String outcome(Bench bench, Probe probe) throws IOException {
        try {
            return ask(bench, probe);
        } catch (CompileFault fault) {
            return fault.text().contains("Janino compiles as Java means it") ? Probe.REFUSED : Probe.ERROR;
        }
    }

    /** Each in a folder of its own, as what one came to would be served for the next. */
    private static String ask(Bench bench, Probe probe) throws IOException {
        String folder = Integer.toHexString(probe.title().hashCode());
        bench.file(folder + "/page.java", probe.source());
        return bench.ask(folder, "page");
    }

    @Test
    void whatWeRefuse_saysTheWayOut() throws IOException {
        for (Probe probe : probes()) {
            if (probe.janino().equals(Probe.REFUSED)) {
                CompileFault fault = assertThrows(CompileFault.class, () -> ask(janino, probe));
                for (String line : fault.text().split("\n")) {
                    assertTrue(line.endsWith(WAY_OUT + ")"), probe + ": " + line);
                }
            }
        }
    }

    @Test
    void documentation_hasTheTable() throws IOException {
        Path page = Path.of("../../docs/compilers.md");
        String text = Files.readString(page, StandardCharsets.UTF_8);
        String head = text.substring(0, text.indexOf("\n| |"));
        String now = head + "\n" + table();
        Files.writeString(Path.of("target/compilers.md"), now);
        assertEquals(now, text, "cp daemon/server/target/compilers.md docs/");
    }

    private static String table() throws IOException {
        return "| | ecj | janino |\n|---|---|---|\n"
                + Probe.all().stream()
                        .collect(Collectors.groupingBy(Probe::section, LinkedHashMap::new, Collectors.toList()))
                        .entrySet()
                        .stream()
                        .map(section -> "| **" + section.getKey() + "** | | |\n" + rows(section.getValue()))
                        .collect(Collectors.joining());
    }

    private static String rows(List<Probe> probes) {
        return probes.stream()
                .map(probe -> "| " + probe.title() + " | " + cell(probe.ecj()) + " | " + cell(probe.janino()) + " |\n")
                .collect(Collectors.joining());
    }

    private static String cell(String outcome) {
        return switch (outcome) {
            case Probe.ERROR, Probe.REFUSED, Probe.SAME -> outcome;
            default -> "`" + outcome + "`";
        };
    }
}

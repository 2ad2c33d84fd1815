package org.postern.daemon.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The archive of classes that makes starts fast, in an installation of its own: whatever is the matter with it, nobody hears of it. */
class ArchiveIT {

    private static final Path BUILT = Path.of("../..").toAbsolutePath().normalize();
    private static final String TARGET = "daemon/server/target";

    private static Path home = Path.of("");
    private static Path archive = Path.of("");
    private static byte[] made = {};
    private static byte[] madeSum = {};

    /** Making it takes seconds, so that once is enough. */
    @BeforeAll
    static void makeArchive() throws Exception {
        install();
        assertTrue(usesArchive());
        archive = archives().get(0);
        made = Files.readAllBytes(archive);
        madeSum = Files.readAllBytes(archive.resolveSibling(archive.getFileName() + ".sum"));
    }

    private static void install() throws IOException {
        home = Files.createTempDirectory("postern-installed-").toRealPath();
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createDirectories(home.resolve("connector"));
        copy("pom.xml");
        for (String folder : List.of("scripts", TARGET + "/lib")) {
            try (Stream<Path> files = Files.list(BUILT.resolve(folder))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    copy(BUILT.relativize(file).toString());
                }
            }
        }
        copy(TARGET + "/postern-server.jar");
    }

    private static void copy(String file) throws IOException {
        Files.createDirectories(home.resolve(file).getParent());
        Files.copy(BUILT.resolve(file), home.resolve(file), StandardCopyOption.COPY_ATTRIBUTES);
    }

    @AfterAll
    static void remove() throws IOException {
        try (Stream<Path> all = Files.walk(home)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static List<Path> archives() throws IOException {
        try (Stream<Path> files = Files.list(home.resolve(TARGET))) {
            return files.filter(file -> file.toString().endsWith(".archive")).toList();
        }
    }

    /** Runs `postern version`, which says one line and nothing else; whether it took its classes from the archive. */
    private static boolean usesArchive(String... before) throws Exception {
        List<String> command = new ArrayList<>(List.of(before));
        command.addAll(List.of(home + "/scripts/postern", "version"));
        Launched run = new Launched(Map.of("POSTERN_JAVA_OPTIONS", "-Xlog:class+load"), command);
        assertEquals(0, run.code(), run.err());
        assertEquals("", run.err());
        List<String> said = run.out().lines().toList();
        List<String> others =
                said.stream().filter(line -> !line.contains("[class,load]")).toList();
        assertEquals(1, others.size(), others::toString);
        assertTrue(others.get(0).startsWith("postern "), others::toString);
        return said.stream().anyMatch(line -> line.contains("daemon.Main source: shared objects file"));
    }

    private static void replace(byte[] content) throws IOException {
        Path sum = archive.resolveSibling(archive.getFileName() + ".sum");
        Files.deleteIfExists(archive);
        Files.write(archive, content);
        Files.write(sum, madeSum);
    }

    @Test
    void archive_isUsedAsItIs() throws Exception {
        replace(made);
        FileTime before = Files.getLastModifiedTime(archive);
        assertTrue(usesArchive());
        assertEquals(before, Files.getLastModifiedTime(archive));
    }

    @Test
    @Tag("long")
    void archive_isMadeAnew_afterTheNextBuild() throws Exception {
        replace(made);
        FileTime before = Files.getLastModifiedTime(archive);
        Path jar = home.resolve(TARGET + "/postern-server.jar");
        FileTime built = Files.getLastModifiedTime(jar);
        Files.setLastModifiedTime(jar, FileTime.from(Instant.now()));
        try {
            assertTrue(usesArchive());
            assertTrue(Files.getLastModifiedTime(archive).compareTo(before) > 0);
            assertEquals(List.of(archive), archives());
        } finally {
            Files.setLastModifiedTime(jar, built);
        }
    }

    /** With this one a JVM 17 crashes. */
    @Test
    void archiveThatWasCutOff_isPassedOver() throws Exception {
        replace(Arrays.copyOf(made, made.length / 2));
        assertFalse(usesArchive());
    }

    @ParameterizedTest
    @ValueSource(strings = {"empty", "text", "another JVM's"})
    @Tag("long")
    void archiveThatCannotBeUsed_isPassedOver(String how) throws Exception {
        replace(
                switch (how) {
                    case "empty" -> new byte[0];
                    case "text" -> "what is this?\n".repeat(10000).getBytes(StandardCharsets.UTF_8);
                    default -> withoutVersion();
                });
        assertFalse(usesArchive());
    }

    @Test
    @Tag("long")
    void archiveForAnotherClassPath_isPassedOver() throws Exception {
        replace(made);
        Path more = home.resolve(TARGET + "/lib/a.jar");
        Files.copy(home.resolve(TARGET + "/postern-server.jar"), more);
        try {
            assertFalse(usesArchive());
        } finally {
            Files.delete(more);
        }
    }

    /** The JVM's name stands in the header. */
    private static byte[] withoutVersion() {
        byte[] changed = made.clone();
        Arrays.fill(changed, 64, 512, (byte) 'x');
        return changed;
    }

    @Test
    void anotherUser_usesTheOwnersArchive_andStartsWithout() throws Exception {
        assumeTrue(PrivateHttpd.isRoot(), "only root can become another user");
        String[] nobody = {"runuser", "-u", "nobody", "--"};
        Files.deleteIfExists(archive);
        assertFalse(usesArchive(nobody));
        assertEquals(List.of(), archives());
        replace(made);
        assertTrue(usesArchive(nobody));
    }

    @Test
    @Tag("long")
    void archiveThatCannotBeMade_startsWithout() throws Exception {
        Files.deleteIfExists(archive);
        Path lock = home.resolve(TARGET + "/archive.lock");
        Files.deleteIfExists(lock);
        Files.createDirectory(lock);
        try {
            assertFalse(usesArchive());
            assertEquals(List.of(), archives());
        } finally {
            Files.delete(lock);
        }
    }
}

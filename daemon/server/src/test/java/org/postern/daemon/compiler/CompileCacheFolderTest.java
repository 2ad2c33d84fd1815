package org.postern.daemon.compiler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;

/** Whose the compile cache's folder has to be, and what becomes of the files in it. */
class CompileCacheFolderTest {

    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final int NOBODY = 65_534;

    @TempDir
    Path temp;

    private Path folder;

    @BeforeEach
    void name() throws IOException {
        folder = temp.toRealPath().resolve("cache");
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static String name(int number) {
        return SourceReader.hash(new byte[] {(byte) number});
    }

    private Set<String> names() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(path -> path.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private Fault refused() {
        Fault fault = assertThrows(Fault.class, () -> CompileCacheFolder.open(folder));
        assertSame(Code.BAD_CACHE, fault.code(), fault.text());
        return fault;
    }

    // --- whose it is

    @Test
    void folderThatIsNotThere_isMade_forItsUserAlone() throws IOException {
        folder = folder.resolve("deep/er");
        CompileCacheFolder.open(folder);
        assertEquals("rwx------", mode(folder));
        CompileCacheFolder.open(folder);
    }

    @ParameterizedTest
    @CsvSource({"rwxr-xr-x, 0755", "rwx--x---, 0710", "rwx-----x, 0701", "rwx----w-, 0702", "r-x------, 0500"})
    void folderOfAnotherMode_isRefused(String mode, String said) throws IOException {
        Files.createDirectory(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(mode));
        assertEquals(
                "compile-cache = " + folder + ": its mode is " + said + " (expected: 0700)",
                refused().text());
    }

    @Test
    void folderOfAnotherUser_isRefused() throws IOException {
        CompileCacheFolder.open(folder);
        assumeTrue(Account.ofThisProcess().uid() == 0, "only root can give folders away");
        Files.setAttribute(folder, "unix:uid", NOBODY);
        assertEquals(
                "compile-cache = " + folder + ": it belongs to uid 65534 (expected: 0, the daemon's user root)",
                refused().text());
    }

    @Test
    void whatIsNoFolder_isRefused() throws IOException {
        Files.createSymbolicLink(folder, temp.resolve("nowhere"));
        assertEquals(
                "compile-cache = " + folder + ": it is no folder", refused().text());
        Files.delete(folder);
        Files.writeString(folder, "");
        assertEquals(
                "compile-cache = " + folder + ": it is no folder", refused().text());
        folder = folder.resolve("below");
        assertTrue(refused().text().startsWith("compile-cache = " + folder + ": "));
    }

    // --- files

    @Test
    void file_isItsUsersAlone_andTheNewestIsThere() throws IOException {
        CompileCacheFolder files = CompileCacheFolder.open(folder);
        assertNull(files.read(name(1)));
        files.write(name(1), new byte[] {1});
        files.write(name(1), new byte[] {2});
        assertArrayEquals(new byte[] {2}, files.read(name(1)));
        assertEquals("rw-------", mode(folder.resolve(name(1))));
        assertEquals(Set.of(name(1)), names());
    }

    @Test
    void failedWrite_leavesNothingBehind() throws IOException {
        CompileCacheFolder files = CompileCacheFolder.open(folder);
        Files.createDirectories(folder.resolve(name(1)).resolve("in the way"));
        assertThrows(IOException.class, () -> files.write(name(1), new byte[] {1}));
        assertEquals(Set.of(name(1)), names());
    }

    @Test
    void manyWritersOfOneFile_neverShowHalfOfOne() throws Exception {
        int writers = 4;
        CyclicBarrier start = new CyclicBarrier(writers);
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        try {
            CompileCacheFolder.open(folder).write(name(1), payload(0));
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < writers; i++) {
                int mine = i;
                all.add(threads.submit(() -> {
                    CompileCacheFolder files = CompileCacheFolder.open(folder); // each as a daemon of its own
                    start.await();
                    for (int round = 0; round < 200; round++) {
                        files.write(name(1), payload(mine));
                        byte[] read = files.read(name(1));
                        assertNotNull(read);
                        assertArrayEquals(payload(read[0]), read);
                        files.prune(Instant.now());
                    }
                    return null;
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
            assertEquals(Set.of(name(1)), names());
        } finally {
            threads.shutdownNow();
        }
    }

    private static byte[] payload(int writer) {
        byte[] payload = new byte[100_000 + writer];
        Arrays.fill(payload, (byte) writer);
        return payload;
    }

    // --- what is dropped

    private void dated(String name, Duration ago) throws IOException {
        Files.setLastModifiedTime(Files.writeString(folder.resolve(name), name), FileTime.from(NOW.minus(ago)));
    }

    @Test
    void whatNobodyUsesFor30Days_isDropped_andWhatIsNotOursIsNot() throws IOException {
        CompileCacheFolder files = CompileCacheFolder.open(folder);
        dated(name(1), Duration.ofDays(31));
        dated(name(2), Duration.ofDays(29));
        dated("fresh-1", Duration.ofHours(2));
        dated("fresh-2", Duration.ofMinutes(2));
        dated("README", Duration.ofDays(99));
        assertEquals(2, files.prune(NOW));
        assertEquals(new TreeSet<>(Set.of(name(2), "fresh-2", "README")), names());
    }

    @Test
    void whatIsTooMuch_isDropped_theOldestFirst() throws IOException {
        CompileCacheFolder files = CompileCacheFolder.open(folder);
        for (int i = 0; i < 5; i++) {
            dated(name(i), Duration.ofHours(i));
        }
        assertEquals(2, files.prune(NOW, 3));
        assertEquals(new TreeSet<>(Set.of(name(0), name(1), name(2))), names());
    }

    @Test
    void use_keepsAFile() throws IOException {
        CompileCacheFolder files = CompileCacheFolder.open(folder);
        dated(name(1), Duration.ofDays(31));
        dated(name(2), Duration.ofHours(2));
        FileTime before = Files.getLastModifiedTime(folder.resolve(name(2)));
        files.used(name(1), NOW);
        files.used(name(2), NOW);
        files.used(name(3), NOW);
        assertEquals(0, files.prune(NOW));
        assertEquals(before, Files.getLastModifiedTime(folder.resolve(name(2))), "once a day is exact enough");
    }
}

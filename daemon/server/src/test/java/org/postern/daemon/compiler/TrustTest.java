package org.postern.daemon.compiler;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;

/** What may become code. */
class TrustTest {

    private static final String ME = System.getProperty("user.name");
    private static final int NOBODY = 65_534;
    private static final int WWW_DATA = 33;

    @TempDir
    Path folder;

    private Path root;
    private Path file;

    @BeforeEach
    void oneSource() throws IOException {
        folder = folder.toRealPath();
        root = mode(Files.createDirectory(folder.resolve("root")), "rwxr-xr-x");
        file = mode(Files.writeString(root.resolve("a.java"), ""), "rw-r--r--");
    }

    private static Path mode(Path path, String mode) throws IOException {
        return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    private static void owner(Path path, int uid, int gid) throws IOException {
        assumeTrue("root".equals(ME), "only root can give files away");
        Files.setAttribute(path, "unix:uid", uid);
        Files.setAttribute(path, "unix:gid", gid);
    }

    /** Root and source belong to an account that is neither the daemon's nor a writer. */
    private void belongsToSomebodyElse() throws IOException {
        owner(root, NOBODY, NOBODY);
        owner(file, NOBODY, NOBODY);
    }

    private Trust trust(String... writers) {
        return new Trust(List.of(root), Optional.of(List.of(writers)));
    }

    private Trust withoutWriters() {
        return new Trust(List.of(root), Optional.empty());
    }

    private static Fault refused(Code code, Trust trust, Path file) {
        Fault fault = assertThrows(Fault.class, () -> trust.check(file));
        assertSame(code, fault.code(), fault.text());
        return fault;
    }

    @Test
    void belowARoot_passes() throws IOException {
        Path deep =
                Files.writeString(Files.createDirectories(root.resolve("x/y")).resolve("b.java"), "");
        assertDoesNotThrow(() -> withoutWriters().check(file));
        assertDoesNotThrow(() -> withoutWriters().check(deep));
    }

    @Test
    void outsideOfTheRoots_isRefusedAndSaysWhichThereAre() throws IOException {
        Path outside = Files.writeString(folder.resolve("a.java"), "");
        assertEquals(
                outside + ": lies outside of the setting roots = " + root,
                refused(Code.OUTSIDE_ROOTS, withoutWriters(), outside).text());
    }

    @Test
    void aNeighbourWithTheRootsNameInFront_isOutside() throws IOException {
        Path outside =
                Files.writeString(Files.createDirectory(folder.resolve("root2")).resolve("a.java"), "");
        refused(Code.OUTSIDE_ROOTS, withoutWriters(), outside);
    }

    @Test
    void aLinkOutOfTheRoot_isJudgedByWhereItLeads() throws IOException {
        Path outside = Files.writeString(folder.resolve("outside.java"), "");
        Path link = Files.createSymbolicLink(root.resolve("link.java"), outside);
        refused(Code.OUTSIDE_ROOTS, withoutWriters(), link);
    }

    @Test
    void aPathThatClimbsOutOfTheRoot_isOutside() throws IOException {
        Files.writeString(folder.resolve("outside.java"), "");
        refused(Code.OUTSIDE_ROOTS, withoutWriters(), root.resolve("../outside.java"));
    }

    @Test
    void folders_areCoveredAtAndBelowTheRoots_andNotAboveOrBeside() {
        Trust trust = withoutWriters();
        assertTrue(trust.covers(root));
        assertTrue(trust.covers(root.resolve("pages")));
        assertFalse(trust.covers(folder));
        assertFalse(trust.covers(folder.resolve("root-2")));
    }

    @Test
    void aRootThatIsALink_standsForItsTarget() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), root);
        assertDoesNotThrow(() -> new Trust(List.of(link), Optional.empty()).check(file));
    }

    @Test
    void severalRoots_oneIsEnough() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other"));
        assertDoesNotThrow(() -> new Trust(List.of(other, root), Optional.empty()).check(file));
    }

    @Test
    void mode666_isRefusedWhoeverTheDaemonIs() throws IOException {
        mode(file, "rw-rw-rw-");
        assertEquals(
                file + " can be written by everybody (mode 666), which the setting writers refuses",
                refused(Code.WRITABLE_SOURCE, trust(), file).text());
    }

    @Test
    void folder777_isRefusedWhoeverTheDaemonIs() throws IOException {
        belongsToSomebodyElse();
        mode(root, "rwxrwxrwx");
        assertEquals(
                file + ": its folder " + root
                        + " can be written by everybody (mode 777), which the setting writers refuses",
                refused(Code.WRITABLE_SOURCE, trust(), file).text());
    }

    @Test
    void stickyFolder1777_isRefusedToo() throws IOException {
        belongsToSomebodyElse();
        Files.setAttribute(root, "unix:mode", 01777);
        assertTrue(refused(Code.WRITABLE_SOURCE, trust(), file).text().contains("(mode 1777)"));
    }

    @Test
    void writersOff_checksOnlyTheRoots() throws IOException {
        mode(file, "rw-rw-rw-");
        mode(root, "rwxrwxrwx");
        assertDoesNotThrow(() -> withoutWriters().check(file));
        refused(Code.OUTSIDE_ROOTS, withoutWriters(), folder.resolve("a.java"));
    }

    @Test
    void whatTheDaemonsOwnUserOwns_isRefused() {
        String text = refused(Code.WRITABLE_SOURCE, trust(), file).text();
        assertTrue(
                text.startsWith(file + " belongs to account \"" + ME + "\", as which the daemon runs (expected: "),
                text);
    }

    @Test
    void whatTheDaemonsOwnUserOwns_isRefused_thoughPasswdKnowsNoSuchUser() {
        System.setProperty("user.name", "?");
        try {
            refused(Code.WRITABLE_SOURCE, trust(), file);
        } finally {
            System.setProperty("user.name", ME);
        }
    }

    @Test
    void whatAGroupOfTheDaemonMayWrite_isRefused() throws IOException {
        belongsToSomebodyElse();
        Files.setAttribute(file, "unix:gid", 0);
        mode(file, "rw-rw-r--");
        refused(Code.WRITABLE_SOURCE, trust(), file);
    }

    @Test
    void whatNobodyOfThemOwns_passes() throws IOException {
        belongsToSomebodyElse();
        assertDoesNotThrow(() -> trust("www-data").check(file));
    }

    @Test
    void anOwnerAmongTheWriters_isRefusedByName() throws IOException {
        belongsToSomebodyElse();
        owner(file, WWW_DATA, NOBODY);
        assertTrue(refused(Code.WRITABLE_SOURCE, trust("www-data"), file)
                .text()
                .startsWith(file + " belongs to account \"www-data\""));
        assertDoesNotThrow(() -> trust("daemon").check(file), "www-data is no writer here");
    }

    @Test
    void anOwnerOfTheFolder_isRefusedByName() throws IOException {
        belongsToSomebodyElse();
        owner(root, WWW_DATA, NOBODY);
        assertTrue(refused(Code.WRITABLE_SOURCE, trust("www-data"), file)
                .text()
                .startsWith(file + ": its folder " + root + " belongs to account \"www-data\""));
    }

    @ParameterizedTest
    @CsvSource({"rw-rw-r--, true", "rw-r--r--, false"})
    void aGroupOfAWriter_mustNotHaveTheWriteBit(String mode, boolean refused) throws IOException {
        belongsToSomebodyElse();
        owner(file, NOBODY, WWW_DATA);
        mode(file, mode);
        if (refused) {
            assertTrue(refused(Code.WRITABLE_SOURCE, trust("www-data"), file)
                    .text()
                    .startsWith(file + " can be written by account \"www-data\""));
        } else {
            assertDoesNotThrow(() -> trust("www-data").check(file));
        }
    }

    @Test
    void aGroupThatIsNotTheWriters_mayWrite() throws IOException {
        belongsToSomebodyElse();
        mode(file, "rw-rw-r--");
        assertDoesNotThrow(() -> trust("www-data").check(file));
    }

    @Test
    void anAccountThatIsNotThere_bringsNothing() throws IOException {
        belongsToSomebodyElse();
        assertDoesNotThrow(() -> trust("no-such-account").check(file));
    }

    @Test
    void aFileThatIsGone_isUnreadable() {
        refused(Code.UNREADABLE, trust(), root.resolve("gone.java"));
    }
}

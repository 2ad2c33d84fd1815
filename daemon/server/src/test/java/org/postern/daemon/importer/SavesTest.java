package org.postern.daemon.importer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.daemon.fault.Fault;
import org.postern.daemon.kit.Eventually;

/** How editors and tools bring a new version of a file into its place. */
@Timeout(120)
class SavesTest {

    private static final Instant LONG_AGO = Instant.parse("2001-02-03T04:05:06Z");

    /** One way to give a file another text. */
    private interface Save {
        void write(Path file, String text) throws IOException, InterruptedException;
    }

    /** It settles for so long that the moments between the steps of a save are not taken for an edit, however slow the machine is. */
    @AutoClose
    private final Bench bench = Bench.watched(Duration.ofMillis(500));

    private void isSeen(Save save) throws IOException, InterruptedException {
        Path page = bench.path("page.java");
        Files.writeString(page, saying("1"));
        Eventually.holds("page is there", () -> says("1"));
        for (String text : List.of("2", "3")) {
            save.write(page, saying(text));
            Eventually.holds("page says " + text, () -> says(text));
            bench.importer().awaitPending();
        }
        assertEquals(List.of(), bench.log().lines("PN0"), "no moment in between was taken for an edit");
        assertEquals(2, bench.log().lines("reloaded").size(), "each save is one reload");
    }

    private boolean says(String text) {
        try {
            return bench.ask("page").equals(text);
        } catch (Fault notYet) {
            return false;
        }
    }

    private static String saying(String text) {
        return "public class page { public static Object text() { return \"" + text + "\"; } }\n";
    }

    @Test
    void vim_movesTheFileAside_andWritesItAnew() throws Exception {
        isSeen((file, text) -> {
            Path probe = Files.createFile(file.resolveSibling("4913"));
            Files.delete(probe);
            Path backup = Path.of(file + "~");
            Files.move(file, backup, StandardCopyOption.ATOMIC_MOVE);
            Files.writeString(file, text);
            Files.delete(backup);
        });
    }

    @Test
    void vimWithBackupcopy_writesIntoTheFile() throws Exception {
        isSeen((file, text) -> {
            Path backup = Path.of(file + "~");
            Files.copy(file, backup);
            Files.writeString(file, text);
            Files.delete(backup);
        });
    }

    @Test
    void intelliJ_writesBeside_andRenamesTwice() throws Exception {
        isSeen((file, text) -> {
            Path fresh = Path.of(file + "___jb_tmp___");
            Path old = Path.of(file + "___jb_old___");
            Files.writeString(fresh, text);
            Files.move(file, old, StandardCopyOption.ATOMIC_MOVE);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            Files.delete(old);
        });
    }

    @Test
    void rsync_renamesOver_withTheTimeOfItsSource() throws Exception {
        isSeen((file, text) -> {
            Path fresh = file.resolveSibling(".page.java.Xa5f3B");
            Files.writeString(fresh, text);
            Files.setLastModifiedTime(fresh, FileTime.from(LONG_AGO));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        });
    }

    @Test
    void gitCheckout_deletesAndCreates() throws Exception {
        isSeen((file, text) -> {
            Files.delete(file);
            Files.writeString(file, text);
        });
    }

    @Test
    void P18_olderFile_isAChange() throws Exception {
        isSeen((file, text) -> {
            Files.writeString(file, text);
            Files.setLastModifiedTime(file, FileTime.from(LONG_AGO));
        });
    }

    @Test
    void P18_cpPreservingAnOlderTime_isAChange() throws Exception {
        isSeen((file, text) -> {
            Path old = bench.path("old");
            Files.writeString(old, text);
            Files.setLastModifiedTime(old, FileTime.from(LONG_AGO));
            run("cp", "-p", old.toString(), file.toString());
        });
    }

    @Test
    void P19_sameSizeAndTime_isAChange() throws Exception {
        isSeen((file, text) -> {
            FileTime time = Files.getLastModifiedTime(file);
            long size = Files.size(file);
            Files.writeString(file, text);
            Files.setLastModifiedTime(file, time);
            assertEquals(size, Files.size(file));
        });
    }

    @Test
    void P19_twoSavesInARow_endWithTheSecond() throws Exception {
        isSeen((file, text) -> {
            FileTime time = Files.getLastModifiedTime(file);
            Files.writeString(file, saying("0"));
            Files.setLastModifiedTime(file, time);
            Files.writeString(file, text);
            Files.setLastModifiedTime(file, time);
        });
    }

    @Test
    void P69_timesInTheFutureAndBefore1970_areAsGoodAsAny() throws Exception {
        FileTime future = FileTime.from(Instant.parse("2099-01-01T00:00:00Z"));
        FileTime past = FileTime.from(Instant.parse("1969-12-31T00:00:00Z"));
        isSeen((file, text) -> {
            boolean isInFuture = Files.getLastModifiedTime(file).equals(future);
            Files.writeString(file, text);
            Files.setLastModifiedTime(file, isInFuture ? past : future);
        });
    }

    // --- the real ones

    @Test
    void realVim() throws Exception {
        isInstalled("vim");
        isSeen((file, text) -> vim(file, text, "set backup writebackup backupcopy=no"));
    }

    @Test
    void realVim_withBackupcopy() throws Exception {
        isInstalled("vim");
        isSeen((file, text) -> vim(file, text, "set backup writebackup backupcopy=yes"));
    }

    private static void vim(Path file, String text, String settings) throws IOException, InterruptedException {
        String edit = "call setline(1, '" + text.strip() + "')";
        run("vim", "-u", "NONE", "-i", "NONE", "-es", "-c", settings, "-c", edit, "-c", "wq", file.toString());
    }

    @Test
    void realRsync() throws Exception {
        isInstalled("rsync");
        Path source = Files.createDirectories(bench.path("source"));
        isSeen((file, text) -> {
            Files.writeString(source.resolve("page.java"), text);
            Files.setLastModifiedTime(source.resolve("page.java"), FileTime.from(LONG_AGO));
            run("rsync", "-a", "--ignore-times", source + "/page.java", file.getParent() + "/");
        });
    }

    @Test
    void realRsync_inPlace() throws Exception {
        isInstalled("rsync");
        isSeen((file, text) -> {
            Path source = Files.writeString(bench.path("source"), text);
            run("rsync", "-t", "--inplace", "--ignore-times", source.toString(), file.toString());
        });
    }

    @Test
    void realGit_checkout() throws Exception {
        isInstalled("git");
        git("init", "-q");
        for (String text : List.of("1", "2", "3")) {
            Files.writeString(bench.path("page.java"), saying(text));
            git("add", "page.java");
            git("-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-qm", text);
            git("tag", "v" + text);
        }
        git("checkout", "-q", "v1");
        isSeen((file, text) -> git("checkout", "-q", text.equals(saying("2")) ? "v2" : "v3"));
    }

    @Test
    void realTar() throws Exception {
        isInstalled("tar");
        Path source = Files.createDirectories(bench.path("source"));
        isSeen((file, text) -> {
            Files.writeString(source.resolve("page.java"), text);
            run("tar", "-C", source.toString(), "-cf", bench.path("a.tar").toString(), "page.java");
            run(
                    "tar",
                    "-C",
                    file.getParent().toString(),
                    "-xf",
                    bench.path("a.tar").toString());
        });
    }

    private void git(String... arguments) throws IOException, InterruptedException {
        String[] where = {"git", "-C", bench.path("").toString()};
        run(Stream.concat(Stream.of(where), Stream.of(arguments)).toArray(String[]::new));
    }

    private static void isInstalled(String tool) {
        boolean found = Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
        assumeTrue(found, tool + " is not installed");
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), String.join(" ", command) + ": " + output);
    }
}

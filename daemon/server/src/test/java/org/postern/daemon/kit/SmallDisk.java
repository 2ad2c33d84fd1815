package org.postern.daemon.kit;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Assumptions;

/** A file system of a megabyte, mounted in a folder, which a test fills and gives room again. Without root there is none, and the test is skipped. */
public final class SmallDisk implements AutoCloseable {

    private static final int PAGE = 4096;

    /** Files and folders that there can be. */
    private static final int NAMES = 1000;

    private final Path folder;

    public SmallDisk(Path folder) throws IOException, InterruptedException {
        this.folder = Files.createDirectories(folder);
        String failure = failureOf(
                "mount", "-t", "tmpfs", "-o", "size=1m,nr_inodes=" + NAMES + ",mode=755", "tmpfs", folder.toString());
        Assumptions.assumeTrue(failure.isEmpty(), () -> "no file system can be mounted here: " + failure);
    }

    private static String failureOf(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() == 0 ? "" : command[0] + ": " + said.strip();
    }

    public Path folder() {
        return folder;
    }

    /** Leaves room for nothing but what fits into the last page of a file that is there. */
    public void fill() throws IOException {
        try (OutputStream out = Files.newOutputStream(filler())) {
            while (Files.getFileStore(folder).getUsableSpace() > 0) {
                out.write(new byte[PAGE]);
            }
        }
    }

    /** Leaves room for so many files or folders more, however small. */
    public void fillNames(int left) throws IOException {
        Path names = Files.createDirectory(folder.resolve("names"));
        List<Path> made = new ArrayList<>();
        try {
            while (made.size() < NAMES) {
                made.add(Files.createFile(names.resolve("" + made.size())));
            }
        } catch (IOException full) {
            for (Path each : made.subList(made.size() - left, made.size())) {
                Files.delete(each);
            }
        }
    }

    /** Gives the room back. */
    public void empty() throws IOException {
        Files.deleteIfExists(filler());
        Path names = folder.resolve("names");
        for (int i = 0; Files.deleteIfExists(names.resolve("" + i)); i++) {}
        Files.deleteIfExists(names);
    }

    private Path filler() {
        return folder.resolve("filler");
    }

    /** Unmounts it, whoever still has files open there. */
    @Override
    public void close() throws IOException {
        try {
            String failure = failureOf("umount", "-l", folder.toString());
            if (!failure.isEmpty()) {
                throw new IOException(failure);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}

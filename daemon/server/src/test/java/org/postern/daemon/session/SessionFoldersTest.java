package org.postern.daemon.session;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a folder of sessions says that is not as it should be. */
class SessionFoldersTest {

    @TempDir
    private Path folder;

    @Test
    void folderThatCannotBeMade_isNamedWithItsSetting() throws IOException {
        Path root = Files.createFile(folder.resolve("file")).resolve("sessions");
        IOException refused = assertThrows(
                IOException.class,
                () -> new SessionFolders(root)
                        .makeFor(root.resolve("shop").resolve("ab").resolve("abc")));
        assertTrue(
                String.valueOf(refused.getMessage()).startsWith("sessions.folder = " + root + ": cannot be made"),
                refused::toString);
    }
}

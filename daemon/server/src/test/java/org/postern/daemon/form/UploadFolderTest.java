package org.postern.daemon.form;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.daemon.kit.SmallDisk;

/** The folder of uploads on a disk that takes no more files. */
class UploadFolderTest {

    @TempDir
    Path folder;

    private static List<String> in(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(each -> each.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void folderThatGotNoLock_isNotUsed_asOthersWouldRemoveIt() throws Exception {
        try (SmallDisk disk = new SmallDisk(folder.resolve("disk"));
                UploadFolder uploads = new UploadFolder(disk.folder())) {
            disk.fillNames(1);
            assertThrows(IOException.class, () -> uploads.file("shop"));
            assertEquals(List.of("names"), in(disk.folder()));
            disk.empty();
            Path file = uploads.file("shop");
            assertTrue(Files.exists(file.getParent().resolveSibling("lock")));
        }
    }
}

package org.postern.daemon.password;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileCacheTest {

    @TempDir
    Path folder;

    /** As within one tick of the file system's clock: a second write into memory does not move the times that the first one has moved. */
    @Test
    void whatChangedJustNow_isReadAgain_evenIfItLooksTheSame() throws Exception {
        Path file = Files.writeString(folder.resolve("users"), "0");
        FileCache<String> cache =
                new FileCache<>((path, bytes) -> new String(bytes, StandardCharsets.US_ASCII), Clock.systemUTC());
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MappedByteBuffer memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, 1);
            for (byte digit = '1'; digit <= '9'; digit++) {
                memory.put(0, digit);
                assertEquals(String.valueOf((char) digit), cache.of(file.toString()));
            }
        }
    }
}

package org.postern.daemon.password;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;

import com.sun.management.ThreadMXBean;
import org.apache.commons.codec.digest.Sha2Crypt;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postern.api.spi.PasswordFiles.Answer;

class UserFileTest {

    private static final byte[] WRONG = "wrong".getBytes(StandardCharsets.US_ASCII);

    private final UserFile file =
            new UserFile(("ann:" + Sha2Crypt.sha512Crypt("spam".getBytes(StandardCharsets.US_ASCII)) + "\njim:plain\n")
                    .getBytes(StandardCharsets.US_ASCII));

    /** A hash is told by the memory that its thousands of rounds take, whatever the compiler spares; looking up a name takes next to none. */
    @ParameterizedTest
    @CsvSource({"ann, WRONG", "nobody, UNKNOWN_USER", "jim, WRONG"})
    void whoHasNoHash_makesAHashToo(String user, Answer answer) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        assertEquals(answer, file.check(user, WRONG));
        long before = threads.getCurrentThreadAllocatedBytes();
        file.check(user, WRONG);
        long taken = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(taken > 100_000, taken + " bytes");
    }
}

package org.postern.ajp.kit;

import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.PooledByteBufAllocator;
import org.junit.jupiter.api.Test;

/** That the check finds what it looks for. */
class LeakCheckTest {

    @Test
    void bufferThatNobodyReleases_isFound_onceAndWithItsPlace() {
        assertNotEquals(
                0, PooledByteBufAllocator.DEFAULT.directBuffer(16).writeInt(1).readableBytes());
        String leak = LeakCheck.next();
        for (int i = 0; i < 1000 && leak == null; i++) {
            leak = LeakCheck.next();
        }
        assertTrue(leak != null && leak.contains("LeakCheckTest"), leak);
        assertNull(LeakCheck.next());
    }
}

package org.postern.daemon.importer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.daemon.fault.Code;

/** A reload hangs in an initialiser, is given up for a newer one, and hangs there again. */
@Timeout(60)
class GivenUpTest extends GatedReloads {

    GivenUpTest() {
        super(Bench.withHang(Duration.ZERO));
    }

    @Test
    void reloadThatIsGivenUpTwiceAtATextOfAFile_hasFailedThere_untilThatIsSavedAgain() throws Exception {
        for (String name : List.of("page", "other")) {
            bench.text(name + ".java", "1");
            assertEquals("1", bench.ask(name));
        }
        slow("page", "2");
        Future<?> first = hanging("page.java");
        bench.text("other.java", "2");
        Future<?> second = hanging("page.java", "other.java");
        for (int edit = 3; edit < 6; edit++) {
            bench.text("other.java", String.valueOf(edit));
            bench.refresh("page.java", "other.java");
            assertEquals(String.valueOf(edit), bench.ask("other"));
            assertEquals("1", bench.ask("page"));
        }
        assertFalse(gate.hasArrival(), "it is not tried again");
        List<String> failed = bench.log().lines("PN0410");
        assertEquals(1, failed.size());
        assertTrue(failed.get(0).contains("PN0412 " + bench.path("page.java") + ": "), failed.get(0));
        assertEquals(Code.SLOW_INITIALISER, bench.fault("page").code());
        FileTime later = FileTime.from(Instant.now().plusSeconds(9));
        Files.setLastModifiedTime(bench.path("page.java"), later);
        Future<?> third = hanging("page.java");
        gate.open();
        for (Future<?> each : List.of(first, second, third)) {
            end(each);
        }
        assertEquals("2", bench.ask("page"), "as it has come to its end");
    }

    @Test
    void reloadThatIsGivenUpOnce_isLive_whenItsInitialiserHasEnded() throws Exception {
        for (String name : List.of("page", "other")) {
            bench.text(name + ".java", "1");
            assertEquals("1", bench.ask(name));
        }
        slow("page", "2");
        Future<?> first = hanging("page.java");
        bench.text("other.java", "2");
        Future<?> second = hanging("page.java", "other.java");
        assertEquals("2", bench.ask("other"));
        gate.open();
        end(first);
        end(second);
        assertEquals("2", bench.ask("page"));
        assertEquals(List.of(), bench.log().lines("PN0410"));
    }

    @Test
    void whatHangsTogetherWithAFileAtWhichReloadsHang_goesOnServingWithIt() throws Exception {
        bench.text("Helper.java", "1");
        bench.text("page.java", "Helper.text() + \", used\"");
        bench.text("other.java", "1");
        assertEquals("1, used", bench.ask("page"));
        assertEquals("1", bench.ask("other"));
        slow("Helper", "2");
        Future<?> first = hanging("Helper.java");
        Future<?> second = hanging("Helper.java");
        bench.text("other.java", "2");
        bench.refresh("Helper.java", "other.java");
        assertEquals("1, used", bench.ask("page"));
        assertEquals("2", bench.ask("other"));
        assertEquals(Code.SLOW_INITIALISER, bench.fault("page").code());
        bench.text("Helper.java", "3");
        bench.refresh("Helper.java");
        assertEquals("3, used", bench.ask("page"));
        gate.open();
        end(first);
        end(second);
        assertEquals("3, used", bench.ask("page"));
    }
}

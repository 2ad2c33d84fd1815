package org.postern.daemon.importer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The log says "reloaded" of what serves, and of nothing else. */
class ReloadedLineTest {

    @Test
    void P27b_whenTheLogSaysReloaded_theNewCodeAnswers() throws IOException {
        Logger log = (Logger) LoggerFactory.getLogger("interpreter.bench");
        try (Bench bench = Bench.byHand()) {
            List<String> answers = new CopyOnWriteArrayList<>();
            AppenderBase<ILoggingEvent> asking = new AppenderBase<>() {
                @Override
                protected void append(ILoggingEvent event) {
                    if (event.getFormattedMessage().startsWith("reloaded " + bench.path("page.java"))) {
                        answers.add(bench.ask("page"));
                    }
                }
            };
            asking.start();
            log.addAppender(asking);
            try {
                bench.text("page.java", "1");
                bench.ask("page");
                bench.text("page.java", "2");
                bench.refresh("page.java");
                bench.file("page.java", "broken");
                bench.refresh("page.java");
                bench.text("page.java", "3");
                bench.refresh("page.java");
                assertEquals(List.of("2", "3"), answers);
            } finally {
                log.detachAppender(asking);
            }
        }
    }
}

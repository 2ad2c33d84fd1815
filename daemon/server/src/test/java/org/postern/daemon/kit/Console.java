package org.postern.daemon.kit;

import java.io.FilterOutputStream;
import java.io.IOException;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;

/** What System.out was when the log began: it is given to handlers and programs, which are logged themselves. */
public final class Console extends OutputStreamAppender<ILoggingEvent> {

    @Override
    public void start() {
        setOutputStream(new FilterOutputStream(System.out) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
            }

            @Override
            public void close() throws IOException {
                flush();
            }
        });
        super.start();
    }
}

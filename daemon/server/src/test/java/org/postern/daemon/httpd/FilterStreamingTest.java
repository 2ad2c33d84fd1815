package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.TestSite;

/** Long bodies through two filters, in both directions: the pace of the slower side holds, and memory stays as it is. */
class FilterStreamingTest {

    private static final long SIZE = (32L << 20) + 12_345;
    private static final long LONG = 256L << 20;

    @RegisterExtension
    static final TestSite SITE = new TestSite().vhost("""
                    Use JavaPath @ROOT@/lib
                    Use JavaOutputFilter passes PASSES
                    Use JavaOutputFilter passes::copies COPIES
                    Use JavaSetOutputFilter "PASSES;COPIES"
                    Use JavaInputFilter passes::inputFilter PASSES
                    Use JavaInputFilter passes::copies COPIES
                    Use JavaSetInputFilter "PASSES;COPIES"
                    """);

    private static final Streams STREAMS = new Streams(SITE);

    @BeforeAll
    static void files() throws IOException {
        SITE.file("lib/passes.java", """
                import org.postern.api.Filter;

                static void outputFilter(Filter filter) throws Exception {
                    filter.passOn();
                }
                static void inputFilter(Filter filter) throws Exception {
                    filter.passOn();
                }
                static void copies(Filter filter) throws Exception {
                    byte[] part = filter.read(1000);
                    for (; part != null && part.length > 0; part = filter.read(1000)) {
                        filter.write(part);
                    }
                    filter.req().headersOut().set(filter.isInput() ? "X-In" : "X-Out", filter.name());
                }
                """);
        STREAMS.handlers();
    }

    @Test
    void filters_areInPlace() throws IOException {
        Streams.fresh().gate().countDown();
        Answer answer = SITE.send("POST", "/up/", new byte[5], "Content-Length: 5");
        assertEquals("got 5", answer.body());
        assertEquals("copies", answer.header("X-In"));
        assertEquals("copies", answer.header("X-Out"));
    }

    @Test
    void aSlowDownload_holdsTheHandlerBack() throws IOException {
        STREAMS.slowDownload(SIZE, "HTTP/1.0");
    }

    @Test
    void anUploadReadSlowly_holdsTheClientBack() throws IOException {
        STREAMS.slowUpload(SIZE);
    }

    @Test
    @Tag("long")
    void aLongDownload_holdsTheHandlerBack() throws IOException {
        STREAMS.slowDownload(LONG, "HTTP/1.0");
    }

    @Test
    @Tag("long")
    void aLongUpload_holdsTheClientBack() throws IOException {
        STREAMS.slowUpload(LONG);
    }
}

package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.TestSite;

/** What mod_python's suite tests of applications behind a gateway interface. */
class GatewaysSuiteTest {

    @RegisterExtension
    static final TestSite SITE = new TestSite().vhost("""
            <Location /tests.py>
                SetHandler ${postern}
                Use JavaRoot @ROOT@/lib
                Use JavaHandler postern.servlet
                Use JavaOption servlet.application application
            </Location>
            <Location /foo>
                SetHandler ${postern}
                Use JavaRoot @ROOT@/lib
                Use JavaHandler postern.servlet
                Use JavaOption servlet.application application::Based
                Use JavaOption servlet.base /foo
            </Location>
            """);

    @BeforeAll
    static void files() throws IOException {
        SITE.file("lib/application.java", """
                import org.postern.api.Servlet;

                public class application extends Servlet {

                    @Override protected String contentType() { return "text/plain"; }

                    String context() { return ""; }
                    String path() { return "/tests.py"; }

                    @Override protected boolean respond() throws Exception {
                        if (!contextPath().equals(context()) || !pathInfo().equals(path()) || req().isHttps()) {
                            throw new AssertionError(contextPath() + " " + pathInfo());
                        }
                        log("written_from_wsgi_test " + path());
                        write("test ok\\n");
                        return true;
                    }

                    public static class Based extends application {
                        @Override String context() { return "/foo"; }
                        @Override String path() { return "/bar"; }
                    }
                }
                """);
    }

    @Test
    void test_cgihandler() throws IOException {
        SITE.handled("cgi", "Use JavaHandler postern.cgi");
        SITE.file("cgi/cgitest.java", """
                public class cgitest {
                    public static void main(String[] args) {
                        System.out.println("Content-type: text/plain");
                        System.out.println();
                        System.out.println("test ok");
                    }
                }
                """);
        Answer answer = SITE.get("/cgi/cgitest.java");
        assertEquals("test ok\n", answer.body());
        assertEquals("text/plain", answer.header("Content-Type"));
    }

    @Test
    void test_wsgihandler() throws IOException {
        Answer answer = SITE.get("/tests.py");
        assertEquals("test ok\n", answer.body());
        assertEquals("8", answer.header("Content-Length"));
        assertEquals(1, SITE.logged("written_from_wsgi_test /tests.py").size());
    }

    @Test
    void test_wsgihandler_location() throws IOException {
        assertEquals("test ok\n", SITE.get("/foo/bar").body());
    }
}

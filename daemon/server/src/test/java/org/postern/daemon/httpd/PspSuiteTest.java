package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.TestSite;

/** What mod_python's suite tests of pages. */
class PspSuiteTest {

    @RegisterExtension
    static final TestSite SITE = new TestSite();

    @BeforeAll
    static void folder() throws IOException {
        SITE.handled("psp", "Use JavaHandler postern.psp");
    }

    @Test
    void test_psphandler() throws IOException {
        SITE.file("psp/psptest.psp", "<html>\n<%\nif (true) {\n  psp.write(\"t\"); %>est<% } %><%= \" ok\" %>\n");
        String body = SITE.get("/psp/psptest.psp").body();
        assertTrue(body.endsWith("test ok\n"), body);
    }

    @Test
    void test_psp_parser() throws IOException {
        SITE.file("psp/psp_parser.psp", """
                test:-n:\\n$
                test:-r:\\r$
                test:-t:\\t$
                test:-r-n:\\r\\n$
                test:-x41 -u0041 --:\\x41 \\u0041 \\\\$
                test:CR:<% req.write("\\r"); %>$
                test:LF:<% req.write("\\n"); %>$
                test:TB:<% req.write("\\t"); %>$
                test:CRLF:<%== "\\r\\n" %>$
                test:-n:<%= "\\\\n" %>$
                test:'quoted':'<%= "quoted" %>'$
                test:"quoted":"<%= "quoted" %>"$
                test:'''quoted''':'''<%= "quoted" %>'''$
                test:\"""quoted\""":\"""<%= "quoted" %>\"""$
                """);
        List<String> lines = List.of(SITE.get("/psp/psp_parser.psp").body().split("\\$\n"));
        assertEquals(14, lines.size(), lines::toString);
        for (String line : lines) {
            String[] parts = line.split(":", 3);
            String expected = parts[1].replace('-', '\\')
                    .replace("CR", "\r")
                    .replace("LF", "\n")
                    .replace("TB", "\t");
            assertEquals(expected, parts[2]);
        }
    }

    @Test
    void test_psp_error() throws IOException {
        SITE.file("psp/psptest_main.psp", """
                okay
                <%
                  psp.setErrorPage("psptest_error.psp");
                  session.put("dummy", 1);
                  if (session.isNew()) throw new IllegalStateException("on purpose");
                %>
                """);
        SITE.file("psp/psptest_error.psp", "fail\n<% session.put(\"dummy\", 1); %>\n");
        Answer answer = SITE.get("/psp/psptest_main.psp");
        assertEquals(List.of("okay", "fail"), List.of(answer.body().strip().split("\\s+")));
        assertEquals(500, answer.status());
    }
}

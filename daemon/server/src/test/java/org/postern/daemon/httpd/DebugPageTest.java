package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.TestSite;

/** The page that a developer sees. */
class DebugPageTest {

    @RegisterExtension
    static final TestSite SITE = new TestSite();

    private static Answer page(String name, String source, String... headers) throws IOException {
        SITE.handled(
                name, "Use JavaDebug On", "Use JavaOption title <b>bold</b>", "Use JavaHandler " + name + "/" + name);
        SITE.file(name + "/" + name + ".java", source);
        Answer answer = SITE.get("/" + name + "/?q=<script>", headers);
        assertEquals(500, answer.status());
        assertEquals("text/html; charset=UTF-8", answer.header("Content-Type"));
        return answer;
    }

    @Test
    void X6_exception_isShownWithPlaceLinesTraceRequestDirectivesAndModules() throws IOException {
        String body = page("thrower", """
                import org.postern.api.Request;

                public class thrower {
                    static void handler(Request req) {
                        deeper("<i>on purpose</i>");
                    }

                    static void deeper(String why) {
                        throw new IllegalStateException(why, new RuntimeException("the cause"));
                    }
                }
                """, "Authorization: Basic c2VjcmV0", "Cookie: id=secret", "X-Seen: yes")
                .body();
        String file = SITE.root() + "/thrower/thrower.java";
        assertTrue(body.contains("java.lang.IllegalStateException: &lt;i&gt;on purpose&lt;/i&gt;"), body);
        assertTrue(body.contains("<p>" + file + ":9</p>"), body);
        assertTrue(body.contains("<span class=\"bad\">   9          throw new IllegalStateException"), body);
        assertTrue(body.contains("thrower.handler (thrower.java:5)"), body);
        assertTrue(body.contains("caused by java.lang.RuntimeException: the cause"), body);
        assertTrue(body.contains(" frames of Postern</summary>"), body);
        assertTrue(body.contains("<th>JavaOption title</th>\n<td>&lt;b&gt;bold&lt;/b&gt;</td>"), body);
        assertTrue(body.contains("</th>\n<td>" + file + "</td>"), body);
        assertTrue(body.contains("<th>X-Seen</th>\n<td>yes</td>"), body);
        assertFalse(body.contains("<script>") || body.contains("<i>") || body.contains("<b>"), body);
        assertFalse(body.contains("c2VjcmV0") || body.contains("id=secret"), body);
    }

    @Test
    void compileErrors_areAllShown_theCaretBelowTheCharacter_tabsOrNot() throws IOException {
        String body = page("broken", """
                import org.postern.api.Request;

                public class broken {
                \tstatic void handler(Request req) {
                \t\tint x = nosuch;
                        int y = another;
                \t}
                }
                """).body();
        assertTrue(body.contains("broken.java:5:11: nosuch cannot be resolved"), body);
        assertTrue(body.contains("<span>\t\t        ^\n</span>"), body);
        assertTrue(body.contains("broken.java:6:17: another cannot be resolved"), body);
        assertTrue(body.contains("<span>                ^\n</span>"), body);
    }

    @Test
    void brokenInitialiser_showsItsPlaceAndItsCause() throws IOException {
        String body = page("init", """
                import org.postern.api.Request;

                public class init {
                    static final int X = Integer.parseInt("seven");
                    static void handler(Request req) {}
                }
                """).body();
        assertTrue(body.contains("PN0405"), body);
        assertTrue(body.contains("java.lang.NumberFormatException: For input string: &quot;seven&quot;"), body);
    }

    @Test
    void P59_excerpt_showsTheLinesThatRan_andThatTheFileHasChanged() throws IOException {
        String source = """
                import org.postern.api.Request;

                public class edited {
                    static void handler(Request req) throws Exception {
                        java.nio.file.Path file = java.nio.file.Path.of(req.getOptions().get("self"));
                        java.nio.file.Files.writeString(file, "// other lines\\n".repeat(9));
                        throw new IllegalStateException("after the edit");
                    }
                }
                """;
        SITE.handled(
                "edited",
                "Use JavaDebug On",
                "Use JavaOption self " + SITE.root() + "/edited/edited.java",
                "Use JavaHandler edited/edited");
        SITE.file("edited/edited.java", source);
        String body = SITE.get("/edited/").body();
        assertTrue(body.contains("edited.java:7 (the file has changed since)</p>"), body);
        assertTrue(body.contains("<span class=\"bad\">   7          throw new IllegalStateException"), body);
    }
}

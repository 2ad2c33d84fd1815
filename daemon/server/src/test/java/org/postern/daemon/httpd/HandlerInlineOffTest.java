package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.kit.TestSite;

/** Handlers whose source stands in a directive, where the daemon's settings do not allow them: the default. */
class HandlerInlineOffTest {

    @RegisterExtension
    static final TestSite SITE = new TestSite();

    @Test
    void inlineHandler_isRefused_withACode() throws Exception {
        SITE.handled("off", "Use JavaHandler \"{ req.write(\\\"hi\\\"); }\"");
        assertEquals(500, SITE.get("/off/").status());
        SITE.log().await("PN0303 JavaHandler \"{ req.write(\"hi\"); }\"");
    }

    @Test
    void inlineGuard_isRefused_andLetsNobodyIn() throws Exception {
        SITE.page("off2", "\"secret\"");
        SITE.handled(
                "off2",
                "Use JavaRoot " + SITE.root() + "/off2",
                "Use JavaHandler off2",
                "Use JavaAccessHandler \"{ return OK; }\"");
        assertEquals(500, SITE.get("/off2/").status());
    }
}

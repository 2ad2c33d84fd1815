package org.postern.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postern.ajp.AjpFields;

class FactsTest {

    @Test
    void everyFact_hasItsAttribute() {
        Facts facts = new Facts(AjpFields.of(
                "POSTERN_SITE", "site",
                "POSTERN_URI", "/uri",
                "POSTERN_THE_REQUEST", "GET /uri HTTP/1.1",
                "POSTERN_PATH_INFO", "/more",
                "POSTERN_DOCUMENT_ROOT", "/srv",
                "POSTERN_CONTEXT_DOCUMENT_ROOT", "/alias",
                "POSTERN_SERVER_ADMIN", "joe@example.org",
                "POSTERN_CONN_REMOTE_ADDR", "192.0.2.1",
                "AJP_REMOTE_PORT", "4711",
                "AJP_LOCAL_ADDR", "192.0.2.2"));
        assertEquals("site", facts.site());
        assertEquals("/uri", facts.uri());
        assertEquals("GET /uri HTTP/1.1", facts.theRequest());
        assertEquals("/more", facts.pathInfo());
        assertEquals("/srv", facts.documentRoot());
        assertEquals("/alias", facts.contextDocumentRoot());
        assertEquals("joe@example.org", facts.serverAdmin());
        assertEquals("192.0.2.1", facts.connRemoteAddr());
        assertEquals(4711, facts.remotePort());
        assertEquals("192.0.2.2", facts.localAddr());
    }

    @Test
    void theFirstCounts_whichIsTheClientsOwnRequest() {
        assertEquals("/a", new Facts(AjpFields.of("POSTERN_URI", "/a", "POSTERN_URI", "/b")).uri());
    }

    @Test
    void emptyIsAbsent() {
        Facts facts = new Facts(AjpFields.of("POSTERN_SITE", "", "POSTERN_URI", ""));
        assertNull(facts.site());
        assertNull(facts.uri());
        assertNull(new Facts(AjpFields.NONE).pathInfo());
    }

    @ParameterizedTest
    @CsvSource({"x, 0", "-1, 0", "123456, 0", "65535, 65535", "0, 0"})
    void remotePort_isZeroWhereItIsNone(String told, int port) {
        assertEquals(port, new Facts(AjpFields.of("AJP_REMOTE_PORT", told)).remotePort());
        assertEquals(0, new Facts(AjpFields.NONE).remotePort());
    }
}

package org.postern.ajp.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.postern.ajp.AjpRequest;

/** Behind mod_jk. */
class ModJkTest extends PeerTest {

    ModJkTest() {
        super(List.of("jk"), """
                JkWorkerProperty worker.list=postern
                JkWorkerProperty worker.postern.type=ajp13
                JkWorkerProperty worker.postern.host=127.0.0.1
                JkWorkerProperty worker.postern.port=@PORT@
                JkWorkerProperty worker.postern.secret=%s
                JkShmFile @FOLDER@/jk.shm
                JkLogFile @FOLDER@/jk.log
                JkLogLevel info
                JkMount /* postern
                """.formatted(SECRET));
    }

    private void property(String... properties) {
        for (String property : properties) {
            configuration += "JkWorkerProperty worker.postern." + property + "\n";
        }
    }

    private List<String> types() {
        return tap.fromHttpd().stream().map(each -> each.substring(0, 2)).toList();
    }

    @Test
    void O10_request_hasWhatModJkSends() throws Exception {
        start();
        get("/hello?q");
        AjpRequest request = pages.request();
        assertEquals("HTTP/1.1", request.protocol());
        assertEquals("127.0.0.1", request.remoteAddr());
        assertEquals(httpd.port(), request.serverPort());
        assertEquals("0", request.headers().first("Content-Length"), "added by mod_jk");
        assertEquals("ACT", request.attributes().first("JK_LB_ACTIVATION"));
        assertEquals("127.0.0.1", request.attributes().first("AJP_LOCAL_ADDR"));
    }

    @Test
    void O10_E01_endOfAChunkedBody_isAnEmptyPacket() throws Exception {
        start();
        send("POST", "/echo", chunked(new byte[10]));
        List<String> said = tap.fromHttpd();
        assertEquals("", said.get(said.size() - 1));
    }

    @Test
    void O10_requestedLength_isHonoured() throws Exception {
        startRaw(httpd -> {
            httpd.next();
            httpd.say("41 42 00 03 06 00 64");
            int length = piece(httpd.next()).length;
            httpd.say(HEAD, length == 100 ? "41 42 00 05 03 00 01 79 00" : FLUSH, END);
        });
        assertEquals("200 y", text(send("POST", "/", BodyPublishers.ofByteArray(random(50_000)))));
    }

    @Test
    void O10_contentLength_isHandedOn() throws Exception {
        start();
        for (String method : List.of("GET", "HEAD")) {
            assertEquals(
                    "8",
                    send(method, "/promised", BodyPublishers.noBody())
                            .headers()
                            .firstValue("Content-Length")
                            .orElse(null),
                    method);
        }
    }

    @Test
    void R15_cpingOnConnect_isAnswered() throws Exception {
        property("ping_mode=C");
        start();
        assertEquals("200 GET 1", get("/hello?1"));
        assertEquals("200 GET 2", get("/hello?2"));
        assertEquals(List.of("0a", "02", "02"), types());
    }

    @Test
    void R15_cpingBeforeEachRequest_isAnswered() throws Exception {
        property("ping_mode=P");
        start();
        assertEquals("200 GET 1", get("/hello?1"));
        assertEquals("200 GET 2", get("/hello?2"));
        assertEquals(2, types().stream().filter("02"::equals).count());
        assertTrue(types().contains("0a"), () -> types().toString());
    }

    @Test
    void R15_cpingInIntervals_isAnswered_betweenRequests() throws Exception {
        property("ping_mode=I", "connection_ping_interval=1");
        configuration += "JkWorkerProperty worker.maintain=1\nJkWatchdogInterval 1\n";
        start();
        assertEquals("200 GET 1", get("/hello?1"));
        until("the idle connection is pinged", () -> types().contains("0a"));
        assertEquals("200 GET 2", get("/hello?2"));
        assertEquals(1, tap.lines().size());
    }

    @Test
    void O10_answerThatBreaksOff_isAskedForAgain_andCompletedByAPage() throws Exception {
        start();
        String twice = get("/abort");
        assertTrue(twice.startsWith("200 abcabc<!DOCTYPE") && twice.contains("502 Bad Gateway"), twice);
    }

    @Test
    void O10_C04_answerThatBreaksOff_isNotAskedForAgain_ifModJkIsToldSo() throws Exception {
        property("recovery_options=3");
        start();
        String once = get("/abort");
        assertTrue(once.startsWith("200 abc<!DOCTYPE") && once.contains("502 Bad Gateway"), once);
        assertEquals("200 GET null", get("/hello"));
    }
}

package org.postern.daemon.ops;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.json.JsonText;
import org.postern.daemon.kit.Eventually;

/** A headless Chromium with one page, which does what scripts say, through its DevTools protocol. */
final class Browser implements AutoCloseable, WebSocket.Listener {

    private static final String LISTENING = "DevTools listening on ";

    private final Process process;
    private final WebSocket socket;
    private final StringBuilder part = new StringBuilder();
    private final BlockingQueue<Map<?, ?>> answers = new LinkedBlockingQueue<>();
    private final List<String> thrown = new CopyOnWriteArrayList<>();
    private int commands;

    Browser(Path profile) throws IOException, InterruptedException {
        process = new ProcessBuilder(
                        "chromium",
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectErrorStream(true)
                .start();
        URI browser = devTools(process.inputReader(StandardCharsets.UTF_8));
        HttpClient client = HttpClient.newHttpClient();
        socket = client.newWebSocketBuilder()
                .buildAsync(page(client, browser.getPort()), this)
                .join();
        command("Runtime.enable", Map.of());
    }

    /** The address that the browser tells; what it says behind it is read and dropped, or it would stop at a full pipe. */
    private static URI devTools(BufferedReader said) throws IOException {
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (line.startsWith(LISTENING)) {
                Thread drain = new Thread(() -> said.lines().forEach(dropped -> {}));
                drain.setDaemon(true);
                drain.start();
                return URI.create(line.substring(LISTENING.length()).strip());
            }
        }
        throw new AssertionError("the browser ended without a word of where it listens");
    }

    private static URI page(HttpClient client, int port) throws IOException, InterruptedException {
        URI list = URI.create("http://127.0.0.1:" + port + "/json/list");
        String json = client.send(HttpRequest.newBuilder(list).build(), HttpResponse.BodyHandlers.ofString())
                .body();
        return ((List<?>) json(json))
                .stream()
                        .map(target -> (Map<?, ?>) target)
                        .filter(target -> "page".equals(target.get("type")))
                        .map(target -> URI.create((String) target.get("webSocketDebuggerUrl")))
                        .findFirst()
                        .orElseThrow();
    }

    private static Object json(String text) {
        Object value = new JsonText().read(text);
        if (value == null) {
            throw new AssertionError("null instead of JSON");
        }
        return value;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
        part.append(text);
        if (last) {
            Map<?, ?> message = (Map<?, ?>) json(part.toString());
            part.setLength(0);
            if (message.containsKey("id")) {
                answers.add(message);
            } else if ("Runtime.exceptionThrown".equals(message.get("method"))) {
                thrown.add(message.toString());
            }
        }
        from.request(1);
        return null;
    }

    private Map<?, ?> command(String method, Map<String, Object> parameters) throws InterruptedException {
        String text = new JsonText().write(Map.of("id", ++commands, "method", method, "params", parameters));
        socket.sendText(text, true).join();
        Map<?, ?> answer = answers.poll(30, TimeUnit.SECONDS);
        if (answer == null || !(answer.get("result") instanceof Map<?, ?> result)) {
            throw new AssertionError(method + ": " + answer);
        }
        return result;
    }

    /** Loads a page in place of the one that is there. */
    void open(String url) throws InterruptedException {
        command("Page.navigate", Map.of("url", url));
    }

    /** Runs a script in the page. */
    void run(String script) throws InterruptedException {
        value("(() => {" + script + "})()");
    }

    /** What an expression is, as text. */
    String value(String expression) throws InterruptedException {
        Map<?, ?> answer =
                command("Runtime.evaluate", Map.of("expression", "String(" + expression + ")", "userGesture", true));
        if (answer.containsKey("exceptionDetails")) {
            throw new AssertionError(expression + ": " + answer);
        }
        return (String) ((Map<?, ?>) answer.get("result")).get("value");
    }

    /** Waits until an element shows a text. */
    void awaitText(String selector, String text) {
        String shown = "document.querySelector('" + selector + "')?.innerText";
        AtomicReference<String> last = new AtomicReference<>();
        try {
            Eventually.holds(selector + " shows " + text, () -> {
                last.set(value(shown));
                return last.get().contains(text);
            });
        } catch (AssertionError late) {
            throw new AssertionError(late.getMessage() + ", but " + last.get(), late);
        }
    }

    /** What no script of the pages has caught. */
    List<String> thrown() {
        return thrown;
    }

    @Override
    public void close() {
        socket.abort();
        process.destroy();
        process.onExit().join();
    }
}

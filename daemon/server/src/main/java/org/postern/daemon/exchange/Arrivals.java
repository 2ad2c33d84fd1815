package org.postern.daemon.exchange;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import org.postern.ajp.AjpExchange;
import org.postern.ajp.AjpRequest;
import org.postern.daemon.config.Facts;
import org.postern.daemon.config.Settings;
import org.postern.daemon.form.Forms;
import org.postern.daemon.interpreter.Interpreter;
import org.postern.daemon.loopback.Loopbacks;
import org.postern.daemon.session.Sessions;

/** Makes of what httpd forwards a request that can run. */
final class Arrivals implements AutoCloseable {

    private final Loopbacks loopbacks;
    private final Sessions sessions;
    private final boolean inline;
    private final int responseBuffer;
    private final Forms forms;
    private final SendingHttpd httpd;
    private final DefaultHandler files;
    private final Clock clock;
    private final Timeouts timeouts = new Timeouts();

    Arrivals(Settings settings, Loopbacks loopbacks, Sessions sessions, Clock clock) {
        this.loopbacks = loopbacks;
        this.sessions = sessions;
        this.inline = settings.inline();
        this.responseBuffer = settings.responseBuffer();
        this.forms = new Forms(settings.forms(), clock);
        this.httpd = new SendingHttpd(settings.sendfile());
        this.files = new DefaultHandler(
                new FileGate(new NeverSent(settings.neverSent()), settings.followSymlinks()),
                new MimeTypes(Path.of("/etc/mime.types")));
        this.clock = clock;
    }

    /** A request on its thread. */
    RequestRun of(AjpExchange forwarded, Route route) {
        AjpRequest ajp = forwarded.request();
        Facts facts = new Facts(ajp.attributes());
        Interpreter interpreter = route.interpreter();
        AjpExchange exchange = route.plan().timeout() == 0 ? forwarded : new TimedExchange(forwarded);
        Response response = new Response(
                exchange,
                ajp.method().equals("HEAD"),
                route.guarded(),
                responseBuffer,
                httpd.during(ajp),
                sessions.of(interpreter.name(), line(ajp), interpreter.log()));
        Arrival arrival = new Arrival(
                exchange,
                facts,
                route.plan(),
                interpreter,
                route.root(),
                response,
                forms.of(interpreter.label()),
                clock.instant());
        return new RequestRun(
                arrival, inline, request -> files.handle(request, response, folders(facts)), loopbacks, timeouts);
    }

    /** Below which files are. */
    private static List<String> folders(Facts facts) {
        return Stream.of(facts.documentRoot(), facts.contextDocumentRoot())
                .filter(Objects::nonNull)
                .toList();
    }

    /** The request line as the client sent it; without it, what AJP tells of it. */
    static String line(AjpRequest ajp) {
        String told = new Facts(ajp.attributes()).theRequest();
        return told == null ? ajp.method() + " " + ajp.uri() : told;
    }

    @Override
    public void close() {
        timeouts.close();
        forms.close();
    }
}

package org.postern.daemon.exchange;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.postern.ajp.AjpBodyException;
import org.postern.api.Apache;
import org.postern.api.FieldStorage;
import org.postern.api.FormException;
import org.postern.api.Session;
import org.postern.daemon.filter.FilterStage;

/** What goes between client and handler: the request's body in, the answer out. */
abstract class AnsweredRequest extends DescribedRequest {

    private static final List<String> OF_BODY = List.of("Content-Length", "Content-Type", "Transfer-Encoding");

    private final Response response;
    private final ResponseHead head;
    private final Arrival arrival;
    private final @Nullable AnsweredRequest previous;
    private @Nullable RequestBody body;
    private @Nullable RequestForm forms;
    private @Nullable FieldStorage form;
    private @Nullable FormException refused;
    private @Nullable IOException cutShort;

    AnsweredRequest(Arrival arrival, Target target, @Nullable AnsweredRequest previous) {
        super(arrival, target, previous);
        this.response = arrival.response();
        this.head = response.head();
        this.arrival = arrival;
        this.previous = previous;
    }

    /** The one body of the client's request. */
    private RequestBody body() {
        if (previous != null) {
            return previous.body();
        }
        body = body == null ? new RequestBody(arrival.exchange()) : body;
        return body;
    }

    private RequestForm forms() {
        if (previous != null) {
            return previous.forms();
        }
        forms = forms == null ? new RequestForm(arrival.ajp(), body(), arrival.form()) : forms;
        return forms;
    }

    /** Has the body pass a filter before it is read. */
    final void filterInput(FilterStage stage) {
        body().filter(stage);
    }

    /** Has the answer pass a filter before it is sent. */
    final void filterOutput(FilterStage stage) {
        response.filters().add(stage);
    }

    // --- sessions

    @Override
    public Session session() {
        return response.sessions().open(this, null, null);
    }

    @Override
    public Session session(Session.Mode mode) {
        return response.sessions().open(this, mode, null);
    }

    @Override
    public Session session(Session.Mode mode, String cookieName) {
        return response.sessions().open(this, mode, cookieName);
    }

    /** Whether the visitor's session is open. */
    final boolean hasSession() {
        return response.sessions().isOpen(this);
    }

    /** Forgets the body that was written; false if some of it is out. */
    final boolean takeBack() {
        return response.forgetBody();
    }

    /** Reads the body to its end, and takes away what tells of it, for requests that have none. */
    final void dropBody() {
        discardRequestBody();
        forms().forgetBody();
        OF_BODY.forEach(headersIn()::unset);
    }

    // --- reading

    @Override
    public byte[] read() throws IOException {
        return body().read(-1);
    }

    @Override
    public byte[] read(int length) throws IOException {
        return body().read(length);
    }

    @Override
    public byte[] readline() throws IOException {
        return body().readline();
    }

    @Override
    public List<byte[]> readlines() throws IOException {
        return body().readlines(Integer.MAX_VALUE);
    }

    @Override
    public List<byte[]> readlines(int hint) throws IOException {
        return body().readlines(hint);
    }

    @Override
    public int discardRequestBody() {
        try {
            body().discard();
            return Apache.OK;
        } catch (AjpBodyException e) {
            return e.status();
        } catch (IOException gone) {
            return Apache.HTTP_BAD_REQUEST;
        }
    }

    @Override
    public long readLength() {
        return body().taken();
    }

    @Override
    public long remaining() {
        return body().ended() ? 0 : Math.max(0, arrival.exchange().request().contentLength() - body().taken());
    }

    @Override
    public boolean readChunked() {
        return arrival.exchange().request().chunked();
    }

    @Override
    public InputStream inputStream() {
        return body().stream();
    }

    @Override
    public FieldStorage form() {
        if (refused != null) {
            throw refused;
        }
        if (cutShort != null) {
            throw new UncheckedIOException(cutShort);
        }
        try {
            form = form == null ? forms().of(this) : form;
            return form;
        } catch (FormException e) {
            refused = e;
            throw e;
        } catch (IOException e) {
            cutShort = e;
            throw new UncheckedIOException(e);
        }
    }

    // --- answering

    @Override
    public int status() {
        return head.status();
    }

    @Override
    public void status(int status) {
        head.status(status);
    }

    @Override
    public @Nullable String statusLine() {
        return head.statusLine();
    }

    @Override
    public void statusLine(String line) {
        head.statusLine(line);
    }

    @Override
    public long clength() {
        return Math.max(0, head.contentLength());
    }

    @Override
    public void setContentLength(long length) {
        head.contentLength(length);
    }

    @Override
    public void write(String text) throws IOException {
        response.write(text);
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        response.write(bytes, 0, bytes.length);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        response.write(bytes, offset, length);
    }

    @Override
    public long sendfile(String path) throws IOException {
        return sendfile(path, 0, -1);
    }

    @Override
    public long sendfile(String path, long offset, long length) throws IOException {
        return SentFile.send(path, offset, length, response);
    }

    @Override
    public void flush() throws IOException {
        response.flush();
    }

    @Override
    public OutputStream outputStream() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                response.write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                AnsweredRequest.this.write(bytes, offset, length);
            }

            @Override
            public void flush() throws IOException {
                response.flush();
            }
        };
    }

    @Override
    public long bytesSent() {
        return response.written();
    }

    @Override
    public boolean sentBodyct() {
        return response.committed();
    }

    @Override
    public boolean eosSent() {
        return response.ended();
    }
}

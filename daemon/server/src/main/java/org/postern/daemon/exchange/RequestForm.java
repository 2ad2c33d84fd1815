package org.postern.daemon.exchange;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.postern.ajp.AjpRequest;
import org.postern.api.Field;
import org.postern.api.FieldStorage;
import org.postern.api.Request;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;
import org.postern.daemon.fault.LogText;
import org.postern.daemon.form.Form;

/**
 * The form of a client's request and of those to which it is redirected: each has its own query, and all the one body. A body that
 * was refused is no field of a document that tells so.
 */
final class RequestForm {

    private static final String CHARSET = "form.charset";

    private final AjpRequest ajp;
    private final RequestBody body;
    private final Form form;
    private @Nullable List<Field> ofBody;

    RequestForm(AjpRequest ajp, RequestBody body, Form form) {
        this.ajp = ajp;
        this.body = body;
        this.form = form;
    }

    /** The fields of a request, its query's first. */
    FieldStorage of(Request request) throws IOException {
        Charset otherwise = otherwise(request);
        List<Field> fields = new ArrayList<>(form.query(request.args(), otherwise));
        fields.addAll(ofBody(request, otherwise));
        return new FieldStorage(fields);
    }

    private List<Field> ofBody(Request request, @Nullable Charset otherwise) throws IOException {
        String type = request.headersIn().get("Content-Type");
        if (ofBody == null && Form.isForm(ajp.method(), type)) {
            if (body.taken() > 0) {
                throw new IllegalStateException("form() after " + body.taken()
                        + " bytes of the body were read (expected: before, or in place of, other reading)");
            }
            ofBody = List.of();
            ofBody = form.body(ajp.method(), type, body.stream(), ajp.contentLength(), otherwise);
        }
        return ofBody == null ? List.of() : ofBody;
    }

    /** From now on requests have the fields of their queries alone. */
    void forgetBody() {
        ofBody = List.of();
    }

    private static @Nullable Charset otherwise(Request request) {
        String name = request.getOptions().get(CHARSET);
        try {
            return name == null ? null : Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
            throw new Fault(
                    Code.BAD_OPTION,
                    "JavaOption " + CHARSET + " \"" + LogText.of(name) + "\" (expected: a charset, as windows-1252)",
                    unknown);
        }
    }
}

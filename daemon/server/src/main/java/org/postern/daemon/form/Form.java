package org.postern.daemon.form;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.postern.api.Field;
import org.postern.daemon.config.FormLimits;

/** The forms of one client's request: of its query, of those to which it is redirected, and of its body. */
public final class Form implements AutoCloseable {

    private static final int BUFFER = 32 << 10;

    private final FormLimits limits;
    private final UploadFolder folder;
    private final String interpreter;
    private @Nullable Uploads uploads;

    /** @param interpreter in whose folder uploads are */
    Form(FormLimits limits, UploadFolder folder, String interpreter) {
        this.limits = limits;
        this.folder = folder;
        this.interpreter = interpreter;
    }

    /** Whether a body is read as a form. */
    public static boolean isForm(String method, @Nullable String contentType) {
        HeaderValue type = type(method, contentType);
        return isUrlencoded(type) || isMultipart(type);
    }

    private static HeaderValue type(String method, @Nullable String contentType) {
        boolean usual = contentType == null && method.equals("POST");
        return HeaderValue.of(usual ? "application/x-www-form-urlencoded" : contentType == null ? "" : contentType);
    }

    private static boolean isUrlencoded(HeaderValue type) {
        return type.text().equals("application/x-www-form-urlencoded");
    }

    private static boolean isMultipart(HeaderValue type) {
        return type.text().equals("multipart/form-data");
    }

    /**
     * The fields of a query.
     *
     * @param otherwise the charset of what is not UTF-8; null: U+FFFD stands there
     */
    public List<Field> query(@Nullable String query, @Nullable Charset otherwise) {
        byte[] bytes = query == null ? new byte[0] : query.getBytes(StandardCharsets.UTF_8);
        try {
            return new UrlencodedReader(limits).read(new ByteArrayInputStream(bytes), new FormCharset(null, otherwise));
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
    }

    /**
     * Reads a body that is a form.
     *
     * @param length the Content-Length, or -1
     */
    public List<Field> body(
            String method, @Nullable String contentType, InputStream in, long length, @Nullable Charset otherwise)
            throws IOException {
        HeaderValue type = type(method, contentType);
        InputStream body = new TotalStream(in, length, limits);
        if (isUrlencoded(type)) {
            Charset declared = HeaderValue.charset(type.parameters().get("charset"));
            return new UrlencodedReader(limits).read(body, new FormCharset(declared, otherwise));
        }
        String boundary = type.parameters().getOrDefault("boundary", "");
        return parts(new MultipartReader(body, boundary, limits, BUFFER), new FormCharset(null, otherwise));
    }

    private List<Field> parts(MultipartReader reader, FormCharset charset) throws IOException {
        Budget budget = new Budget(limits);
        Uploads uploads = uploads();
        List<Part> parts = new ArrayList<>();
        while (reader.next()) {
            Part part = new Part(reader.headers(), budget, uploads);
            try {
                reader.content(part.content());
            } finally {
                part.content().close();
            }
            parts.add(part);
        }
        FormCharset declared = charset.declared(charset(parts));
        return parts.stream().map(part -> part.field(declared)).toList();
    }

    private static @Nullable Charset charset(List<Part> parts) throws IOException {
        for (Part part : parts) {
            if (part.isNamed("_charset_")) {
                try (InputStream in = part.content().open()) {
                    return HeaderValue.charset(new String(in.readNBytes(100), StandardCharsets.ISO_8859_1));
                }
            }
        }
        return null;
    }

    /** Removes the uploads that are files. */
    @Override
    public void close() {
        if (uploads != null) {
            uploads.close();
        }
    }

    private Uploads uploads() {
        uploads = uploads == null ? new Uploads(folder, interpreter) : uploads;
        return uploads;
    }
}

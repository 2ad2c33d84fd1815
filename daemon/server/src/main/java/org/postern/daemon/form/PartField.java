package org.postern.daemon.form;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.postern.api.Field;
import org.postern.api.Table;
import org.postern.daemon.config.Setting;

/** A field that was a part of a multipart body. */
record PartField(
        String name,
        @Nullable String filename,
        HeaderValue contentType,
        HeaderValue contentDisposition,
        Table headers,
        Content content,
        FormCharset charset)
        implements Field {

    @Override
    public String value() {
        if (size() > content.mostInMemory()) {
            throw Refused.tooLarge(
                    "upload \"" + name + "\" as one text, of " + size() + " bytes",
                    Setting.FORMS_MEMORY_MAX,
                    content.mostInMemory());
        }
        try (InputStream in = file()) {
            return charset.text(in.readAllBytes());
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    @Override
    public String type() {
        String type = contentType.text();
        return type.isEmpty() ? "text/plain" : type.indexOf('/') < 0 ? "application/octet-stream" : type;
    }

    @Override
    public Map<String, String> typeOptions() {
        return Map.copyOf(contentType.parameters());
    }

    @Override
    public String disposition() {
        return contentDisposition.text();
    }

    @Override
    public Map<String, String> dispositionOptions() {
        return Map.copyOf(contentDisposition.parameters());
    }

    @Override
    public long size() {
        return content.size();
    }

    @Override
    public InputStream file() {
        try {
            return content.open();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private UncheckedIOException unreadable(IOException e) {
        return new UncheckedIOException(
                "upload \"" + name + "\": cannot be read (expected: while its request runs): " + e, e);
    }

    @Override
    public String toString() {
        return filename == null
                ? "Field('" + name + "', '" + value() + "')"
                : "Field('" + name + "', file '" + filename + "', " + size() + " bytes)";
    }
}

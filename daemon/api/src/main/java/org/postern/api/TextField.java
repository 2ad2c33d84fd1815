package org.postern.api;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** A field that is a text and nothing more, as in a query. */
record TextField(String name, String value) implements Field {

    private byte[] bytes() {
        return value.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public @Nullable String filename() {
        return null;
    }

    @Override
    public String type() {
        return "text/plain";
    }

    @Override
    public Map<String, String> typeOptions() {
        return Map.of();
    }

    @Override
    public String disposition() {
        return "form-data";
    }

    @Override
    public Map<String, String> dispositionOptions() {
        return Map.of();
    }

    @Override
    public Table headers() {
        return new Table();
    }

    @Override
    public long size() {
        return bytes().length;
    }

    @Override
    public InputStream file() {
        return new ByteArrayInputStream(bytes());
    }

    @Override
    public String toString() {
        return "Field('" + name + "', '" + value + "')";
    }
}

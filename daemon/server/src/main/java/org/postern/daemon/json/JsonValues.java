package org.postern.daemon.json;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;

import com.fasterxml.jackson.core.JsonGenerator;
import org.jspecify.annotations.Nullable;

/** What of the JDK's types, and of records, JSON has a form for. */
final class JsonValues {

    private JsonValues() {}

    static void write(@Nullable Object value, JsonGenerator out) throws IOException {
        if (value == null) {
            out.writeNull();
        } else if (value instanceof CharSequence || value instanceof Character) {
            out.writeString(value.toString());
        } else if (value instanceof Boolean flag) {
            out.writeBoolean(flag);
        } else if (value instanceof Number number) {
            number(number, out);
        } else if (value instanceof Map<?, ?> map) {
            out.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                out.writeFieldName(String.valueOf(entry.getKey()));
                write(entry.getValue(), out);
            }
            out.writeEndObject();
        } else if (value instanceof Collection<?> collection) {
            list(collection, out);
        } else if (value instanceof Object[] array) {
            list(Arrays.asList(array), out);
        } else if (value instanceof Record record) {
            record(record, out);
        } else {
            throw new IllegalArgumentException(
                    "JSON: a value of " + value.getClass().getName()
                            + " (expected: text, a number, a boolean, a record, or lists and maps of these)");
        }
    }

    private static void list(Collection<?> values, JsonGenerator out) throws IOException {
        out.writeStartArray();
        for (Object value : values) {
            write(value, out);
        }
        out.writeEndArray();
    }

    private static void number(Number number, JsonGenerator out) throws IOException {
        if (number instanceof Integer || number instanceof Long || number instanceof Short || number instanceof Byte) {
            out.writeNumber(number.longValue());
        } else if (number instanceof BigInteger big) {
            out.writeNumber(big);
        } else if (number instanceof BigDecimal big) {
            out.writeNumber(big);
        } else if (number instanceof Float single && Float.isFinite(single)) {
            out.writeNumber(single);
        } else if (Double.isFinite(number.doubleValue())) {
            out.writeNumber(number.doubleValue());
        } else {
            throw new IllegalArgumentException("JSON: " + number + " (expected: a finite number)");
        }
    }

    private static void record(Record record, JsonGenerator out) throws IOException {
        out.writeStartObject();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            out.writeFieldName(component.getName());
            write(value(record, component.getAccessor()), out);
        }
        out.writeEndObject();
    }

    /** Records are mostly nested in handlers and not public. */
    private static @Nullable Object value(Record record, Method accessor) {
        try {
            accessor.setAccessible(true);
            return accessor.invoke(record);
        } catch (IllegalAccessException e) {
            throw new IllegalArgumentException("JSON: " + accessor + " cannot be called", e);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException("JSON: " + accessor + " threw", e.getCause());
        }
    }
}

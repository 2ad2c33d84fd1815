package org.postern.handlers;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** What is shown with a value as a whole: who may not see a part of it, may not see it that way either. */
final class Contents {

    /** Nothing deeper can be written as JSON. */
    private static final int DEEPEST = 100;

    private final Gate gate;

    Contents(Gate gate) {
        this.gate = gate;
    }

    /** Passes the guards of a value and of all that it has. */
    void enter(@Nullable Object value) throws Exception {
        enter(value, 0);
    }

    private void enter(@Nullable Object value, int depth) throws Exception {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException("publisher: a value within more than " + DEEPEST + " others");
        }
        if (value != null && Members.isOfModules(value.getClass())) {
            gate.enterType(value.getClass(), value);
        }
        if (value instanceof Map<?, ?> map) {
            all(map.values(), depth);
        } else if (value instanceof Collection<?> collection) {
            all(collection, depth);
        } else if (value instanceof Object[] array) {
            all(Arrays.asList(array), depth);
        } else if (value instanceof Record record) {
            record(record, depth);
        }
    }

    private void all(Collection<?> values, int depth) throws Exception {
        for (Object value : values) {
            enter(value, depth + 1);
        }
    }

    private void record(Record record, int depth) throws Exception {
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            Method accessor = component.getAccessor();
            gate.enter(Guard.ofMember(accessor, record.getClass()), record);
            if (!component.getType().isPrimitive() && component.getType() != String.class) {
                enter(value(accessor, record), depth + 1);
            }
        }
    }

    private static @Nullable Object value(Method accessor, Record record) throws Exception {
        try {
            accessor.setAccessible(true);
            return accessor.invoke(record);
        } catch (InvocationTargetException thrown) {
            throw Found.thrown(thrown);
        }
    }
}

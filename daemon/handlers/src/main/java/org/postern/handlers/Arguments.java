package org.postern.handlers;

import java.lang.reflect.Array;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.postern.api.Field;
import org.postern.api.FieldStorage;
import org.postern.api.Request;
import org.postern.api.Session;

/** What a page is called with: the form's values by the names of its parameters, in their types. */
final class Arguments {

    private final Request req;
    private @Nullable FieldStorage form;

    private Arguments(Request req) {
        this.req = req;
    }

    /** The arguments for one call. The form is read if a parameter needs it. */
    static @Nullable Object[] of(Method method, Request req) throws BadParameter {
        if (method.getParameterCount() == 0) {
            return new Object[0];
        }
        Arguments arguments = new Arguments(req);
        Parameter[] parameters = method.getParameters();
        @Nullable Object[] values = new Object[parameters.length];
        for (int i = 0; i < parameters.length; i++) {
            values[i] = arguments.value(parameters[i]);
        }
        return values;
    }

    /** Whether it is one of the types of Postern's that a parameter may have. */
    static boolean knows(Class<?> type) {
        return type == Request.class || type == FieldStorage.class || type == Session.class || type == Field.class;
    }

    private FieldStorage form() {
        if (form == null) {
            form = req.form();
        }
        return form;
    }

    private @Nullable Object value(Parameter parameter) throws BadParameter {
        Class<?> type = parameter.getType();
        if (type == Request.class) {
            return req;
        }
        if (type == FieldStorage.class) {
            return form();
        }
        if (type == Session.class) {
            return req.session();
        }
        if (!parameter.isNamePresent()) {
            throw new IllegalStateException("publisher: the parameters of " + parameter.getDeclaringExecutable()
                    + " have no names (expected: a method of a source file)");
        }
        return value(parameter.getName(), parameter.getParameterizedType(), type);
    }

    private @Nullable Object value(String name, Type type, Class<?> raw) throws BadParameter {
        List<Field> fields = form().fields(name);
        if (raw == Optional.class) {
            Class<?> of = element(type);
            boolean none = fields.isEmpty() || of != String.class && of != Field.class && isBlank(fields.get(0));
            return none ? Optional.empty() : Optional.of(one(name, fields.get(0), of));
        }
        if (raw == List.class || raw.isArray()) {
            Class<?> of = raw.isArray() ? raw.getComponentType() : element(type);
            List<Object> all = new ArrayList<>();
            for (Field field : fields) {
                all.add(one(name, field, of));
            }
            return raw.isArray() ? array(all, of) : List.copyOf(all);
        }
        if (fields.isEmpty() && raw == boolean.class) {
            return false; // browsers say nothing of a box that is not checked
        }
        if (fields.isEmpty()) {
            throw BadParameter.missing(name, TextValue.describe(raw));
        }
        return one(name, fields.get(0), raw);
    }

    private static boolean isBlank(Field field) {
        return field.filename() == null && field.value().isBlank();
    }

    private static Object one(String name, Field field, Class<?> type) throws BadParameter {
        if (type == Field.class) {
            return field;
        }
        if (field.filename() != null) {
            throw BadParameter.wrong(name, "an uploaded file", TextValue.describe(type));
        }
        Object value = TextValue.of(field.value(), type);
        if (value == null) {
            throw BadParameter.wrong(name, field.value(), TextValue.describe(type));
        }
        return value;
    }

    private static Object array(List<Object> values, Class<?> of) {
        Object array = Array.newInstance(of, values.size());
        for (int i = 0; i < values.size(); i++) {
            Array.set(array, i, values.get(i));
        }
        return array;
    }

    /** The T of a {@code List<T>}. */
    private static Class<?> element(Type type) {
        Type of = type instanceof ParameterizedType of1 ? of1.getActualTypeArguments()[0] : String.class;
        if (of instanceof Class<?> known) {
            return known;
        }
        throw new IllegalStateException(
                "publisher: a parameter of type " + type + " (expected: List or Optional of a simple type)"
                        + (of instanceof GenericArrayType ? ", not of an array" : ""));
    }
}

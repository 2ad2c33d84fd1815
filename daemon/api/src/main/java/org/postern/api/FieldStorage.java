package org.postern.api;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The fields of a form in the order in which they came, those of the query first. A name may be there more than once.
 *
 * <p>Belongs to the thread of the request. Changes hold for this object alone, not for the request's other ones.
 */
public final class FieldStorage implements Iterable<String> {

    private final List<Field> fields;

    /** The request's form without its blank values. */
    public FieldStorage(Request req) {
        this(req, false);
    }

    /**
     * The request's form, as {@link Request#form} has it.
     *
     * @param keepBlankValues whether texts that are empty are kept
     */
    public FieldStorage(Request req, boolean keepBlankValues) {
        this(req.form().list().stream()
                .filter(field -> keepBlankValues || field.filename() != null || field.size() > 0)
                .toList());
    }

    /** These fields. */
    public FieldStorage(List<Field> fields) {
        this.fields = new ArrayList<>(fields);
    }

    /** The first value of this name, or null. */
    public @Nullable String getfirst(String name) {
        Field first = field(name);
        return first == null ? null : first.value();
    }

    /** The first value of this name, or {@code other} where there is none. */
    public String getfirst(String name, String other) {
        Field first = field(name);
        return first == null ? other : first.value();
    }

    /** Every value of this name; an empty list where there is none. */
    public List<String> getlist(String name) {
        return fields(name).stream().map(Field::value).toList();
    }

    /** The first field of this name, or null. */
    public @Nullable Field field(String name) {
        List<Field> all = fields(name);
        return all.isEmpty() ? null : all.get(0);
    }

    /** Every field of this name; an empty list where there is none. */
    public List<Field> fields(String name) {
        return fields.stream().filter(field -> field.name().equals(name)).toList();
    }

    /** All fields, in order. */
    public List<Field> list() {
        return List.copyOf(fields);
    }

    /** The names, each once. */
    public Set<String> keys() {
        Set<String> keys = new LinkedHashSet<>();
        fields.forEach(field -> keys.add(field.name()));
        return keys;
    }

    /** Whether there is a field of this name. */
    public boolean contains(String name) {
        return field(name) != null;
    }

    /** How many names there are. */
    public int size() {
        return keys().size();
    }

    /** The names, each once. */
    @Override
    public Iterator<String> iterator() {
        return keys().iterator();
    }

    /** Appends a field. */
    public void addField(String name, String value) {
        fields.add(Field.of(name, value));
    }

    /** Makes {@code value} the one value of this name, at the end. */
    public void set(String name, String value) {
        remove(name);
        addField(name, value);
    }

    /** Takes out every field of this name. */
    public void remove(String name) {
        fields.removeIf(field -> field.name().equals(name));
    }

    /** Takes out all fields. */
    public void clear() {
        fields.clear();
    }

    /** The fields as they are for people who debug; of uploads the name of the file and the size. */
    @Override
    public String toString() {
        return fields.toString();
    }
}

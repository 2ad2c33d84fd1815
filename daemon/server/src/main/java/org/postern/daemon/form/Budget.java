package org.postern.daemon.form;

import org.postern.daemon.config.FormLimits;
import org.postern.daemon.config.Setting;

/** What one query or body has used of what it may have. */
final class Budget {

    private final FormLimits limits;
    private int fields;
    private long memory;
    private long headers;

    Budget(FormLimits limits) {
        this.limits = limits;
    }

    FormLimits limits() {
        return limits;
    }

    /** One field more. */
    void field(int nameLength) {
        if (++fields > limits.fields()) {
            throw Refused.tooLarge("more fields than allowed", Setting.FORMS_FIELDS_MAX, limits.fields());
        }
        name(nameLength);
    }

    /** A name of this many bytes. */
    void name(int length) {
        if (length > limits.name()) {
            throw Refused.tooLarge("a name of " + length + " bytes", Setting.FORMS_NAME_MAX, limits.name());
        }
        memory(length);
    }

    /** A text that has grown to {@code length} bytes, by the last {@code more}. */
    void value(long length, int more) {
        if (length > limits.value()) {
            throw Refused.tooLarge("a value of " + length + " bytes or more", Setting.FORMS_VALUE_MAX, limits.value());
        }
        memory(more);
    }

    /** A line of headers, of this many bytes. All of them may have as much as the rest; so who sends usual ones need not count them. */
    void header(int length) {
        headers += length;
        if (headers > limits.memory()) {
            throw Refused.tooLarge("headers of more bytes in all parts", Setting.FORMS_MEMORY_MAX, limits.memory());
        }
    }

    /** So many bytes more that stay in memory. */
    void memory(int more) {
        if (!fits(more)) {
            throw Refused.tooLarge("names and values of more bytes", Setting.FORMS_MEMORY_MAX, limits.memory());
        }
        memory += more;
    }

    /** Whether so many bytes more may stay in memory. */
    boolean fits(int more) {
        return memory + more <= limits.memory();
    }

    /** Bytes that have left memory for the disk. */
    void released(int bytes) {
        memory -= bytes;
    }

    /** An upload that has grown to this size. */
    void file(long size) {
        if (size > limits.file()) {
            throw Refused.tooLarge("an upload of " + size + " bytes or more", Setting.FORMS_FILE_MAX, limits.file());
        }
    }
}

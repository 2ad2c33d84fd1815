package org.postern.daemon.form;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;

/** The content of a part as it comes: of a text in memory, of an upload there until it is large, then in a file. */
final class Content implements MultipartReader.Sink {

    private final Budget budget;
    private final @Nullable Uploads uploads;
    private ByteArrayOutputStream memory = new ByteArrayOutputStream();
    private @Nullable Path file;
    private @Nullable OutputStream out;
    private long size;

    /** @param uploads where it may become a file; null for a text */
    Content(Budget budget, @Nullable Uploads uploads) {
        this.budget = budget;
        this.uploads = uploads;
    }

    @Override
    public void take(byte[] bytes, int from, int length) {
        size += length;
        if (uploads == null) {
            budget.value(size, length);
            memory.write(bytes, from, length);
            return;
        }
        budget.file(size);
        if (out == null && size <= budget.limits().inMemory() && budget.fits(length)) {
            budget.memory(length);
            memory.write(bytes, from, length);
            return;
        }
        try {
            spilled(uploads).write(bytes, from, length);
        } catch (IOException e) {
            throw unwritable(uploads, size, e);
        }
    }

    private OutputStream spilled(Uploads into) throws IOException {
        if (out == null) {
            file = into.file();
            out = Files.newOutputStream(file);
            memory.writeTo(out);
            budget.released(memory.size());
            memory = new ByteArrayOutputStream(0);
        }
        return out;
    }

    /** Nothing more comes, for whatever reason. */
    void close() {
        if (out != null && uploads != null) {
            try {
                out.close();
            } catch (IOException e) {
                throw unwritable(uploads, size, e);
            }
        }
    }

    private static Fault unwritable(Uploads into, long size, IOException e) {
        return new Fault(
                Code.FORM_FOLDER,
                "upload of " + size + " bytes or more: cannot be written below " + into.where() + ": " + e,
                e);
    }

    long size() {
        return size;
    }

    /** What one form may have in memory, and so the largest content that is ever there as a whole. */
    int mostInMemory() {
        return budget.limits().memory();
    }

    InputStream open() throws IOException {
        return file == null ? new ByteArrayInputStream(memory.toByteArray()) : Files.newInputStream(file);
    }
}

package org.postern.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * One value of a form: a text, or a file that was uploaded.
 *
 * <p>An upload is there as long as its request; what is to stay has to be copied. Belongs to the thread of the request.
 */
public interface Field {

    /** A field that nobody sent. */
    static Field of(String name, String value) {
        return new TextField(name, value);
    }

    /** Its name; empty where it has none. */
    String name();

    /**
     * The text; of an upload, its content as text.
     *
     * @throws FormException for an upload that is larger than what a form may hold in memory ({@code forms.memory-max}); a client may
     *     send one in place of any text
     * @throws UncheckedIOException if it cannot be read, as after the request's end
     */
    String value();

    /** The name of the uploaded file as the client has it, without folders, and never to be trusted; null where it is no upload. */
    @Nullable
    String filename();

    /** What the client says it is, in small letters and without parameters; {@code text/plain} if it says nothing. */
    String type();

    /** The parameters of the Content-Type, by their names in small letters. */
    Map<String, String> typeOptions();

    /** How it was sent, {@code form-data}. */
    String disposition();

    /** The parameters of the Content-Disposition as they came, by their names in small letters. */
    Map<String, String> dispositionOptions();

    /** The headers of its part of the body; empty for a field that is not from a multipart form. */
    Table headers();

    /** How many bytes it has; of a text that came in a multipart form, as they were sent, of others in UTF-8. */
    long size();

    /**
     * Its bytes, from the beginning each time this is called.
     *
     * @throws UncheckedIOException if they cannot be read, as after the request's end
     */
    InputStream file();

    /**
     * Writes its bytes into a new file.
     *
     * @throws UncheckedIOException if there is one, or it cannot be written
     * @return how many bytes that were
     */
    default long copyTo(Path target) {
        try (InputStream in = file()) {
            return Files.copy(in, target);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

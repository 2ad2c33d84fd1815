package org.postern.daemon.compiler;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What the compile cache keeps of one file.
 *
 * @param key of {@link CompileCacheKey}
 * @param hash of the file's bytes, and of what it includes
 * @param closure a digest of what it was compiled against
 * @param names of types, with slashes, to which it may refer, and the file of each; empty for those that have none
 * @param strangers files among those that were not taken for the type, as they are of another package, with the hashes of what was in
 *     them; empty for those that the compiler did not ask for
 * @param classes its classes by binary name
 */
record CompileCacheEntry(
        String key,
        String hash,
        String closure,
        Map<String, String> names,
        Map<String, String> strangers,
        Map<String, byte[]> classes) {

    /** The files that it uses. */
    Set<Path> uses(Path self) {
        Set<Path> uses = new LinkedHashSet<>();
        for (String file : names.values()) {
            if (!file.isEmpty() && !strangers.containsKey(file)) {
                uses.add(Path.of(file));
            }
        }
        uses.remove(self);
        return uses;
    }

    byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            write(out, key);
            write(out, hash);
            write(out, closure);
            write(out, names);
            write(out, strangers);
            out.writeInt(classes.size());
            for (Map.Entry<String, byte[]> type : classes.entrySet()) {
                write(out, type.getKey());
                write(out, type.getValue());
            }
        } catch (IOException e) {
            throw new IllegalStateException("memory does not fail to be written", e);
        }
        return bytes.toByteArray();
    }

    /** The entry in these bytes; null if there is none. */
    static @Nullable CompileCacheEntry of(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            String key = text(in);
            String hash = text(in);
            String closure = text(in);
            Map<String, String> names = texts(in);
            Map<String, String> strangers = texts(in);
            Map<String, byte[]> classes = new LinkedHashMap<>();
            for (int left = in.readInt(); left > 0; left--) {
                classes.put(text(in), piece(in));
            }
            return new CompileCacheEntry(key, hash, closure, names, strangers, classes);
        } catch (IOException cutShort) {
            return null;
        }
    }

    private static void write(DataOutputStream out, Map<String, String> texts) throws IOException {
        out.writeInt(texts.size());
        for (Map.Entry<String, String> text : texts.entrySet()) {
            write(out, text.getKey());
            write(out, text.getValue());
        }
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        write(out, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void write(DataOutputStream out, byte[] piece) throws IOException {
        out.writeInt(piece.length);
        out.write(piece);
    }

    private static Map<String, String> texts(DataInputStream in) throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            texts.put(text(in), text(in));
        }
        return texts;
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(piece(in), StandardCharsets.UTF_8);
    }

    private static byte[] piece(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new EOFException();
        }
        return in.readNBytes(length);
    }
}

package org.postern.daemon.compiler;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;

import javax.lang.model.SourceVersion;

import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;
import org.postern.daemon.psp.PageFile;
import org.postern.daemon.psp.Translation;

/** Reads source files, after {@link Trust} has let them pass. UTF-8, with or without byte order mark. */
public final class SourceReader {

    /** No source that anybody writes is larger; in bytes. */
    private static final long LARGEST = 16 << 20;

    /** Words that are no keywords, and cannot be names of types either (JLS 3.9). */
    private static final Set<String> NO_TYPES = Set.of("permits", "record", "sealed", "var", "yield");

    /** What is behind a page's name in that of its class: a module beside it that bears its name, with {@code _psp} or without, is another. */
    private static final String PAGE = "__psp";

    private final Trust trust;

    SourceReader(Trust trust) {
        this.trust = trust;
    }

    /**
     * Reads a file that was found by {@code finder} in {@code place}.
     *
     * @param file a real path
     * @param as the path under which it was found
     * @param read where to note what it includes, with hashes; empty for what could not be read
     */
    Source read(Path file, Path as, Path place, Lookup finder, Map<Path, String> read) {
        trust.check(file);
        byte[] bytes = bytes(file);
        String text = text(file, bytes);
        String type = mainTypeByFile(file);
        Translation page = null;
        if (PageReader.isPage(file)) {
            PageFile whole = PageFile.of(file, Map.of(), text, hash(bytes));
            page = new PageReader(trust, read).translate(whole, type);
            text = whole.lines();
        }
        SourceScan scan = SourceScan.of(page == null ? text : page.code(), type);
        Path folder = folderOfPackages(file, scan.packageName());
        return new Source(
                file,
                as,
                text,
                hash(bytes),
                scan.compiled(),
                scan.insertedAt(),
                scan.insertedLength(),
                scan.packageName(),
                scan.mainType(),
                scan.wildcards(),
                finder.of(place, folder),
                page);
    }

    /** The code that a page comes to. */
    String code(Path file) {
        trust.check(file);
        byte[] bytes = bytes(file);
        PageFile page = PageFile.of(file, Map.of(), text(file, bytes), hash(bytes));
        return new PageReader(trust, new HashMap<>())
                .translate(page, mainTypeByFile(file))
                .code();
    }

    /** The hash of a file's bytes as they are now; empty if it cannot be read, or is no regular file: a pipe would be waited for. */
    public static String hashNow(Path file) {
        if (!Files.isRegularFile(file)) {
            return "";
        }
        MessageDigest digest = sha256();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException unreadable) {
            return "";
        }
    }

    static byte[] bytes(Path file) {
        try {
            if (!Files.isRegularFile(file)) {
                throw new Fault(Code.UNREADABLE, file + ": it is no regular file, or not there any more");
            }
            long size = Files.size(file);
            if (size > LARGEST) {
                throw new Fault(
                        Code.UNREADABLE, file + ": " + size + " bytes (expected: a source of at most " + LARGEST + ")");
            }
            return Files.readAllBytes(file);
        } catch (AccessDeniedException e) {
            throw new Fault(
                    Code.UNREADABLE,
                    file + ": the daemon's user \"" + System.getProperty("user.name") + "\" may not read it",
                    e);
        } catch (IOException e) {
            throw new Fault(Code.UNREADABLE, file + ": " + e, e);
        }
    }

    static String text(Path file, byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new Fault(Code.UNREADABLE, file + ": not UTF-8 (expected: a source file in UTF-8)", e);
        }
    }

    static String hash(byte[] bytes) {
        return HexFormat.of().formatHex(sha256().digest(bytes));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The file's name as a Java name: what is no letter or digit becomes an underscore, and a word of the language gets one. */
    private static String mainTypeByFile(Path file) {
        String name = String.valueOf(file.getFileName());
        if (name.endsWith(PageReader.ENDING)) {
            name = name.substring(0, name.length() - PageReader.ENDING.length()) + PAGE;
        }
        String stem = name.endsWith(".java") ? name.substring(0, name.length() - ".java".length()) : name;
        StringBuilder type = new StringBuilder();
        stem.codePoints().forEach(c -> type.appendCodePoint(isLetter(c) ? c : '_'));
        if (type.isEmpty() || !Character.isJavaIdentifierStart(type.codePointAt(0))) {
            type.insert(0, '_');
        }
        boolean isWord = SourceVersion.isKeyword(type) || NO_TYPES.contains(type.toString());
        return isWord ? type + "_" : type.toString();
    }

    /** Characters that Java ignores in names do not reach the names that the compiler tells of. */
    private static boolean isLetter(int c) {
        return Character.isJavaIdentifierPart(c) && !Character.isIdentifierIgnorable(c);
    }

    /** The folder that is the file's unnamed package; the file's own folder where its package does not fit its place. */
    private static Path folderOfPackages(Path file, String packageName) {
        Path folder = file.getParent();
        if (folder == null) {
            throw new IllegalArgumentException("file: " + file + " (expected: a real path)");
        }
        if (packageName.isEmpty()) {
            return folder;
        }
        if (Platform.isReserved(packageName.replace('.', '/') + "/")) {
            throw new Fault(
                    Code.COMPILE,
                    file + ":1: package " + packageName + " is not a module's (expected: one that is not below java"
                            + " or org.postern)");
        }
        Path packages = Path.of(packageName.replace('.', '/'));
        if (!folder.endsWith(packages)) {
            throw new Fault(
                    Code.COMPILE,
                    file + ":1: package " + packageName + ": the file lies in " + folder
                            + " (expected: a folder that ends in " + packages + ")");
        }
        Path base = folder;
        for (int i = 0; i < packages.getNameCount() && base.getParent() != null; i++) {
            base = base.getParent();
        }
        return base;
    }
}

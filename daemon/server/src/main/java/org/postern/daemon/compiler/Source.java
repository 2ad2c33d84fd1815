package org.postern.daemon.compiler;

import java.nio.file.Path;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.psp.PageFile;
import org.postern.daemon.psp.Translation;

/**
 * A source file as it was read, once and for all.
 *
 * @param file its real path
 * @param as the path under which it was found, which may be a link; its folder up to where it was looked for is a real one
 * @param text as it lies on disk, for excerpts
 * @param hash of its bytes
 * @param compiled what the compiler gets: the text, for a compact file with a class around its members
 * @param insertedAt where text was put in, as an offset into it
 * @param insertedLength how many characters were put in there; 0 where none were
 * @param packageName its package with dots, empty for none
 * @param mainType the simple name of the type that the module is
 * @param wildcards the packages, or types, with slashes, of its on-demand imports
 * @param lookup where the names in it are looked up
 * @param page what it comes to, if it is a page; else null
 */
public record Source(
        Path file,
        Path as,
        String text,
        String hash,
        String compiled,
        int insertedAt,
        int insertedLength,
        String packageName,
        String mainType,
        List<String> wildcards,
        Lookup lookup,
        @Nullable Translation page) {

    /** Where in the author's text a place in the compiled text is; the end of the text for what was put in behind it. */
    int authorsOffset(int offset) {
        int own = offset < insertedAt ? offset : Math.max(insertedAt, offset - insertedLength);
        return Math.max(0, Math.min(own, text.stripTrailing().length() - 1));
    }

    /** The files whose text is a part of it, as pages have them. */
    public List<PageFile> included() {
        return page == null ? List.of() : page.files().subList(1, page.files().size());
    }

    /** The hash of all that is compiled as this file. */
    String wholeHash() {
        return page == null || included().isEmpty() ? hash : PageReader.hash(page);
    }

    /** The binary name of the module's type. */
    public String mainClass() {
        return packageName.isEmpty() ? mainType : packageName + "." + mainType;
    }
}

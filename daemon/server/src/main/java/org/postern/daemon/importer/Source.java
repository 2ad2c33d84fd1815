package org.postern.daemon.importer;

import java.nio.file.Path;
import java.util.List;

/**
 * A source file as it was read, once and for all.
 *
 * @param file its real path
 * @param text as it lies on disk, for excerpts
 * @param hash of its bytes
 * @param compiled what the compiler gets: the text, for a compact file with a class around its members
 * @param insertedLine the line on which text was put in, from 1; 0 where none was
 * @param insertedLength how many characters were put in at the start of that line
 * @param packageName its package with dots, empty for none
 * @param mainType the simple name of the type that the module is
 * @param wildcards the packages, or types, with slashes, of its on-demand imports
 * @param lookup where the names in it are looked up
 */
record Source(
        Path file,
        String text,
        String hash,
        String compiled,
        int insertedLine,
        int insertedLength,
        String packageName,
        String mainType,
        List<String> wildcards,
        Lookup lookup) {

    /** The binary name of the module's type. */
    String mainClass() {
        return packageName.isEmpty() ? mainType : packageName + "." + mainType;
    }
}

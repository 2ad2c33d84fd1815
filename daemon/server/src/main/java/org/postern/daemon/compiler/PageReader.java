package org.postern.daemon.compiler;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.fault.Fault;
import org.postern.daemon.psp.PageFault;
import org.postern.daemon.psp.PageFile;
import org.postern.daemon.psp.PageParser;
import org.postern.daemon.psp.Place;
import org.postern.daemon.psp.Translation;

/** Reads a page with what it includes, each after {@link Trust} has let it pass. */
final class PageReader {

    static final String ENDING = ".psp";

    private final Trust trust;
    private final Map<Path, String> read;

    /** @param read where to note what was read, with its hash; empty for what could not be */
    PageReader(Trust trust, Map<Path, String> read) {
        this.trust = trust;
        this.read = read;
    }

    /** Whether a file is a page, by its name. */
    static boolean isPage(Path file) {
        return file.toString().endsWith(ENDING);
    }

    /** @param type the name of its class */
    Translation translate(PageFile page, String type) {
        try {
            return PageParser.translate(page, type, this::included);
        } catch (PageFault fault) {
            throw new CompileFault(List.of(Diagnostic.at(fault.place(), String.valueOf(fault.getMessage()))));
        }
    }

    private @Nullable PageFile included(Path file, Place by) {
        Map<Path, Path> links = Lookup.linksTo(file);
        Path real = Lookup.real(file);
        read.putIfAbsent(real, "");
        if (!Files.isRegularFile(real)) {
            links.keySet().forEach(link -> read.putIfAbsent(link, ""));
            return null;
        }
        try {
            trust.check(real);
            byte[] bytes = SourceReader.bytes(real);
            PageFile included = PageFile.of(real, links, SourceReader.text(real, bytes), SourceReader.hash(bytes));
            // a file that is included twice counts as it was the first time: it may have changed in between
            read.merge(real, included.hash(), (first, then) -> first.isEmpty() ? then : first);
            return included;
        } catch (Fault fault) {
            throw new Fault(
                    fault.code(), by.file().file() + ":" + by.line() + ": include: " + fault.text(), fault.getCause());
        }
    }

    /** A digest of a page and of all that it includes. */
    static String hash(Translation page) {
        StringBuilder hashes = new StringBuilder();
        page.files()
                .forEach(file -> hashes.append(file.file())
                        .append('\0')
                        .append(file.hash())
                        .append('\0'));
        return SourceReader.hash(hashes.toString().getBytes(StandardCharsets.UTF_8));
    }
}

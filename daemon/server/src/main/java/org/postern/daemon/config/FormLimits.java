package org.postern.daemon.config;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * How large a form may be, and where its uploads go. Sizes are bytes.
 *
 * @param folder below which the daemon makes one of its own; null for the system's folder of temporary files
 * @param fields of one query or one body
 * @param name the longest name of a field, or of a file
 * @param value the longest text
 * @param memory what one form may have in memory altogether
 * @param inMemory an upload up to this size does not go to disk
 * @param file the largest upload
 * @param total the longest body
 * @param headers lines of headers of one part
 * @param header the longest header of a part, its continuation lines included
 */
public record FormLimits(
        @Nullable Path folder,
        int fields,
        int name,
        int value,
        int memory,
        int inMemory,
        long file,
        long total,
        int headers,
        int header) {

    /** The longest header that can be allowed. */
    public static final int HEADER_MOST = 16 << 10;
}

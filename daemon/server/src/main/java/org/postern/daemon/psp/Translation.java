package org.postern.daemon.psp;

import java.util.List;

/**
 * What a page comes to.
 *
 * @param code what the compiler gets
 * @param files the page, and then what it includes, each once
 * @param pieces parts of the code, in order, and where in a file each comes from
 * @param lines the numbers that the code's lines have in stack traces
 */
public record Translation(String code, List<PageFile> files, List<Piece> pieces, LineNumbers lines) {

    /** Code from {@code start} on, of which {@code length} characters are those at {@code offset} in a file. */
    record Piece(int start, int length, PageFile file, int offset) {

        /** Where in the file the code at an offset stands. */
        int offset(int at) {
            return offset + Math.min(at - start, length);
        }
    }

    public Translation {
        files = List.copyOf(files);
        pieces = List.copyOf(pieces);
    }

    Translation(String code, List<PageFile> files, List<Piece> pieces) {
        this(code, files, pieces, new LineNumbers(files.get(0), code, pieces));
    }

    /** Whence the code at an offset comes; for what no author wrote, what comes before it. */
    public Place place(int at) {
        Place place = new Place(files.get(0), 0);
        for (Piece piece : pieces) {
            if (piece.start() > at) {
                break;
            }
            place = new Place(piece.file(), piece.offset(at));
        }
        return place;
    }
}

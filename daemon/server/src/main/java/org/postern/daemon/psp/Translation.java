package org.postern.daemon.psp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What a page comes to.
 *
 * <p>A class file has one name of a source and numbers of lines up to 65535. So the lines of the page itself count as they are, and those
 * of what it includes from {@link #INCLUDED} on: what has such a number in a stack trace is looked up here.
 *
 * @param code what the compiler gets
 * @param files the page, and then what it includes, each once
 * @param pieces parts of the code, in order, and where in a file each comes from
 */
public record Translation(String code, List<PageFile> files, List<Piece> pieces, List<Line> included, int[] numbers) {

    /** The number of the first line that is not the page's own. */
    public static final int INCLUDED = 40_000;

    private static final int MOST_INCLUDED = 65_535 - INCLUDED;

    /** Code from {@code start} on, of which {@code length} characters are those at {@code offset} in a file. */
    record Piece(int start, int length, PageFile file, int offset) {}

    /** A line of a file. */
    public record Line(PageFile file, int number) {}

    /** @throws PageFault if there are more lines than can be told apart */
    static Translation of(String code, List<PageFile> files, List<Piece> pieces) throws PageFault {
        PageFile page = files.get(0);
        Map<PageFile, int[]> starts = new HashMap<>();
        Map<Line, Integer> included = new HashMap<>();
        List<Line> inOrder = new ArrayList<>();
        int[] lines = starts(code);
        int[] numbers = new int[lines.length];
        int piece = -1;
        for (int i = 0; i < lines.length; i++) {
            while (piece + 1 < pieces.size() && pieces.get(piece + 1).start() <= lines[i]) {
                piece++;
            }
            if (piece < 0) {
                numbers[i] = 1;
                continue;
            }
            Piece here = pieces.get(piece);
            int number =
                    number(starts.computeIfAbsent(here.file(), file -> starts(file.lines())), offset(here, lines[i]));
            if (here.file() == page) {
                numbers[i] = number;
            } else {
                Line line = new Line(here.file(), number);
                if (included.putIfAbsent(line, INCLUDED + inOrder.size()) == null) {
                    inOrder.add(line);
                }
                numbers[i] = Objects.requireNonNull(included.get(line));
            }
            if (number >= INCLUDED || inOrder.size() > MOST_INCLUDED) {
                throw PageFault.at(
                        here.file(),
                        here.offset(),
                        "too many lines (expected: less than " + INCLUDED + " in a page, and at most " + MOST_INCLUDED
                                + " with code in what it includes)");
            }
        }
        return new Translation(code, List.copyOf(files), List.copyOf(pieces), List.copyOf(inOrder), numbers);
    }

    /** Where each line begins. */
    private static int[] starts(String text) {
        List<Integer> starts = new ArrayList<>(List.of(0));
        for (int at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
            starts.add(at + 1);
        }
        return starts.stream().mapToInt(Integer::intValue).toArray();
    }

    private static int number(int[] starts, int offset) {
        int found = Arrays.binarySearch(starts, offset);
        return found >= 0 ? found + 1 : -found - 1;
    }

    private static int offset(Piece piece, int at) {
        return piece.offset() + Math.min(at - piece.start(), piece.length());
    }

    public PageFile page() {
        return files.get(0);
    }

    /** Whence the code at an offset comes; for what no author wrote, what comes before it. */
    public Place place(int at) {
        Piece found = null;
        for (Piece piece : pieces) {
            if (piece.start() > at) {
                break;
            }
            found = piece;
        }
        return found == null ? new Place(page(), 0) : new Place(found.file(), offset(found, at));
    }

    /** The number that a line of the code, from 1, has in stack traces. */
    public int number(int line) {
        return numbers[Math.min(Math.max(line, 1), numbers.length) - 1];
    }

    /** The line of what the page includes that has a number in stack traces; null if it is one of the page's own. */
    public @Nullable Line included(int number) {
        int index = number - INCLUDED;
        return index >= 0 && index < included.size() ? included.get(index) : null;
    }
}

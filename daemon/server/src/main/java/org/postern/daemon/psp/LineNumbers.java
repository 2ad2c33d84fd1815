package org.postern.daemon.psp;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The numbers that the lines of a page's code have in stack traces.
 *
 * <p>A class file has one name of a source and numbers of lines up to 65535. So the lines of the page itself count as they are, and those
 * of what it includes from {@link #INCLUDED} on; what has such a number is looked up here. In what is longer than that, the last ones
 * are all one.
 */
public final class LineNumbers {

    /** The number of the first line that is not the page's own. */
    public static final int INCLUDED = 40_000;

    private static final int LAST = 65_535;

    private final Path page;
    private final Map<Path, int[]> starts = new HashMap<>();
    private final Map<Line, Integer> known = new HashMap<>();
    private final List<Line> included = new ArrayList<>();
    private final int[] numbers;

    /** A line of a file. */
    public record Line(Path file, int number) {}

    /** @param pieces parts of the code, in order, and where in a file each comes from */
    LineNumbers(PageFile page, String code, List<Translation.Piece> pieces) {
        this.page = page.file();
        int[] lines = starts(code);
        this.numbers = new int[lines.length];
        int piece = -1;
        for (int i = 0; i < lines.length; i++) {
            while (piece + 1 < pieces.size() && pieces.get(piece + 1).start() <= lines[i]) {
                piece++;
            }
            numbers[i] = piece < 0 ? 1 : number(pieces.get(piece), lines[i]);
        }
        starts.clear();
        known.clear();
    }

    private int number(Translation.Piece piece, int at) {
        PageFile file = piece.file();
        int[] its = starts.computeIfAbsent(file.file(), path -> starts(file.lines()));
        int found = Arrays.binarySearch(its, piece.offset(at));
        int number = found >= 0 ? found + 1 : -found - 1;
        return file.file().equals(page) ? Math.min(number, INCLUDED - 1) : included(new Line(file.file(), number));
    }

    private int included(Line line) {
        return known.computeIfAbsent(line, fresh -> {
            if (INCLUDED + included.size() <= LAST) {
                included.add(fresh);
            }
            return INCLUDED + included.size() - 1;
        });
    }

    /** Where each line begins. */
    private static int[] starts(String text) {
        int[] starts = new int[1 + (int) text.chars().filter(c -> c == '\n').count()];
        for (int i = 1; i < starts.length; i++) {
            starts[i] = text.indexOf('\n', starts[i - 1]) + 1;
        }
        return starts;
    }

    /** The number of a line of the code, from 1. */
    public int of(int line) {
        return numbers[Math.min(Math.max(line, 1), numbers.length) - 1];
    }

    /** The line of what the page includes that has a number; null if it is one of the page's own. */
    public @Nullable Line included(int number) {
        int index = number - INCLUDED;
        return index >= 0 && index < included.size() ? included.get(index) : null;
    }
}

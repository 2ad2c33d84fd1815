package org.postern.daemon.psp;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a page, with what it includes.
 *
 * <pre>
 *   &lt;% statements %&gt;   &lt;%= text, escaped %&gt;   &lt;%== HTML as it is %&gt;   &lt;%! members of the class %&gt;   &lt;%-- nothing --%&gt;
 *   &lt;%@ include file="x" %&gt;   &lt;%@ page import="a.B, c.*" %&gt;   &lt;%@ var Type name = initial %&gt;
 * </pre>
 */
public final class PageParser {

    /** More than any page has; files that include others twice, which do so too, come to it soon. */
    private static final int MOST_INCLUDES = 1000;

    private static final int LARGEST = 16 << 20;
    private static final int LONGEST_IMPORT = 1000;

    /** How {@code <%} is written in text. */
    private static final String BEGINNING = "<\\%";

    private static final Pattern DIRECTIVE = Pattern.compile("\\s*([\\p{L}\\d_:.-]*)");
    private static final Pattern ATTRIBUTE =
            Pattern.compile("\\s*([\\p{L}\\d_:.-]+)\\s*=\\s*(?:\"([^\"]*)\"|'([^']*)')");
    private static final String NAME = "\\p{javaJavaIdentifierStart}\\p{javaJavaIdentifierPart}*";
    private static final Pattern IMPORT =
            Pattern.compile("(?:static\\s+)?" + NAME + "(?:\\s*\\.\\s*" + NAME + ")*(?:\\s*\\.\\s*\\*)?");
    private static final Pattern VARIABLE = Pattern.compile("\\s*(.+[\\s>\\]])(" + NAME + ")\\s*", Pattern.DOTALL);

    private final PageFiles reader;
    private final PageWriter writer;
    private final Map<Path, PageFile> files = new LinkedHashMap<>();
    private final Deque<PageFile> open = new ArrayDeque<>();
    private int includes;

    private PageParser(PageFile page, PageFiles reader) {
        this.reader = reader;
        this.writer = new PageWriter(page);
    }

    /**
     * The class of a page.
     *
     * @param type its name
     * @param reader reads what the page includes
     */
    public static Translation translate(PageFile page, String type, PageFiles reader) throws PageFault {
        PageParser parser = new PageParser(page, reader);
        parser.read(parser.known(page));
        return parser.writer.end(type, List.copyOf(parser.files.values()));
    }

    private void read(PageFile file) throws PageFault {
        open.push(file);
        String text = file.text();
        int at = 0;
        while (at < text.length()) {
            int code = text.indexOf("<%", at);
            int end = code < 0 ? text.length() : code;
            text(file, at, end);
            at = code < 0 ? end : piece(file, code);
        }
        open.pop();
    }

    /** Text as it is, but for the way in which the beginning of a piece is written in it. */
    private void text(PageFile file, int from, int to) throws PageFault {
        String text = file.text().substring(from, to);
        int start = 0;
        for (int at = text.indexOf(BEGINNING); at >= 0; at = text.indexOf(BEGINNING, at + 1)) {
            writer.text(file, from + start, from + at + 1);
            start = at + 2;
        }
        writer.text(file, from + start, to);
        if (writer.length() > LARGEST) {
            throw PageFault.at(file, from, "the page comes to more than " + LARGEST + " characters of code");
        }
    }

    /** Reads what begins at {@code at}; the result is where it ends. */
    private int piece(PageFile file, int at) throws PageFault {
        String text = file.text();
        if (text.startsWith("<%--", at)) {
            return end(file, at, "<%--", at + 4, "--%>") + 4;
        }
        String opening = opening(text, at);
        int from = at + opening.length();
        int to = end(file, at, opening, from, "%>");
        switch (opening) {
            case "<%@" -> directive(file, from, to);
            case "<%!" -> writer.member(file, from, to);
            case "<%=", "<%==" -> {
                if (text.substring(from, to).isBlank()) {
                    throw PageFault.at(file, at, opening + " %> without a value (expected: an expression)");
                }
                writer.expression(file, from, to, opening.equals("<%="));
            }
            default -> writer.statements(file, from, to);
        }
        return to + 2;
    }

    private static String opening(String text, int at) {
        for (String opening : List.of("<%==", "<%=", "<%@", "<%!")) {
            if (text.startsWith(opening, at)) {
                return opening;
            }
        }
        return "<%";
    }

    private static int end(PageFile file, int at, String opening, int from, String end) throws PageFault {
        int found = file.text().indexOf(end, from);
        if (found < 0) {
            throw PageFault.at(file, at, opening + " is never closed (expected: " + end + ")");
        }
        return found;
    }

    // --- directives

    private void directive(PageFile file, int from, int to) throws PageFault {
        Matcher name = DIRECTIVE.matcher(file.lines()).region(from, to);
        String called = name.lookingAt() ? name.group(1) : "";
        int at = name.start(1);
        switch (called) {
            case "include" -> include(file, attribute(file, at, called, "file", name.end(), to));
            case "page" -> imports(file, attribute(file, at, called, "import", name.end(), to));
            case "var" -> variable(file, at, name.end(), to);
            default -> throw PageFault.at(file, at, "directive \"" + called + "\" (expected: include, page or var)");
        }
    }

    /** The value of the one attribute that a directive has; the matcher's first group, or its second, is where it stands. */
    private static int[] attribute(PageFile file, int at, String directive, String expected, int from, int to)
            throws PageFault {
        Matcher attribute = ATTRIBUTE.matcher(file.lines()).region(from, to);
        boolean isOne = attribute.lookingAt() && attribute.group(1).equals(expected);
        if (!isOne || !file.lines().substring(attribute.end(), to).isBlank()) {
            throw PageFault.at(
                    file,
                    at,
                    "directive " + directive + ": \""
                            + file.lines().substring(from, to).strip() + "\" (expected: " + expected + "=\"...\")");
        }
        int group = attribute.group(2) == null ? 3 : 2;
        return new int[] {attribute.start(group), attribute.end(group)};
    }

    private void include(PageFile file, int[] value) throws PageFault {
        String name = file.lines().substring(value[0], value[1]);
        if (++includes > MOST_INCLUDES) {
            throw PageFault.at(
                    file, value[0], "include file=\"" + name + "\" (expected: at most " + MOST_INCLUDES + ")");
        }
        PageFile other = read(file, value[0], name);
        for (PageFile outer : open) {
            if (outer.file().equals(other.file())) {
                throw PageFault.at(
                        file, value[0], "include file=\"" + name + "\": " + other.file() + " includes itself");
            }
        }
        read(known(other));
    }

    private PageFile read(PageFile file, int at, String name) throws PageFault {
        try {
            Path path = file.file().resolveSibling(name).normalize();
            PageFile read = reader.read(path, new Place(file, at));
            if (read == null) {
                throw PageFault.at(file, at, "include file=\"" + name + "\": there is no " + path);
            }
            return read;
        } catch (InvalidPathException notAFileName) {
            throw PageFault.at(file, at, "include file=\"" + name + "\": no name of a file");
        }
    }

    /** The file as it was when it was read first, and all links that lead to it. */
    private PageFile known(PageFile read) {
        return files.merge(read.file(), read, PageFile::alsoBehind);
    }

    private void imports(PageFile file, int[] value) throws PageFault {
        String text = file.lines();
        for (int start = value[0]; start <= value[1]; ) {
            int comma = text.indexOf(',', start);
            int end = comma < 0 || comma > value[1] ? value[1] : comma;
            String name = text.substring(start, end);
            if (name.length() > LONGEST_IMPORT || !IMPORT.matcher(name.strip()).matches()) {
                throw PageFault.at(
                        file,
                        start,
                        "import \"" + name.strip() + "\" (expected: such as java.util.List or java.util.*)");
            }
            int from = start + name.length() - name.stripLeading().length();
            writer.importName(file, from, from + name.strip().length());
            start = end + 1;
        }
    }

    private void variable(PageFile file, int at, int from, int to) throws PageFault {
        String text = file.lines();
        int end = from + text.substring(from, to).stripTrailing().length();
        if (end > from && text.charAt(end - 1) == ';') {
            end--;
        }
        int equals = text.indexOf('=', from);
        boolean hasInitial = equals >= 0 && equals < end;
        Matcher variable = VARIABLE.matcher(text).region(from, hasInitial ? equals : end);
        if (!variable.matches() || hasInitial && text.substring(equals + 1, end).isBlank()) {
            throw PageFault.at(
                    file,
                    at,
                    "directive var: \"" + text.substring(from, to).strip()
                            + "\" (expected: a type and a name, such as String title, or int most = 10)");
        }
        writer.variable(file, variable.start(1), variable.start(2), variable.end(2), hasInitial ? equals + 1 : -1, end);
    }
}

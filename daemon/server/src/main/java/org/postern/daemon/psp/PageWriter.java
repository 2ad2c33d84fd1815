package org.postern.daemon.psp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes the class of a page.
 *
 * <p>Authors' code begins on a line of its own, so that no line of the class has code of two places.
 */
final class PageWriter {

    /** A constant has at most 65535 bytes, of which a character takes up to three. */
    private static final int LONGEST_TEXT = 16_000;

    /** How {@code %>} is written in code. */
    private static final String END = "%\\>";

    /** What pages may name, and have only then. */
    private record OnDemand(String type, String name) {}

    private static final List<OnDemand> ON_DEMAND = List.of(
            new OnDemand("org.postern.api.FieldStorage", "form"),
            new OnDemand("org.postern.api.Session", "session"),
            new OnDemand("java.lang.Throwable", "exception"));

    private final PageFile page;
    private final Part imports = new Part();
    private final Part members = new Part();
    private final Part before = new Part();
    private final Part body = new Part();
    private final Map<String, Place> named = new HashMap<>();
    private final Set<String> given = new HashSet<>();

    /** Some code, and whence it comes. */
    private static final class Part {

        private final StringBuilder code = new StringBuilder();
        private final List<Translation.Piece> pieces = new ArrayList<>();

        /** What follows belongs to a place in a file. */
        Part at(PageFile file, int offset) {
            pieces.add(new Translation.Piece(code.length(), 0, file, offset));
            return this;
        }

        Part add(String own) {
            code.append(own);
            return this;
        }

        Part piece(PageFile file, int from, int to) {
            pieces.add(new Translation.Piece(code.length(), to - from, file, from));
            code.append(file.lines(), from, to);
            return this;
        }

        Part add(Part other) {
            other.pieces.forEach(piece -> pieces.add(new Translation.Piece(
                    code.length() + piece.start(), piece.length(), piece.file(), piece.offset())));
            code.append(other.code);
            return this;
        }
    }

    PageWriter(PageFile page) {
        this.page = page;
    }

    int length() {
        return body.code.length() + members.code.length();
    }

    void importName(PageFile file, int from, int to) {
        imports.add("import ").piece(file, from, to).add(";\n");
    }

    void member(PageFile file, int from, int to) {
        code(members, file, from, to);
    }

    void text(PageFile file, int from, int to) {
        for (int start = from; start < to; ) {
            int end = Math.min(to, start + LONGEST_TEXT);
            body.at(file, start).add("$psp.write(\"" + quoted(file.text().substring(start, end)) + "\");\n");
            start = end;
        }
    }

    /** What Java reads as the same characters; no backslash is left that could begin a Unicode escape. */
    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                default -> {
                    if (c < ' ') {
                        quoted.append("\\%03o".formatted((int) c));
                    } else {
                        quoted.append(c);
                    }
                }
            }
        }
        return quoted.toString();
    }

    void statements(PageFile file, int from, int to) {
        code(body, file, from, to);
    }

    /** @param escaped whether what it gives is text, and no HTML */
    void expression(PageFile file, int from, int to, boolean escaped) {
        body.at(file, from).add(escaped ? "$psp.writeEscaped(\n" : "$psp.write(\n");
        code(body, file, from, to);
        body.add(");\n");
    }

    /**
     * A variable that whoever runs the page gives it.
     *
     * @param type where its type ends, and its name begins
     * @param name where its name ends
     * @param initial where the value begins that it has where none is given; -1 for none
     */
    void variable(PageFile file, int from, int type, int name, int initial, int to) {
        members.at(file, from).add("private ").piece(file, from, name).add(";\n");
        String called = file.lines().substring(type, name).strip();
        given.add(called);
        before.at(file, type);
        if (initial >= 0) {
            before.add("if (!$psp.isGiven(\"" + called + "\")) " + called + " =\n");
            code(before, file, initial, to);
            before.add(";\nelse\n");
        }
        before.at(file, from)
                .add(called + " = (" + file.lines().substring(from, type).strip() + ") $psp.given(\"" + called
                        + "\");\n");
    }

    /** Code as the author wrote it, but for the way in which the end of a piece is written within one. */
    private void code(Part part, PageFile file, int from, int to) {
        String code = file.lines().substring(from, to);
        NamesInCode.of(code).forEach((name, at) -> named.putIfAbsent(name, new Place(file, from + at)));
        int start = 0;
        for (int at = code.indexOf(END); at >= 0; at = code.indexOf(END, at + 1)) {
            part.piece(file, from + start, from + at + 1);
            start = at + 2;
        }
        part.piece(file, from + start, to).add("\n");
    }

    /** @param type the name of the class */
    Translation end(String type, List<PageFile> files) {
        Part all = new Part();
        all.add("import org.postern.api.*; import static org.postern.api.Apache.*;\n")
                .add(imports);
        all.at(page, 0).add("public final class " + type + " {\n");
        all.add("private org.postern.api.Request req; private org.postern.api.PSPInterface psp;\n");
        Part begin = new Part();
        begin.add("req = $psp.req(); psp = $psp;\n");
        for (OnDemand variable : ON_DEMAND) {
            String name = variable.name();
            Place place = given.contains(name) ? null : named.get(name);
            if (place != null) {
                all.at(place.file(), place.offset()).add("private " + variable.type() + " " + name + ";\n");
                begin.at(place.file(), place.offset()).add(name + " = $psp." + name + "();\n");
            }
        }
        all.add(members);
        all.at(page, 0).add("public void page(org.postern.api.PSPInterface $psp) throws java.lang.Exception {\n");
        all.add(begin).add(before).add(body).add("}\n}\n");
        return new Translation(all.code.toString(), files, all.pieces);
    }
}

package org.postern.daemon.password;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A file's lines as httpd reads them: a backslash at the end goes on with the next one, blanks around a line do not count, and empty
 * lines and those that begin with {@code #} say nothing. A character stands for a byte, as such files may be in any charset.
 */
final class ConfigLines {

    private static final String BLANKS = "[ \t\n\u000B\f\r]+";

    private ConfigLines() {}

    /**
     * A line that says something.
     *
     * @param number in the file, of its first part
     */
    record Line(int number, String text) {}

    static List<Line> of(byte[] file) {
        List<Line> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        int first = 1;
        int number = 0;
        for (String part : new String(file, StandardCharsets.ISO_8859_1).split("\r?\n", -1)) {
            number++;
            if (part.endsWith("\\")) {
                line.append(part, 0, part.length() - 1);
                continue;
            }
            String whole = line.append(part).toString().replaceAll("^" + BLANKS + "|" + BLANKS + "$", "");
            if (!whole.isEmpty() && whole.charAt(0) != '#') {
                lines.add(new Line(first, whole));
            }
            line.setLength(0);
            first = number + 1;
        }
        return lines;
    }

    /** A name as text, by the rule for what clients send: UTF-8 where it is that, else ISO-8859-1. */
    static String name(String bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            return bytes;
        }
    }
}

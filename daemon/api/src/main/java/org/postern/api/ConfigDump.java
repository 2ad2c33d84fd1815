package org.postern.api;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what mod_info prints with {@code -D DUMP_CONFIG}: each directive behind comments that tell its file and line. */
final class ConfigDump {

    private static final Pattern FILE = Pattern.compile("\\s*# In file: (.*)");
    private static final Pattern LINE = Pattern.compile("\\s*#\\s+(\\d{1,9}):");

    private final Deque<Section> open = new ArrayDeque<>();
    private String file = "";
    private int line;

    /** A section whose end has not come; the outermost stands for the whole. */
    private record Section(
            String directive, String arguments, String file, int line, int indent, List<ConfigNode> children) {

        ConfigNode node() {
            return new ConfigNode(directive, arguments, file, line, true, children);
        }
    }

    private ConfigDump() {
        open.push(new Section("", "", "", 0, -1, new ArrayList<>()));
    }

    static List<ConfigNode> parse(String dump) {
        ConfigDump parser = new ConfigDump();
        if (!dump.contains("# In file: ")) {
            throw new IllegalArgumentException(
                    "no configuration (expected: what httpd prints with -D DUMP_CONFIG, where mod_info is loaded)");
        }
        dump.lines().filter(text -> !text.isBlank()).forEach(parser::take);
        return parser.end();
    }

    private void take(String text) {
        Matcher where = FILE.matcher(text);
        Matcher number = LINE.matcher(text);
        String stripped = text.strip();
        int indent = text.indexOf(stripped);
        if (where.matches()) {
            file = where.group(1);
        } else if (number.matches()) {
            line = Integer.parseInt(number.group(1));
        } else if (stripped.startsWith("</")) {
            closeEmpty(indent + 1);
            close(stripped);
        } else {
            closeEmpty(indent);
            boolean section = stripped.startsWith("<");
            String[] words = stripped.substring(section ? 1 : 0).split("\\s+", 2);
            String arguments = words.length == 1 ? "" : words[1];
            if (section) {
                open.push(new Section(unclosed(words[0]), unclosed(arguments), file, line, indent, new ArrayList<>()));
            } else {
                add(new ConfigNode(words[0], arguments, file, line, false, List.of()));
            }
        }
    }

    private static String unclosed(String text) {
        return text.endsWith(">") ? text.substring(0, text.length() - 1).strip() : text;
    }

    /** An empty section has no end in the dump: it has ended where the next line stands no further in than itself. */
    private void closeEmpty(int indent) {
        while (open.getFirst().indent() >= indent && open.getFirst().children().isEmpty()) {
            ConfigNode empty = open.pop().node();
            add(empty);
        }
    }

    private void close(String text) {
        Section section = open.pop();
        if (open.isEmpty() || !text.equalsIgnoreCase("</" + section.directive() + ">")) {
            throw new IllegalArgumentException(text + " behind line " + line + " of " + file
                    + " (expected: what httpd prints with -D DUMP_CONFIG)");
        }
        add(section.node());
    }

    private void add(ConfigNode node) {
        open.getFirst().children().add(node);
    }

    private List<ConfigNode> end() {
        closeEmpty(0);
        Section whole = open.pop();
        if (!open.isEmpty()) {
            throw new IllegalArgumentException("section " + whole.directive() + " of line " + whole.line() + " of "
                    + whole.file() + " without its end");
        }
        return List.copyOf(whole.children());
    }
}

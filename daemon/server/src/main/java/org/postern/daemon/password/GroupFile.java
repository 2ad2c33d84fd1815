package org.postern.daemon.password;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Groups and their members: {@code group: name name "a name with blanks"}; a group may have several lines. */
final class GroupFile {

    private static final Pattern WORD =
            Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"?|'((?:[^'\\\\]|\\\\.)*)'?|([^\\s\"']\\S*)");

    private final Map<String, Set<String>> groups = new HashMap<>();

    GroupFile(byte[] file) {
        for (ConfigLines.Line line : ConfigLines.of(file)) {
            int colon = line.text().indexOf(':');
            if (colon >= 0) {
                String group = ConfigLines.name(line.text().substring(0, colon).stripTrailing());
                Matcher member = WORD.matcher(line.text().substring(colon + 1));
                while (member.find()) {
                    groups.computeIfAbsent(ConfigLines.name(word(member)), user -> new HashSet<>())
                            .add(group);
                }
            }
        }
    }

    private static String word(Matcher found) {
        if (found.group(3) != null) {
            return found.group(3);
        }
        return (found.group(1) != null ? found.group(1) : found.group(2)).replaceAll("\\\\([\\\\\"'])", "$1");
    }

    /** The groups of a user; empty where the file does not have one. */
    Set<String> of(String user) {
        return groups.getOrDefault(user, Set.of());
    }
}

package org.postern.daemon.importer.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What one request was told: for each entry a part, and one more for each import while it ran. */
public final class Told {

    /** A text that ran: when its class was initialised, as a number in order, and what it saw. */
    record Node(long born, Map<String, String> saw) {}

    /**
     * A module and what it uses.
     *
     * @param key of the module itself; {@code none}: there is no such file; {@code fault ...}: it cannot be loaded
     * @param runs the parts that came of imports while it ran, by "key name"
     */
    record Part(String key, Map<String, Node> nodes, Map<String, Part> runs) {

        boolean isNone() {
            return key.equals("none");
        }

        boolean isFault() {
            return key.startsWith("fault");
        }
    }

    private final String text;
    private final Map<Entry, Part> parts = new HashMap<>();

    /** @param answers by entry; {@code none}, {@code fault ...}, or what {@code kit.Walk} wrote */
    public Told(Map<Entry, String> answers) {
        StringBuilder all = new StringBuilder();
        answers.forEach((entry, answer) -> {
            all.append(entry).append(" -> ").append(answer.strip()).append('\n');
            parts.put(entry, part(answer));
        });
        this.text = all.toString();
    }

    Map<Entry, Part> parts() {
        return parts;
    }

    private static Part part(String answer) {
        if (!answer.startsWith("part ")) {
            return new Part(answer, Map.of(), Map.of());
        }
        Map<String, Part> runs = new TreeMap<>();
        Part first = null;
        Map<String, Node> nodes = Map.of();
        for (String line : answer.split("\n")) {
            String[] words = line.split(" ", 4);
            if (words[0].equals("part")) {
                nodes = new TreeMap<>();
                boolean isFirst = words[1].equals("-");
                Part part = new Part(words[isFirst ? 2 : 3], nodes, runs);
                if (isFirst) {
                    first = part;
                } else {
                    runs.put(words[1] + " " + words[2], part);
                }
            } else {
                nodes.put(words[1], new Node(Long.parseLong(words[2]), saw(words[3])));
            }
        }
        if (first == null) {
            throw new AssertionError("unreadable answer: " + answer);
        }
        return first;
    }

    private static Map<String, String> saw(String words) {
        Map<String, String> saw = new TreeMap<>();
        for (String word : words.split(";")) {
            int equals = word.indexOf('=');
            saw.put(word.substring(0, equals), word.substring(equals + 1));
        }
        return saw;
    }

    /** All texts that ran, with when they were initialised; a text with two classes, or a class with two texts, shows in it twice. */
    List<Map.Entry<String, Long>> born() {
        List<Map.Entry<String, Long>> all = new ArrayList<>();
        for (Part part : parts.values()) {
            part.nodes().forEach((key, node) -> all.add(Map.entry(key, node.born())));
            part.runs()
                    .values()
                    .forEach(run -> run.nodes().forEach((key, node) -> all.add(Map.entry(key, node.born()))));
        }
        return all;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Told told && told.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}

package org.postern.daemon.importer.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What lay on disk, state after state, and how files hung together in it. Safe for any thread.
 *
 * <p>A state is <em>partial</em> if it was in the middle of an edit of several files: nobody is to see it, unless the edit took so long
 * that it could be taken for two.
 */
public final class History {

    private record State(Tree tree, String what) {}

    private record Span(int from, int to) {}

    private final long settleNanos;
    private final List<State> states = new ArrayList<>();
    private final Set<Integer> partial = new HashSet<>();
    private Set<String> behind = Set.of();
    private final Map<Integer, List<String>> notes = new HashMap<>();
    private final Map<Integer, Set<String>> changed = new HashMap<>();
    private final Map<Span, Map<String, Set<String>>> groups = new HashMap<>();

    /** @param settleMillis how long files have to be quiet before a change is taken into account */
    public History(long settleMillis) {
        this.settleNanos = TimeUnit.MILLISECONDS.toNanos(settleMillis);
    }

    synchronized int add(Tree tree, String what, boolean isPartial) {
        states.add(new State(tree, what));
        int index = states.size() - 1;
        if (isPartial) {
            partial.add(index);
        }
        return index;
    }

    /** Which files may not be as they lie there: what they use may be what earlier texts of theirs did. */
    synchronized void behind(Set<String> files) {
        behind = Set.copyOf(files);
        groups.clear();
    }

    /** Something that is not a change, for people. */
    public synchronized void note(String what) {
        notes.computeIfAbsent(now(), n -> new ArrayList<>()).add(what);
    }

    synchronized void took(List<Integer> steps, long nanos) {
        if (nanos > settleNanos / 2) {
            steps.forEach(partial::remove);
        }
    }

    /** The state that lies on disk, or is just being made. */
    public synchronized int now() {
        return states.size() - 1;
    }

    synchronized Tree tree(int state) {
        return states.get(state).tree();
    }

    synchronized boolean isPartial(int state) {
        return partial.contains(state);
    }

    /** Where a text has been. */
    synchronized Set<String> paths(String key) {
        Set<String> paths = new HashSet<>();
        for (State state : states) {
            state.tree().files().forEach((path, text) -> {
                if (text.key().equals(key)) {
                    paths.add(path);
                }
            });
        }
        return paths;
    }

    /** The files of which a version changed from the state before to this one, not counting what they use. */
    synchronized Set<String> changed(int state) {
        return changed.computeIfAbsent(state, s -> {
            Tree before = tree(s - 1);
            Tree after = tree(s);
            Set<String> all = new HashSet<>(before.paths());
            all.addAll(after.paths());
            all.removeIf(path -> before.signature(path).equals(after.signature(path)));
            return all;
        });
    }

    /**
     * The files that must be made anew for what changed between two states: those that changed, those that use them or share a loader
     * with them, however indirectly.
     */
    Set<String> stale(int from, int to) {
        return stale(from, to, Set.of());
    }

    /** The same, where there were also files to be made anew before. */
    synchronized Set<String> stale(int from, int to, Set<String> before) {
        Set<String> stale = new HashSet<>(before);
        Set<String> old = new HashSet<>(behind);
        old.addAll(before);
        for (int state = from + 1; state <= to; state++) {
            stale.addAll(changed(state));
        }
        Map<String, Set<String>> users = new HashMap<>();
        for (int state = 0; state <= to; state++) {
            Tree tree = tree(state);
            for (String path : state < from ? old : tree.paths()) {
                tree.uses(path)
                        .forEach(used -> users.computeIfAbsent(used, u -> new HashSet<>())
                                .add(path));
                tree.mates(path)
                        .forEach(mate -> users.computeIfAbsent(path, u -> new HashSet<>())
                                .add(mate));
            }
        }
        spread(stale, users);
        return stale;
    }

    static void spread(Set<String> all, Map<String, Set<String>> edges) {
        List<String> next = new ArrayList<>(all);
        while (!next.isEmpty()) {
            for (String more : edges.getOrDefault(next.remove(next.size() - 1), Set.of())) {
                if (all.add(more)) {
                    next.add(more);
                }
            }
        }
    }

    /**
     * Whether a file may be left as it was in an earlier state: if one of the files that have to be made anew together with it cannot be.
     * All that hangs together comes at once, or not at all.
     */
    synchronized boolean mayKeep(String path, int from, int to) {
        Set<String> group = groups.computeIfAbsent(new Span(from, to), s -> groups(from, to))
                .get(path);
        return group != null && group.stream().anyMatch(file -> isBrokenAt(to, file));
    }

    private boolean isBrokenAt(int state, String path) {
        Tree tree = tree(state);
        return tree.text(path) != null && tree.isBroken(path);
    }

    boolean isAnyBroken(int state) {
        return tree(state).paths().stream().anyMatch(path -> isBrokenAt(state, path));
    }

    /** The groups of stale files, by each of their files. */
    private Map<String, Set<String>> groups(int from, int to) {
        Set<String> broken = new HashSet<>(tree(to).paths()); // is tried again with whatever changes near it
        broken.removeIf(path -> !tree(to).isBroken(path));
        Set<String> stale = stale(from, to, broken);
        Map<String, Set<String>> ties = new HashMap<>();
        Set<String> old = new HashSet<>(behind);
        old.addAll(broken);
        for (int state = 0; state <= to; state++) {
            Tree tree = tree(state);
            for (String path : state < from ? old : tree.paths()) {
                for (String used : tree.uses(path)) {
                    if (stale.contains(path) && stale.contains(used)) {
                        ties.computeIfAbsent(path, p -> new HashSet<>()).add(used);
                        ties.computeIfAbsent(used, p -> new HashSet<>()).add(path);
                    }
                }
            }
        }
        Map<String, Set<String>> all = new HashMap<>();
        for (String path : stale) {
            if (!all.containsKey(path)) {
                Set<String> group = new HashSet<>(Set.of(path));
                spread(group, ties);
                group.forEach(file -> all.put(file, group));
            }
        }
        return all;
    }

    /** Whether a file, or one with which it hangs together somehow, cannot be made in a state. */
    synchronized boolean isTroubled(String path, int state) {
        Tree tree = tree(state);
        Map<String, Set<String>> ties = new HashMap<>();
        for (String each : tree.paths()) {
            for (String used : tree.uses(each)) {
                ties.computeIfAbsent(each, p -> new HashSet<>()).add(used);
                ties.computeIfAbsent(used, p -> new HashSet<>()).add(each);
            }
        }
        Set<String> group = new HashSet<>(Set.of(path));
        spread(group, ties);
        return group.stream().anyMatch(file -> isBrokenAt(state, file));
    }

    /** Whether a file was away at some moment after one state, and up to another. */
    synchronized boolean wasAway(String path, int from, int to) {
        for (int state = from + 1; state <= to; state++) {
            if (tree(state).text(path) == null) {
                return true;
            }
        }
        return false;
    }

    /** The last states, for people. */
    public synchronized String toString(int from) {
        StringBuilder text = new StringBuilder();
        for (int state = Math.max(0, from); state < states.size(); state++) {
            text.append(state)
                    .append(partial.contains(state) ? " (partial) " : " ")
                    .append(states.get(state).what())
                    .append('\n');
            notes.getOrDefault(state, List.of())
                    .forEach(note -> text.append("  -- ").append(note).append('\n'));
            if (state == from || state == states.size() - 1) {
                text.append(states.get(state).tree());
            }
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return toString(0);
    }
}

package org.postern.daemon.importer.model;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Tries to explain what one request was told by one state of the history.
 *
 * <p>Each module has to be as it was in that state, or, if it may be kept, as in one before. That one is not bound to be the same for all:
 * files that do not hang together fail apart.
 */
final class Explanation {

    private record Claim(String path, int state, String key, long born) {}

    private final History history;
    private final Told told;
    private final int state;
    private final boolean held;
    private final Set<Claim> claims = new HashSet<>();
    private final Set<Claim> older = new HashSet<>();
    private final Set<Claim> refuted = new HashSet<>();

    /** @param held whether a name that may be held back is, rather than what its file is now being kept; where a file moved, both fit */
    Explanation(History history, Told told, int state, boolean held) {
        this.history = history;
        this.told = told;
        this.state = state;
        this.held = held;
    }

    /** What cannot be explained; empty: nothing. */
    String against() {
        List<Entry> all = told.parts().entrySet().stream()
                .filter(part -> !entry(part.getKey(), part.getValue()))
                .map(Map.Entry::getKey)
                .toList();
        return all.isEmpty() ? "" : all.toString();
    }

    /** By path, which classes a file was told to have; one that has two is in it with both. Not of texts that were moved. */
    Map<String, Set<String>> versions() {
        Map<String, Set<String>> versions = new HashMap<>();
        claims.stream()
                .filter(claim -> history.paths(claim.key()).size() == 1)
                .forEach(claim -> versions.computeIfAbsent(claim.path(), p -> new HashSet<>())
                        .add(claim.key() + " #" + claim.born()));
        return versions;
    }

    /** The files that are not as in the state, but as in one before. */
    Set<String> kept() {
        Set<String> kept = new HashSet<>();
        claims.stream()
                .filter(claim -> claim.state() < state || isOlder(claim))
                .forEach(claim -> kept.add(claim.path()));
        return kept;
    }

    private boolean isOlder(Claim claim) {
        Tree tree = history.tree(state);
        Text text = tree.text(claim.path());
        return text == null || !text.key().equals(claim.key()) || tree.isBroken(claim.path()) || older.contains(claim);
    }

    private boolean entry(Entry entry, Told.Part part) {
        Tree tree = history.tree(state);
        boolean root = entry.root().equals(Tree.LIVE);
        String path = tree.find(entry.places(tree), entry.name());
        boolean mayBeHeld = root ? isTroubledRelease(tree) : path != null;
        return held && mayBeHeld && part(part, entry, path)
                || named(part, path)
                || mayBeHeld && part(part, entry, path);
    }

    /** A name goes on meaning the file that it did, if that which it should mean cannot be used. */
    private boolean part(Told.Part part, Entry entry, @Nullable String now) {
        boolean isTroubled = now == null || entry.root().equals(Tree.LIVE) || history.isTroubled(now, state);
        for (int before = state - 1; before >= 0; before--) {
            if (!isTroubled && !history.mayKeep(now, before, state)) {
                continue;
            }
            Tree then = history.tree(before);
            String path = then.find(entry.places(then), entry.name());
            if (part.isNone() ? path == null : path != null && !part.isFault() && module(path, part)) {
                return true;
            }
        }
        return false;
    }

    private boolean isTroubledRelease(Tree tree) {
        String release = tree.links().getOrDefault(Tree.LIVE, "");
        return List.of("L", "M").stream()
                .map(name -> release + "/" + name)
                .anyMatch(path -> tree.text(path) != null && history.isTroubled(path, state));
    }

    private boolean named(Told.Part part, @Nullable String path) {
        if (part.isNone()) {
            return path == null;
        }
        if (part.isFault()) {
            return path != null && history.isTroubled(path, state);
        }
        return path != null && module(path, part);
    }

    private boolean module(String path, Told.Part part) {
        return isSo(path, state, part.key(), part);
    }

    private boolean isSo(String path, int at, String key, Told.Part part) {
        Told.Node node = part.nodes().get(key);
        if (node == null) {
            return false;
        }
        Claim claim = new Claim(path, at, key, node.born());
        if (refuted.contains(claim)) {
            return false;
        }
        if (!claims.add(claim)) {
            return true; // in a circle, what is not refuted holds
        }
        boolean so = !history.tree(at).isFlawed(path) && isAsIn(path, at, key, part);
        for (int before = at - 1; !so && before >= 0; before--) {
            Text text = history.tree(before).text(path);
            so = text != null
                    && text.key().equals(key)
                    && history.mayKeep(path, before, at)
                    && !history.tree(before).isFlawed(path)
                    && isAsIn(path, before, key, part);
            if (so) {
                older.add(claim);
            }
        }
        // what does not fit what lies there can fit what is kept of it
        so = so || history.tree(at).isFlawed(path) && isAsIn(path, at, key, part);
        if (!so) {
            refuted.add(claim);
            claims.clear(); // some may have rested on this one
        }
        return so;
    }

    private boolean isAsIn(String path, int at, String key, Told.Part part) {
        Tree tree = history.tree(at);
        Text text = tree.text(path);
        Told.Node node = part.nodes().get(key);
        if (text == null || node == null || !text.key().equals(key) || text.flaw() != Text.Flaw.NONE) {
            return false;
        }
        Map<String, String> saw = node.saw();
        String constant = saw.getOrDefault("c", "");
        if (!text.data().isEmpty() && !tree.dataOf(text).equals(saw.get("data")) || !isConstant(path, at, constant)) {
            return false;
        }
        for (Ref ref : text.refs()) {
            String what = saw.get(ref.label());
            if (what == null || !isRef(path, at, ref, what, key, part)) {
                return false;
            }
        }
        return !saw.containsKey("own") || key.equals(saw.get("own"));
    }

    private boolean isRef(String path, int at, Ref ref, String what, String key, Told.Part part) {
        if (ref.kind() == Ref.Kind.RUN) {
            Told.Part run = part.runs().get(key + " " + ref.byName());
            return run != null && runs(path, ref, new Told.Part(run.key(), run.nodes(), part.runs()));
        }
        String used = history.tree(at).find(path, ref);
        if (what.equals("none")) {
            return ref.kind() == Ref.Kind.TRY && (used == null || history.isTroubled(used, at));
        }
        if (used == null) {
            return false;
        }
        boolean inlined = ref.kind() == Ref.Kind.VALUE || ref.kind() == Ref.Kind.CONSTANT;
        return inlined ? isConstant(used, at, what) : isSo(used, at, what, part);
    }

    /** What a module imports while it runs is of the request's state, whatever the module's own is. */
    private boolean runs(String path, Ref ref, Told.Part run) {
        String used = history.tree(state).find(path, ref);
        if (run.isNone()) {
            return used == null || history.isTroubled(used, state);
        }
        if (named(run, used)) {
            return true;
        }
        if (used == null || !history.isTroubled(used, state)) {
            return false;
        }
        for (int before = state - 1; before >= 0; before--) {
            String then = history.tree(before).find(path, ref);
            if (then != null && module(then, run)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a constant, which has the constant in it of which it was made, can be a file's. */
    private boolean isConstant(String path, int at, String constant) {
        if (isConstantIn(path, at, constant)) {
            return true;
        }
        String key = constant.replaceFirst("<.*", "");
        for (int before = at - 1; before >= 0; before--) {
            Text text = history.tree(before).text(path);
            if (text != null
                    && text.key().equals(key)
                    && history.mayKeep(path, before, at)
                    && isConstantIn(path, before, constant)) {
                return true;
            }
        }
        return false;
    }

    private boolean isConstantIn(String path, int at, String constant) {
        Tree tree = history.tree(at);
        Text text = tree.text(path);
        if (text == null || !constant.startsWith(text.key()) || text.flaw() != Text.Flaw.NONE) {
            return false;
        }
        String rest = constant.substring(text.key().length());
        Ref part = text.refs().stream()
                .filter(ref -> ref.kind() == Ref.Kind.CONSTANT)
                .findFirst()
                .orElse(null);
        if (part == null) {
            return rest.isEmpty();
        }
        String used = tree.find(path, part);
        return used != null
                && rest.startsWith("<")
                && rest.endsWith(">")
                && isConstant(used, at, rest.substring(1, rest.length() - 1));
    }
}

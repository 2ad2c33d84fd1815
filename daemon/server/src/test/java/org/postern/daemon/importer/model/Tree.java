package org.postern.daemon.importer.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * What lies on disk at one moment: files by path below the folder, without their ending; links, by where they lead; the contents of
 * data files; folders that are out of the way under another name, with what is in them. Immutable.
 */
final class Tree {

    static final String LIVE = "live";
    static final String STORED = "app/S";

    private final Map<String, Text> files;
    private final Map<String, String> links;
    private final Map<String, String> data;
    private final Set<String> away;
    private @Nullable Set<String> clashing;

    Tree(Map<String, Text> files, Map<String, String> links, Map<String, String> data, Set<String> away) {
        this.files = Map.copyOf(files);
        this.links = Map.copyOf(links);
        this.data = Map.copyOf(data);
        this.away = Set.copyOf(away);
    }

    Map<String, Text> files() {
        return files;
    }

    Map<String, String> links() {
        return links;
    }

    Map<String, String> data() {
        return data;
    }

    Set<String> away() {
        return away;
    }

    Tree with(String path, @Nullable Text text) {
        Map<String, Text> all = new HashMap<>(files);
        if (text == null) {
            all.remove(path);
        } else {
            all.put(path, text);
        }
        return new Tree(all, links, data, away);
    }

    Tree withLink(String link, @Nullable String target) {
        Map<String, String> all = new HashMap<>(links);
        if (target == null) {
            all.remove(link);
        } else {
            all.put(link, target);
        }
        return new Tree(files, all, data, away);
    }

    Tree withData(String name, @Nullable String content) {
        Map<String, String> all = new HashMap<>(data);
        if (content == null) {
            all.remove(name);
        } else {
            all.put(name, content);
        }
        return new Tree(files, links, all, away);
    }

    /** The same with a folder out of the way, or back in its place. */
    Tree moved(String folder) {
        Set<String> out = new HashSet<>(away);
        if (!out.remove(folder)) {
            out.add(folder);
        }
        return new Tree(files, links, data, out);
    }

    boolean isAway(String path) {
        return away.stream().anyMatch(folder -> path.startsWith(folder + "/"));
    }

    /** The text of a file; null if there is none. */
    @Nullable
    Text text(String path) {
        return isAway(path) ? null : files.get(path);
    }

    /** The files that are in their place. */
    Set<String> paths() {
        Set<String> paths = new HashSet<>(files.keySet());
        paths.removeIf(this::isAway);
        return paths;
    }

    /** The file that a relative path means in some folders, by its real path; null if there is none. */
    @Nullable
    String find(List<String> places, String relative) {
        for (String place : places) {
            String path = place + "/" + relative;
            if (path.equals(STORED)) {
                String store = links.get(STORED);
                path = store == null ? path : store + "/S";
            }
            if (text(path) != null) {
                return path;
            }
        }
        return null;
    }

    /** The file that a reference in another file means; null if there is none. */
    @Nullable
    String find(String from, Ref ref) {
        List<String> places = Slot.places(from);
        String name = ref.name();
        if (ref.kind().isByName()) {
            return find(places, ref.byName().replace('.', '/'));
        }
        if (Slot.isPackaged(from)) {
            return find(places, "pk/" + name);
        }
        return switch (ref.form()) {
            case SIMPLE -> find(places, name);
            case QUALIFIED, SINGLE, STATIC -> find(places, "pk/" + name);
            case WILDCARD -> {
                String plain = find(places, name);
                yield plain == null ? find(places, "pk/" + name) : plain;
            }
        };
    }

    private boolean hasPackage(String from) {
        return Slot.places(from).stream().anyMatch(place -> {
            String folder = place + "/pk";
            return (folder.equals("app/pk") || folder.equals("path/pk")) && !away.contains(folder);
        });
    }

    /** The files that a file needs, or could do with, as it is loaded. */
    Set<String> uses(String path) {
        Set<String> uses = compiledAgainst(path);
        Text text = text(path);
        if (text != null) {
            for (Ref ref : text.refs()) {
                if (ref.kind() == Ref.Kind.IMPORT || ref.kind() == Ref.Kind.TRY) {
                    uses.add(find(path, ref));
                }
            }
        }
        uses.remove(null);
        return uses;
    }

    /**
     * The files that it may have been compiled against. Where it names another with its package, or imports it, that which has the same
     * simple name is among them: a compiler's list of names does not tell them apart.
     */
    private Set<String> compiledAgainst(String path) {
        Text text = text(path);
        Set<String> uses = new HashSet<>();
        if (text != null) {
            for (Ref ref : text.refs()) {
                if (!ref.kind().isByName()) {
                    uses.add(find(path, ref));
                    if (!Slot.isPackaged(path)) {
                        uses.add(find(Slot.places(path), ref.name()));
                    }
                    if (text.hasWildcard()) {
                        uses.add(find(Slot.places(path), "pk/" + ref.name()));
                    }
                }
            }
        }
        uses.remove(null);
        uses.remove(path);
        return uses;
    }

    /** The files to which some name leads. */
    private Set<String> loadable() {
        Set<String> loadable = paths();
        loadable.removeIf(path -> path.matches("(rel|store).*")
                && links.values().stream().noneMatch(target -> path.startsWith(target + "/")));
        return loadable;
    }

    // --- files that must share a loader, and cannot

    /**
     * The files of units in which one name means two files. They use each other, or what is package-private of each other, so they have
     * one loader; and that has one class of a name.
     */
    private Set<String> clashing() {
        Set<String> known = clashing;
        if (known != null) {
            return known;
        }
        Map<String, Set<String>> reach = new HashMap<>();
        Map<String, Set<String>> edges = new HashMap<>();
        for (String path : loadable()) {
            edges.computeIfAbsent(path, p -> new HashSet<>()).addAll(compiledAgainst(path));
            mates(path)
                    .forEach(mate ->
                            edges.computeIfAbsent(mate, m -> new HashSet<>()).add(path));
        }
        for (String path : loadable()) {
            Set<String> all = new HashSet<>(Set.of(path));
            History.spread(all, edges);
            reach.put(path, all);
        }
        Set<String> clashing = new HashSet<>();
        for (String path : loadable()) {
            Set<String> unit = new HashSet<>(reach.get(path));
            unit.removeIf(other -> !reach.get(other).contains(path));
            Map<String, String> meanings = new HashMap<>();
            for (String member : unit) {
                Set<String> named = new HashSet<>(Set.of(member));
                for (Ref ref : files.get(member).refs()) {
                    named.add(ref.kind().isByName() ? null : find(member, ref));
                }
                named.remove(null);
                for (String each : named) {
                    String type = (Slot.isPackaged(each) ? "pk." : "") + new Slot(each).name();
                    String other = meanings.putIfAbsent(type, each);
                    if (other != null && !other.equals(each)) {
                        clashing.add(path);
                    }
                }
            }
        }
        this.clashing = clashing;
        return clashing;
    }

    /** Those of them with which it has to share a loader. */
    Set<String> mates(String path) {
        Text text = text(path);
        Set<String> mates = new HashSet<>();
        if (text != null) {
            for (Ref ref : text.refs()) {
                String used = ref.kind().joins() ? find(path, ref) : null;
                if (used != null) {
                    mates.add(used);
                }
            }
        }
        return mates;
    }

    /** Whether a file cannot be loaded, for reasons that are its own. */
    boolean isFlawed(String path) {
        Text text = text(path);
        if (text == null || text.flaw() != Text.Flaw.NONE || text.hasWildcard() && !hasPackage(path)) {
            return true;
        }
        if (clashing().contains(path)) {
            return true;
        }
        for (Ref ref : text.refs()) {
            if (ref.kind() != Ref.Kind.RUN && ref.kind() != Ref.Kind.TRY) {
                String used = find(path, ref);
                Text other = used == null ? null : text(used);
                if (other == null || ref.kind() == Ref.Kind.API && other.api() != ref.api()) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether a file cannot be loaded, for its own reasons or for those of what it needs. */
    boolean isBroken(String path) {
        Set<String> seen = new HashSet<>();
        List<String> next = new ArrayList<>(List.of(path));
        while (!next.isEmpty()) {
            String at = next.remove(next.size() - 1);
            if (seen.add(at)) {
                if (isFlawed(at)) {
                    return true;
                }
                Text text = text(at);
                if (text != null) {
                    for (Ref ref : text.refs()) {
                        String used = ref.kind() == Ref.Kind.RUN || ref.kind() == Ref.Kind.TRY ? null : find(at, ref);
                        if (used != null) {
                            next.add(used);
                        }
                    }
                }
            }
        }
        return false;
    }

    /** All that a file's version is made of, but for what it uses: where that is, and what it says itself. */
    String signature(String path) {
        Text text = text(path);
        if (text == null) {
            return "";
        }
        StringBuilder signature = new StringBuilder(text.key());
        links.values().stream()
                .filter(target -> path.startsWith(target + "/"))
                .forEach(target -> signature.append(" linked"));
        for (Ref ref : text.refs()) {
            if (ref.kind() != Ref.Kind.RUN) {
                signature.append(' ').append(ref.label()).append('=').append(find(path, ref));
            }
        }
        signature.append(' ').append(new TreeSet<>(compiledAgainst(path)));
        if (text.hasWildcard()) {
            signature.append(' ').append(hasPackage(path));
        }
        if (!text.data().isEmpty()) {
            signature.append(" data=").append(dataOf(text));
        }
        return signature.toString();
    }

    String dataOf(Text text) {
        return data.getOrDefault(text.data(), "none");
    }

    @Override
    public String toString() {
        Map<String, String> all = new TreeMap<>();
        for (String path : paths()) {
            all.put(path, signature(path) + (isFlawed(path) ? " FLAWED" : isBroken(path) ? " broken" : ""));
        }
        StringBuilder text = new StringBuilder();
        all.forEach((path, what) ->
                text.append("    ").append(path).append(": ").append(what).append('\n'));
        return text.append("    links ")
                .append(new TreeMap<>(links))
                .append(" data ")
                .append(new TreeMap<>(data))
                .append(" away ")
                .append(away)
                .append('\n')
                .toString();
    }
}

package org.postern.daemon.importer.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * The files themselves. Each step is one call of the system, and is in the history before it is done: nobody can see what the history
 * does not know. Safe for any thread.
 */
public final class Disk {

    private static final List<String> AWAY = List.of("app/sub", "app/pk", "path/pk");
    private static final String ENDING = ".java";

    private final Path folder;
    private final History history;
    private final Set<String> universe;
    private final Texts texts = new Texts();
    private final Map<String, List<Text>> earlier = new HashMap<>();
    private final List<Step> steps = new ArrayList<>();
    private Tree tree = new Tree(Map.of(), Map.of(), Map.of(), Set.of());
    private int fresh;

    private interface Act {
        void run() throws IOException;
    }

    /** A call of the system, and what lies there after it. */
    private record Step(String what, Tree after, Act act, List<Path> touched) {}

    /** @param universe the paths where modules can be */
    public Disk(Path folder, History history, Set<String> universe, long seed) throws IOException {
        this.folder = folder;
        this.history = history;
        this.universe = universe;
        for (String sub :
                List.of("app/sub", "app/pk", "path/pk", "path/kit", "rel1", "rel2", "store/a", "store/b", "data")) {
            Files.createDirectories(folder.resolve(sub));
        }
        put("path/kit/Walk", Text.WALK);
        for (String place : List.of("app", "app/sub", "path")) {
            put(place + "/Warm", warm());
        }
        link(Tree.LIVE, "rel1");
        link(Tree.STORED, "store/a");
        for (String path : new TreeSet<>(universe)) {
            Random random = new Random(seed + path.hashCode());
            if (random.nextInt(5) > 0) {
                write(path, texts.random(path, tree, random, Text.Flaw.NONE), "begin");
            }
        }
        data("d0", "0");
        perform("begin");
    }

    /** Paths where modules can be, some of many. */
    public static Set<String> universe(Random random, int size) {
        List<Slot> slots = new ArrayList<>(Slot.ALL);
        Collections.shuffle(slots, random);
        Set<String> universe = new HashSet<>();
        slots.subList(0, Math.min(size, slots.size())).forEach(slot -> universe.add(slot.path()));
        for (String twin : List.of("store/a/S store/b/S", "rel1/L rel2/L", "rel1/M rel2/M")) {
            List<String> both = List.of(twin.split(" "));
            if (both.stream().anyMatch(universe::contains)) {
                universe.addAll(both);
            }
        }
        return universe;
    }

    /** A module that asks for every name by which others import while they run, so that none is asked for for the first time later. */
    private static String warm() {
        StringBuilder source = new StringBuilder("public class Warm { public static String text() { int found = 0;\n");
        List<String> names = new ArrayList<>(Slot.PLAIN);
        Slot.PACKAGED.forEach(name -> names.add("pk." + name));
        for (String name : names) {
            source.append("try { org.postern.api.Apache.importModule(\"" + name
                    + "\"); found++; } catch (org.postern.api.ModuleException e) { found += 0; }\n");
        }
        return source + "return String.valueOf(found); } }";
    }

    /** What is to be asked for once before anything changes. */
    public static List<Entry> warmers() {
        return List.of(new Entry("app", "Warm"), new Entry("app", "sub/Warm"), new Entry("path", "Warm"));
    }

    public List<Entry> entries() {
        return Entry.of(universe);
    }

    public Path root(Entry entry) {
        return folder.resolve(entry.root());
    }

    /** Does something; the result is the paths of which the system would tell. */
    public synchronized Set<Path> apply(Op op) throws IOException {
        Random random = new Random(op.seed());
        switch (op.kind()) {
            case EDIT -> edit(random, Text.Flaw.NONE);
            case FLAW ->
                edit(
                        random,
                        List.of(Text.Flaw.SYNTAX, Text.Flaw.TYPE, Text.Flaw.TYPE, Text.Flaw.INITIALISER)
                                .get(random.nextInt(4)));
            case MEND -> mend(random, false);
            case DELETE -> {
                String path = present(random);
                if (path != null) {
                    remove(path);
                }
            }
            case CREATE -> {
                String path = any(absent(), random);
                if (path != null) {
                    write(path, texts.random(path, tree, random, Text.Flaw.NONE), "create");
                }
            }
            case MOVE -> move(random);
            case TOUCH -> {
                String path = present(random);
                if (path != null) {
                    Path file = folder.resolve(path + ENDING);
                    step(
                            "touch " + path,
                            tree,
                            () -> Files.setLastModifiedTime(
                                    file, FileTime.fromMillis(1_000_000_000_000L + random.nextInt(1_000_000))),
                            file);
                }
            }
            case REVERT -> revert(random);
            case DATA -> data("d" + random.nextInt(2), random.nextInt(4) == 0 ? null : "" + texts.nextStamp());
            case FLIP -> link(Tree.LIVE, "rel1".equals(tree.links().get(Tree.LIVE)) ? "rel2" : "rel1");
            case STORE ->
                link(
                        Tree.STORED,
                        random.nextInt(5) == 0
                                ? null
                                : "store/a".equals(tree.links().get(Tree.STORED)) ? "store/b" : "store/a");
            case AWAY -> away(Texts.any(AWAY, random));
            case RENAME -> rename(random);
            case MANY -> {
                for (int i = 2 + random.nextInt(3); i > 0; i--) {
                    edit(random, Text.Flaw.NONE);
                }
            }
            case HEAL -> mend(random, true);
        }
        return perform(op.kind().toString());
    }

    // --- what there is

    private @Nullable String present(Random random) {
        return any(tree.paths(), random);
    }

    private Set<String> absent() {
        Set<String> absent = new HashSet<>(universe);
        absent.removeAll(tree.files().keySet());
        absent.removeIf(tree::isAway);
        return absent;
    }

    private static @Nullable String any(Set<String> paths, Random random) {
        return paths.isEmpty() ? null : Texts.any(List.copyOf(new TreeSet<>(paths)), random);
    }

    // --- what is done, as steps

    private void step(String what, Tree after, Act act, Path... touched) {
        steps.add(new Step(what, after, act, List.of(touched)));
        tree = after;
    }

    private void write(String path, Text text, String what) {
        earlier.computeIfAbsent(path, p -> new ArrayList<>()).add(text);
        step(
                what + " " + path + " " + text,
                tree.with(path, text),
                () -> put(path, text.source(folder.resolve("data"))),
                folder.resolve(path + ENDING));
    }

    private void put(String path, String source) throws IOException {
        Path aside = aside();
        Files.writeString(aside, source);
        Files.move(aside, folder.resolve(path + ENDING), StandardCopyOption.ATOMIC_MOVE);
    }

    private Path aside() {
        return folder.resolve("aside-" + ++fresh);
    }

    private void edit(Random random, Text.Flaw flaw) {
        String path = present(random);
        if (path != null) {
            write(path, texts.random(path, tree, random, flaw), flaw == Text.Flaw.NONE ? "edit" : "spoil");
        }
    }

    private void mend(Random random, boolean all) {
        Set<String> flawed = new HashSet<>(tree.paths());
        flawed.removeIf(path -> !tree.isFlawed(path));
        for (String path = any(flawed, random); path != null; path = any(flawed, random)) {
            write(path, texts.random(path, tree, random, Text.Flaw.NONE), "mend");
            flawed.removeIf(each -> !all || !tree.isFlawed(each));
        }
    }

    private void remove(String path) {
        Path file = folder.resolve(path + ENDING);
        step("delete " + path, tree.with(path, null), () -> Files.delete(file), file);
    }

    private void move(Random random) {
        String from = present(random);
        if (from == null) {
            return;
        }
        Slot slot = new Slot(from);
        Set<String> others = new HashSet<>(universe);
        others.removeIf(path -> path.equals(from)
                || tree.isAway(path)
                || !new Slot(path).name().equals(slot.name())
                || Slot.isPackaged(path) != slot.isPackaged());
        String to = any(others, random);
        if (to != null) {
            Text text = tree.files().get(from);
            Path source = folder.resolve(from + ENDING);
            Path target = folder.resolve(to + ENDING);
            earlier.computeIfAbsent(to, p -> new ArrayList<>()).add(text);
            step(
                    "move " + from + " to " + to,
                    tree.with(from, null).with(to, text),
                    () -> Files.move(source, target, StandardCopyOption.ATOMIC_MOVE),
                    source,
                    target);
        }
    }

    private void revert(Random random) {
        String path = present(random);
        if (path == null) {
            path = any(absent(), random);
        }
        Set<Integer> there = new HashSet<>();
        tree.files().values().forEach(text -> there.add(text.stamp()));
        List<Text> before = new ArrayList<>(path == null ? List.of() : earlier.getOrDefault(path, List.of()));
        before.removeIf(text -> there.contains(text.stamp()));
        if (path != null && !before.isEmpty()) {
            write(path, before.get(before.size() - 1 - random.nextInt(Math.min(2, before.size()))), "revert");
        }
    }

    private void data(String name, @Nullable String content) {
        Path file = folder.resolve("data").resolve(name);
        step(
                "data " + name + " " + content,
                tree.withData(name, content),
                () -> {
                    if (content == null) {
                        Files.deleteIfExists(file);
                    } else {
                        Path aside = aside();
                        Files.writeString(aside, content);
                        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
                    }
                },
                file);
    }

    private void link(String link, @Nullable String target) {
        boolean isFile = link.equals(Tree.STORED);
        Path path = folder.resolve(isFile ? link + ENDING : link);
        step(
                "link " + link + " " + target,
                tree.withLink(link, target),
                () -> {
                    if (target == null) {
                        Files.deleteIfExists(path);
                    } else {
                        Path aside = aside();
                        Files.createSymbolicLink(aside, folder.resolve(isFile ? target + "/S.java" : target));
                        Files.move(aside, path, StandardCopyOption.ATOMIC_MOVE);
                    }
                },
                path);
    }

    private void away(String sub) {
        Path here = folder.resolve(sub);
        Path there = folder.resolve(sub + "-away");
        boolean back = tree.away().contains(sub);
        step(
                (back ? "back " : "away ") + sub,
                tree.moved(sub),
                () -> Files.move(back ? there : here, back ? here : there, StandardCopyOption.ATOMIC_MOVE),
                here);
    }

    /** Whoever calls the method is edited too, before or after. */
    private void rename(Random random) {
        String path = present(random);
        Text text = path == null ? null : tree.text(path);
        if (path == null || text == null) {
            return;
        }
        int api = 1 - text.api();
        Map<String, Text> edits = new HashMap<>();
        edits.put(path, text.with(texts.nextStamp(), text.refs(), text.flaw(), api));
        for (String user : new TreeSet<>(tree.paths())) {
            Text using = tree.files().get(user);
            List<Ref> refs = new ArrayList<>();
            for (Ref ref : using.refs()) {
                boolean calls = ref.kind() == Ref.Kind.API && path.equals(tree.find(user, ref));
                refs.add(calls ? new Ref(ref.kind(), ref.form(), ref.name(), api) : ref);
            }
            if (!refs.equals(using.refs())) {
                edits.put(user, using.with(texts.nextStamp(), refs, using.flaw(), using.api()));
            }
        }
        List<String> order = new ArrayList<>(new TreeSet<>(edits.keySet()));
        Collections.shuffle(order, random);
        order.forEach(each -> write(each, edits.get(each), "rename"));
    }

    // --- doing them

    private Set<Path> perform(String what) throws IOException {
        Set<Path> touched = new LinkedHashSet<>();
        List<Integer> partial = new ArrayList<>();
        long began = System.nanoTime();
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            boolean last = i == steps.size() - 1;
            int index = history.add(step.after(), what + ": " + step.what(), !last);
            if (!last) {
                partial.add(index);
            }
            step.act().run();
            touched.addAll(step.touched());
        }
        history.took(partial, System.nanoTime() - began);
        steps.clear();
        return touched;
    }
}

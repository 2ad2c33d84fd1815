package org.postern.daemon.importer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;
import org.postern.daemon.importer.model.Checks;
import org.postern.daemon.importer.model.Disk;
import org.postern.daemon.importer.model.Entry;
import org.postern.daemon.importer.model.History;
import org.postern.daemon.importer.model.Op;
import org.postern.daemon.importer.model.Told;

/** What happens to files, turn by turn, and what the importer tells after each; the same each time it is run, so that it can be shortened. */
record ModelStory(long seed, Set<String> universe, List<Turn> turns) {

    private static final int TURNS = 25;
    private static final int MODULES = 12;

    private static final Importer.Stops NO_STOPS = new Importer.Stops() {
        @Override
        public void compiled() {}

        @Override
        public void beforePublish() {}
    };

    /** What is done between two looks, and while the importer is at work on that. */
    record Turn(List<Op> ops, List<Op> atCompiled, List<Op> atPublish) {

        static Turn random(Random random) {
            return new Turn(some(random.nextInt(4), random), atStop(random), atStop(random));
        }

        /** Of one module: of what is not read here, only a watcher would know in time. */
        private static List<Op> atStop(Random random) {
            List<Op> ops = some(random.nextInt(8) == 0 ? 1 : 0, random);
            ops.removeIf(Op::isOfSeveral);
            return ops;
        }

        private static List<Op> some(int count, Random random) {
            List<Op> ops = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                ops.add(Op.random(random));
            }
            return ops;
        }

        List<Turn> shorter() {
            List<Turn> all = new ArrayList<>();
            without(ops).forEach(less -> all.add(new Turn(less, atCompiled, atPublish)));
            without(atCompiled).forEach(less -> all.add(new Turn(ops, less, atPublish)));
            without(atPublish).forEach(less -> all.add(new Turn(ops, atCompiled, less)));
            return all;
        }

        private static List<List<Op>> without(List<Op> ops) {
            List<List<Op>> all = new ArrayList<>();
            for (int i = 0; i < ops.size(); i++) {
                List<Op> less = new ArrayList<>(ops);
                less.remove(i);
                all.add(less);
            }
            return all;
        }
    }

    static ModelStory random(long seed) {
        Random random = new Random(seed);
        Set<String> universe = Disk.universe(random, MODULES);
        List<Turn> turns = new ArrayList<>();
        for (int i = 0; i < TURNS; i++) {
            turns.add(Turn.random(random));
        }
        return new ModelStory(seed, universe, turns);
    }

    /** What goes wrong; null: nothing. */
    @Nullable
    AssertionError outcome() throws IOException {
        try (Bench bench = Bench.byHand()) {
            Run run = new Run(bench, this);
            try {
                run.all(turns);
                return null;
            } catch (AssertionError | RuntimeException e) {
                return new AssertionError(
                        e.getMessage() + "\n" + run.history
                                + String.join("\n", bench.log().lines()),
                        e);
            }
        }
    }

    /**
     * The shortest story that goes wrong in the same way.
     *
     * @param tries how many may be told on the way to it
     */
    AssertionError shortest(AssertionError first, int tries) throws IOException {
        ModelStory story = this;
        AssertionError error = first;
        int left = tries;
        for (boolean shorter = true; shorter && left > 0; ) {
            shorter = false;
            for (ModelStory less : story.shorter()) {
                AssertionError outcome = left-- > 0 ? less.outcome() : null;
                if (outcome != null && kind(outcome).equals(kind(first))) {
                    story = less;
                    error = outcome;
                    shorter = true;
                    break;
                }
            }
        }
        return new AssertionError("seed " + seed + ", shortened to " + story + "\n" + error.getMessage(), first);
    }

    private static String kind(AssertionError e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("").replaceAll("[^ ]*[^a-z, ][^ ]*", "");
    }

    private List<ModelStory> shorter() {
        List<ModelStory> all = new ArrayList<>();
        for (int length = turns.size() / 2; length >= 1; length /= 2) {
            for (int i = 0; i + length <= turns.size(); i += length) {
                List<Turn> less = new ArrayList<>(turns);
                less.subList(i, i + length).clear();
                all.add(new ModelStory(seed, universe, less));
            }
        }
        for (String path : universe) {
            Set<String> less = new LinkedHashSet<>(universe);
            less.remove(path);
            all.add(new ModelStory(seed, less, turns));
        }
        for (int i = 0; i < turns.size(); i++) {
            for (Turn turn : turns.get(i).shorter()) {
                List<Turn> less = new ArrayList<>(turns);
                less.set(i, turn);
                all.add(new ModelStory(seed, universe, less));
            }
        }
        return all;
    }

    /** What a request is told of each entry. */
    static Told ask(Bench bench, List<Entry> entries) {
        return bench.inRequest(view -> {
            Map<Entry, String> answers = new LinkedHashMap<>();
            entries.forEach(entry -> answers.put(entry, ask(bench, view, entry)));
            return new Told(answers);
        });
    }

    private static String ask(Bench bench, ModuleView view, Entry entry) {
        try {
            return bench.ask(view, entry.root(), entry.name());
        } catch (Fault fault) {
            return fault.code() == Code.NO_MODULE ? "none" : "fault " + fault.code();
        }
    }

    private static final class Run {

        private final Bench bench;
        private final History history = new History(1_000_000);
        private final Checks checks = new Checks(history);
        private final Disk disk;
        private final Set<Path> touched = new LinkedHashSet<>();

        private Run(Bench bench, ModelStory story) throws IOException {
            this.bench = bench;
            this.disk = new Disk(bench.path(""), history, story.universe(), story.seed());
        }

        private void all(List<Turn> turns) throws IOException {
            Disk.warmers().forEach(entry -> bench.ask(entry.root(), entry.name()));
            disk.entries().forEach(entry -> ask(bench, List.of(entry)));
            checks.quiet(ask(bench, disk.entries()));
            for (Turn turn : turns) {
                for (Op op : turn.ops()) {
                    touched.addAll(disk.apply(op));
                }
                bench.importer().stopAt(stops(new ArrayList<>(turn.atCompiled()), new ArrayList<>(turn.atPublish())));
                refresh();
                look();
                bench.importer().stopAt(NO_STOPS);
                while (!touched.isEmpty()) {
                    refresh();
                }
                checks.quiet(ask(bench, disk.entries()));
            }
        }

        private Importer.Stops stops(List<Op> compiled, List<Op> publish) {
            return new Importer.Stops() {
                @Override
                public void compiled() {
                    next(compiled);
                }

                @Override
                public void beforePublish() {
                    next(publish);
                }
            };
        }

        private void next(List<Op> ops) {
            if (!ops.isEmpty()) {
                try {
                    touched.addAll(disk.apply(ops.remove(0)));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
        }

        private void refresh() {
            Set<Path> now = Set.copyOf(touched);
            touched.clear();
            history.note("refresh "
                    + now.stream()
                            .map(path -> bench.path("").relativize(path).toString())
                            .toList());
            bench.refresh(now);
        }

        private void look() {
            long begin = System.nanoTime();
            Told told = ask(bench, disk.entries());
            checks.explainAll(List.of(new Checks.Asked(begin, System.nanoTime(), history.now(), told)));
        }
    }
}

package org.postern.daemon.importer.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;

/** The invariants. */
public final class Checks {

    /**
     * A request that has ended.
     *
     * @param begin a moment, in nanoseconds
     * @param to the last state that was on disk, or on its way there, when it ended
     */
    public record Asked(long begin, long end, int to, Told told) {}

    private final History history;
    private final Map<Told, Map<Integer, String>> verdicts = new HashMap<>();
    private int from;
    private Map<String, Long> bornBefore = Map.of();
    private Set<String> keptBefore = Set.of();
    private int quietBefore = -1;

    public Checks(History history) {
        this.history = history;
    }

    /**
     * Every request can be explained by one state, which is none before that of a request that had ended when it began, and there is one
     * version of each module in it.
     */
    public void explainAll(List<Asked> all) {
        List<Asked> inOrder = new ArrayList<>(all);
        inOrder.sort(Comparator.comparingLong(Asked::begin));
        PriorityQueue<Map.Entry<Long, Integer>> ended =
                new PriorityQueue<>(Comparator.comparingLong(Map.Entry<Long, Integer>::getKey));
        for (Asked asked : inOrder) {
            while (!ended.isEmpty() && ended.peek().getKey() < asked.begin()) {
                from = Math.max(from, ended.poll().getValue());
            }
            ended.add(Map.entry(asked.end(), explained(asked)));
        }
        ended.forEach(entry -> from = Math.max(from, entry.getValue()));
    }

    /** The first state that explains it. */
    private int explained(Asked asked) {
        for (int state = from; state <= asked.to(); state++) {
            if (!history.isPartial(state) && verdict(asked.told(), state).isEmpty()) {
                return state;
            }
        }
        Map<Integer, String> reasons = new TreeMap<>();
        for (int state = from; state <= asked.to(); state++) {
            if (!history.isPartial(state)) {
                reasons.put(state, verdict(asked.told(), state));
            }
        }
        throw new AssertionError(
                "no state from " + from + " to " + asked.to() + " explains\n" + asked.told() + reasons);
    }

    private String verdict(Told told, int state) {
        return verdicts.computeIfAbsent(told, t -> new HashMap<>()).computeIfAbsent(state, s -> judge(told, s));
    }

    /** What speaks against it; empty: nothing. */
    private String judge(Told told, int state) {
        String against = judge(told, state, false);
        return against.isEmpty() ? "" : judge(told, state, true).isEmpty() ? "" : against;
    }

    private String judge(Told told, int state, boolean held) {
        Explanation explanation = new Explanation(history, told, state, held);
        String against = explanation.against();
        if (!against.isEmpty()) {
            return against;
        }
        for (Map.Entry<String, Set<String>> version : explanation.versions().entrySet()) {
            if (version.getValue().size() > 1) {
                return "two versions of " + version.getKey() + ": " + version.getValue();
            }
        }
        return "";
    }

    /** Whether what was told can be of what lies on disk now. */
    public boolean isOfNow(Told told) {
        return judge(told, history.now()).isEmpty();
    }

    /** Now that nothing happens: what is told of all entries is what lies on disk, and what had no cause to be made anew has not been. */
    public void quiet(Told told) {
        int now = history.now();
        from = now;
        String against = verdict(told, now);
        if (!against.isEmpty()) {
            throw new AssertionError("state " + now + ", which is quiet, does not explain: " + against + "\n" + told);
        }
        Map<String, Long> born = new TreeMap<>();
        for (Map.Entry<String, Long> each : told.born()) {
            born.put(each.getKey(), each.getValue());
        }
        if (quietBefore >= 0) {
            statics(now, born);
        }
        Explanation explanation =
                new Explanation(history, told, now, !judge(told, now, false).isEmpty());
        explanation.against();
        keptBefore = behind(explanation.kept(), now);
        history.behind(keptBefore);
        bornBefore = born;
        quietBefore = now;
        verdicts.clear();
    }

    /** What may be made anew as soon as something that is broken is mended. */
    private Set<String> behind(Set<String> kept, int now) {
        Set<String> behind = new HashSet<>(kept);
        for (String path : history.tree(now).paths()) {
            if (keptBefore.contains(path) && history.isAnyBroken(now)
                    || quietBefore >= 0 && history.mayKeep(path, quietBefore, now)) {
                behind.add(path);
            }
        }
        return behind;
    }

    private void statics(int now, Map<String, Long> born) {
        Set<String> stale = history.stale(quietBefore, now, keptBefore);
        Tree tree = history.tree(now);
        for (String path : tree.paths()) {
            String key = tree.files().get(path).key();
            Long before = bornBefore.get(key);
            Long after = born.get(key);
            if (before != null && after != null && !before.equals(after) && !stale.contains(path)) {
                throw new AssertionError(path + " lost its statics between the states " + quietBefore + " and " + now
                        + ", and nothing of what it uses changed");
            }
        }
    }
}

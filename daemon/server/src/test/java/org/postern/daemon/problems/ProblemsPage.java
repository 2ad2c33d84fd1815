package org.postern.daemon.problems;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.postern.daemon.problems.Outcomes.Outcome;
import org.postern.daemon.problems.Proof.State;

/** The page of a catalogue, in the error page's clothes, and its twin in plain text. */
final class ProblemsPage {

    private static final String STYLE = """
            :root { color-scheme: light dark; --edge: #8885; --bad: #e5484d; --good: #30a46c; --open: #f5a524; }
            body { font: 16px/1.5 system-ui, sans-serif; max-width: 64rem; margin: 2rem auto; padding: 0 1rem; }
            h1 { font-size: 1.35rem; border-left: .35rem solid var(--good); padding-left: .8rem; }
            h1.bad { border-color: var(--bad); }
            table { border-collapse: collapse; width: 100%; font-size: .9rem; }
            th, td { text-align: left; vertical-align: top; padding: .45rem 1rem .45rem 0; border-top: 1px solid var(--edge); }
            th { font-weight: 600; white-space: nowrap; padding-left: .6rem; border-left: .35rem solid var(--open); }
            .good th { border-left-color: var(--good); }
            .bad th { border-left-color: var(--bad); }
            .bad { background: color-mix(in srgb, var(--bad) 12%, transparent); }
            h1.bad { background: none; }
            .state { white-space: nowrap; }
            .dim, summary { opacity: .7; }
            summary { cursor: pointer; }
            ul { margin: .2rem 0; padding-left: 1.2rem; }
            li { overflow-wrap: anywhere; font-size: .85rem; }
            """;

    private final Catalogue catalogue;
    private final List<Proof> proofs;

    ProblemsPage(Catalogue catalogue, List<Proof> proofs) {
        this.catalogue = catalogue;
        this.proofs = proofs;
    }

    String html() {
        boolean bad = proofs.stream().anyMatch(proof -> proof.state().isBad());
        StringBuilder page = new StringBuilder();
        page.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width\"><title>" + escape(catalogue.title())
                + "</title>\n<style>\n");
        page.append(STYLE).append("</style></head><body>\n");
        page.append("<h1").append(bad ? " class=\"bad\"" : "").append(">" + escape(catalogue.title()) + "</h1>\n");
        page.append("<p>").append(sum()).append("</p>\n<table>\n");
        proofs.forEach(proof -> row(page, proof));
        return page.append("</table>\n</body></html>\n").toString();
    }

    private static void row(StringBuilder page, Proof proof) {
        Problem problem = proof.problem();
        State state = proof.state();
        page.append("<tr class=\"").append(color(state)).append("\"><th>").append(problem.id());
        page.append("</th><td class=\"dim\">").append(level(problem));
        page.append("</td><td class=\"state\">").append(state.text());
        page.append("</td><td>").append(escape(problem.title()));
        if (!problem.note().isEmpty()) {
            page.append("<br><span class=\"dim\">")
                    .append(escape(problem.note()))
                    .append("</span>");
        }
        if (!proof.tests().isEmpty()) {
            page.append("<details").append(state.isBad() ? " open" : "").append("><summary>");
            page.append(count(proof.tests().size())).append("</summary><ul>\n");
            proof.tests()
                    .forEach((test, outcome) -> page.append("<li>")
                            .append(escape(line(test, outcome)))
                            .append("</li>\n"));
            page.append("</ul></details>");
        }
        page.append("</td></tr>\n");
    }

    private static String color(State state) {
        return state.isBad() ? "bad" : state.isGood() ? "good" : "open";
    }

    String text() {
        StringBuilder page = new StringBuilder(catalogue.title()).append("\n\n");
        page.append(sum()).append("\n\n");
        for (Proof proof : proofs) {
            Problem problem = proof.problem();
            page.append("%-4s  %-13s  %-12s  %s%n"
                    .formatted(problem.id(), level(problem), proof.state().text(), problem.title()));
            String indent = " ".repeat(35);
            if (!problem.note().isEmpty()) {
                page.append(indent).append('(').append(problem.note()).append(")\n");
            }
            proof.tests()
                    .forEach((test, outcome) ->
                            page.append(indent).append(line(test, outcome)).append('\n'));
        }
        return page.toString();
    }

    /** Such as "84 entries: 61 proved, 3 not told yet, 20 no test". */
    private String sum() {
        Map<State, Long> counts =
                proofs.stream().collect(Collectors.groupingBy(Proof::state, TreeMap::new, Collectors.counting()));
        return proofs.size() + " entries: "
                + counts.entrySet().stream()
                        .map(entry -> entry.getValue() + " " + entry.getKey().text())
                        .collect(Collectors.joining(", "));
    }

    private static String line(ProblemTest test, Outcome outcome) {
        String name = test.className().substring(test.className().lastIndexOf('.') + 1) + "." + test.method();
        int runs = outcome.passed() + outcome.failed() + outcome.skipped();
        return switch (Proof.state(outcome)) {
            case FAILED -> name + ": " + outcome.failed() + " of " + runs + " failed";
            case PROVED -> name + ": passed" + (runs > 1 ? ", " + outcome.passed() + " of " + runs : "");
            case SKIPPED -> name + ": skipped";
            case NOT_RUN, NO_TEST, PARTLY_RUN, TO_COME, TOLD, NOT_TOLD -> name + ": not run";
        };
    }

    private static String count(int tests) {
        return tests == 1 ? "1 test" : tests + " tests";
    }

    private static String level(Problem problem) {
        return problem.level().name().toLowerCase(Locale.ROOT);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}

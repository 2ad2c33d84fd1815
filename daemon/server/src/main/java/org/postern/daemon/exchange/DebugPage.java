package org.postern.daemon.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.compiler.CompileFault;
import org.postern.daemon.compiler.Diagnostic;
import org.postern.daemon.compiler.SourceReader;
import org.postern.daemon.fault.Fault;
import org.postern.daemon.importer.Module;
import org.postern.daemon.importer.ModuleView;
import org.postern.daemon.psp.PageFile;

/**
 * The page that JavaDebug shows in place of the plain one: what happened, where, the lines around, and what the request was. Everything
 * on it is escaped; credentials and cookies are left out.
 */
final class DebugPage {

    private static final int LINES_AROUND = 4;

    private static final String STYLE = """
            :root { color-scheme: light dark; --edge: #8885; --bad: #e5484d; }
            body { font: 16px/1.5 system-ui, sans-serif; max-width: 64rem; margin: 2rem auto; padding: 0 1rem; }
            h1 { font-size: 1.35rem; overflow-wrap: anywhere; border-left: .35rem solid var(--bad); padding-left: .8rem; }
            h2 { font-size: 1rem; margin: 2rem 0 .4rem; }
            p { overflow-wrap: anywhere; margin: .4rem 0; }
            pre { overflow-x: auto; padding: .7rem 0; border: 1px solid var(--edge); border-radius: 6px; font-size: .85rem; margin: .4rem 0; }
            pre > span { display: block; padding: 0 .8rem; width: max-content; min-width: 100%; box-sizing: border-box; }
            .bad { background: color-mix(in srgb, var(--bad) 18%, transparent); }
            .dim, summary { opacity: .7; }
            summary { cursor: pointer; padding: 0 .8rem; }
            table { border-collapse: collapse; font-size: .9rem; }
            th { text-align: left; font-weight: 600; padding: .1rem 1.5rem .1rem 0; vertical-align: top; white-space: nowrap; }
            td { overflow-wrap: anywhere; }
            """;

    /** A heading with pairs of name and value below it. */
    record Facts(String title, List<Map.Entry<String, String>> rows) {}

    private final ModuleView modules;
    private final StringBuilder page = new StringBuilder();

    private DebugPage(ModuleView modules) {
        this.modules = modules;
    }

    /** The page of a failure, with facts about the request below. */
    static String of(Throwable failure, ModuleView modules, List<Facts> facts) {
        DebugPage page = new DebugPage(modules);
        page.head(
                failure instanceof Fault fault
                        ? fault.code().id() + " " + fault.code().cause()
                        : String.valueOf(failure));
        page.what(failure);
        facts.forEach(page::facts);
        return page.page.append("</body></html>\n").toString();
    }

    private void head(String title) {
        page.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width\">");
        element("title", null, "500 " + title);
        page.append("<style>\n").append(STYLE).append("</style></head><body>\n");
        element("h1", null, title);
    }

    private void element(String name, @Nullable String kind, String text) {
        page.append('<')
                .append(name)
                .append(kind == null ? "" : " class=\"" + kind + "\"")
                .append('>');
        page.append(Html.escape(text)).append("</").append(name).append(">\n");
    }

    /** A line of a {@code pre}; its newline is for those who see the page without its style. */
    private void line(@Nullable String kind, String text) {
        page.append("<span")
                .append(kind == null ? "" : " class=\"" + kind + "\"")
                .append('>');
        page.append(Html.escape(text)).append("\n</span>");
    }

    private void what(Throwable failure) {
        if (failure instanceof CompileFault compile) {
            compile.diagnostics().forEach(this::diagnostic);
        } else if (failure instanceof Fault fault) {
            element("p", null, fault.text());
        }
        if (failure instanceof Fault fault) {
            element("p", "dim", fault.code().remedy());
        }
        Throwable thrown = failure instanceof Fault ? failure.getCause() : failure;
        if (thrown != null) {
            excerpt(thrown);
            trace(thrown);
        }
    }

    private void diagnostic(Diagnostic diagnostic) {
        element("p", null, diagnostic.text());
        int before = Math.min(diagnostic.column() - 1, diagnostic.excerpt().length());
        // tabs stay tabs, so that the caret stands below the very character
        String indent = diagnostic.excerpt().substring(0, Math.max(0, before)).replaceAll("[^\t]", " ");
        page.append("<pre>");
        line("bad", diagnostic.excerpt());
        line(null, indent + "^");
        page.append("</pre>\n");
    }

    /** The lines around the place in a module's source where it happened. */
    private void excerpt(Throwable thrown) {
        for (StackTraceElement frame : thrown.getStackTrace()) {
            Module module = modules.byFrame(frame.getClassLoaderName(), frame.getClassName());
            if (module != null && frame.getLineNumber() > 0) {
                int at = frame.getLineNumber();
                PageFile file = module.shown(frame.getFileName());
                boolean isOutOfDate = !SourceReader.hashNow(file.file()).equals(file.hash());
                List<String> lines = file.lines().lines().toList();
                element("p", null, file.file() + ":" + at + (isOutOfDate ? " (the file has changed since)" : ""));
                page.append("<pre>");
                for (int i = Math.max(1, at - LINES_AROUND); i <= Math.min(lines.size(), at + LINES_AROUND); i++) {
                    line(i == at ? "bad" : null, "%4d  %s".formatted(i, lines.get(i - 1)));
                }
                page.append("</pre>\n");
                return;
            }
        }
    }

    private void trace(Throwable thrown) {
        element("h2", null, "Trace");
        page.append("<pre>");
        for (Throwable at = thrown; at != null; at = at.getCause()) {
            line(null, (at == thrown ? "" : "caused by ") + at);
            List<String> folded = new ArrayList<>();
            for (StackTraceElement frame : at.getStackTrace()) {
                String line = "    " + frame.getClassName() + "." + frame.getMethodName() + " (" + frame.getFileName()
                        + ":" + frame.getLineNumber() + ")";
                if (!folded.isEmpty() || frame.getClassName().startsWith("org.postern.")) {
                    folded.add(line); // from the first of ours on, nothing is the handler's any more
                } else {
                    line(null, line);
                }
            }
            fold(folded);
        }
        page.append("</pre>\n");
    }

    private void fold(List<String> frames) {
        if (!frames.isEmpty()) {
            page.append("<details>");
            element("summary", null, frames.size() + " frames of Postern");
            frames.forEach(frame -> line("dim", frame));
            page.append("</details>");
        }
    }

    private void facts(Facts facts) {
        if (facts.rows().isEmpty()) {
            return;
        }
        element("h2", null, facts.title());
        page.append("<table>\n");
        for (Map.Entry<String, String> row : facts.rows()) {
            page.append("<tr>");
            element("th", null, row.getKey());
            element("td", null, row.getValue());
            page.append("</tr>");
        }
        page.append("</table>\n");
    }
}

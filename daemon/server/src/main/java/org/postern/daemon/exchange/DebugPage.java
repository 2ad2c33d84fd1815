package org.postern.daemon.exchange;

import java.util.ArrayList;
import java.util.List;

import org.postern.daemon.fault.Fault;
import org.postern.daemon.importer.CompileFault;
import org.postern.daemon.importer.Diagnostic;
import org.postern.daemon.importer.Module;
import org.postern.daemon.importer.ModuleView;

/** The page that JavaDebug shows in place of the plain one: what happened, where, and the lines around. Everything is escaped. */
final class DebugPage {

    private static final int LINES_AROUND = 4;

    private static final String STYLE = """
            :root { color-scheme: light dark; }
            body { font: 16px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
            h1 { font-size: 1.3rem; overflow-wrap: anywhere; } h2 { font-size: 1rem; margin-top: 2rem; }
            pre { overflow-x: auto; padding: .7rem; border: 1px solid #8886; border-radius: 6px; font-size: .85rem; }
            mark { background: #e5484d33; color: inherit; display: block; margin: 0 -.7rem; padding: 0 .7rem; }
            th { text-align: left; font-weight: 600; padding-right: 1.5rem; vertical-align: top; } td { overflow-wrap: anywhere; }
            """;

    private final ModuleView modules;
    private final StringBuilder page = new StringBuilder();

    private DebugPage(ModuleView modules) {
        this.modules = modules;
    }

    /**
     * @param where request line, interpreter, phase and handler, as pairs
     */
    static String of(Throwable failure, List<String[]> where, ModuleView modules) {
        return new DebugPage(modules).build(failure, where);
    }

    private String build(Throwable failure, List<String[]> where) {
        String title = failure instanceof Fault fault
                ? fault.code().id() + " " + fault.code().cause()
                : String.valueOf(failure);
        page.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
                .append("<meta name=\"viewport\" content=\"width=device-width\"><title>500 ")
                .append(Html.escape(title))
                .append("</title>\n<style>")
                .append(STYLE)
                .append("</style></head><body>\n<h1>")
                .append(Html.escape(title))
                .append("</h1>\n");
        if (failure instanceof CompileFault compile) {
            compile.diagnostics().forEach(this::diagnostic);
        } else if (failure instanceof Fault fault) {
            page.append("<p>")
                    .append(Html.escape(fault.text()))
                    .append("</p>\n<p>")
                    .append(Html.escape(fault.code().remedy()));
            page.append("</p>\n");
        }
        Throwable thrown = failure instanceof Fault ? failure.getCause() : failure;
        if (thrown != null) {
            excerpt(thrown);
            trace(thrown);
        }
        page.append("<h2>Request</h2>\n<table>\n");
        for (String[] row : where) {
            page.append("<tr><th>")
                    .append(Html.escape(row[0]))
                    .append("</th><td>")
                    .append(Html.escape(row[1]));
            page.append("</td></tr>\n");
        }
        return page.append("</table>\n</body></html>\n").toString();
    }

    private void diagnostic(Diagnostic diagnostic) {
        page.append("<p>").append(Html.escape(diagnostic.text())).append("</p>\n<pre>");
        page.append(Html.escape(diagnostic.excerpt())).append('\n');
        page.append(" ".repeat(Math.max(0, Math.min(diagnostic.column(), 200) - 1)))
                .append("^</pre>\n");
    }

    private void excerpt(Throwable thrown) {
        for (StackTraceElement frame : thrown.getStackTrace()) {
            Module module = modules.byClass(frame.getClassName());
            if (module != null && frame.getLineNumber() > 0) {
                page.append("<p>")
                        .append(Html.escape(module.file() + ":" + frame.getLineNumber()))
                        .append("</p>\n<pre>");
                List<String> lines = module.text().lines().toList();
                int at = frame.getLineNumber();
                for (int i = Math.max(1, at - LINES_AROUND); i <= Math.min(lines.size(), at + LINES_AROUND); i++) {
                    String line = Html.escape("%4d  %s".formatted(i, lines.get(i - 1)));
                    page.append(i == at ? "<mark>" + line + "</mark>" : line + "\n");
                }
                page.append("</pre>\n");
                return;
            }
        }
    }

    private void trace(Throwable thrown) {
        page.append("<h2>Trace</h2>\n<pre>");
        for (Throwable at = thrown; at != null; at = at.getCause()) {
            page.append(at == thrown ? "" : "caused by ")
                    .append(Html.escape(String.valueOf(at)))
                    .append('\n');
            for (String frame : frames(at)) {
                page.append("    ").append(Html.escape(frame)).append('\n');
            }
        }
        page.append("</pre>\n");
    }

    /** The frames up to Postern's own, below which nothing is the handler's. */
    private static List<String> frames(Throwable thrown) {
        List<String> frames = new ArrayList<>();
        for (StackTraceElement frame : thrown.getStackTrace()) {
            if (frame.getClassName().startsWith("org.postern.daemon.")) {
                break;
            }
            frames.add(frame.getClassName() + "." + frame.getMethodName() + " (" + frame.getFileName() + ":"
                    + frame.getLineNumber() + ")");
        }
        return frames;
    }
}

package org.postern.daemon.exchange;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;
import org.postern.api.Request;
import org.postern.daemon.config.Handler;
import org.postern.daemon.config.Phase;
import org.postern.daemon.config.Plan;
import org.postern.daemon.config.Spelling;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;
import org.postern.daemon.importer.Bundled;
import org.postern.daemon.importer.Entry;
import org.postern.daemon.importer.Module;
import org.postern.daemon.importer.ModuleView;
import org.postern.daemon.interpreter.Interpreter;

/** Finds the methods that directives name, among the modules that one request sees. */
final class HandlerEntries extends ModuleView {

    private static final String SOURCE = ".java";

    private final Plan plan;
    private final Interpreter interpreter;
    private final boolean inline;

    /** @param inline whether handlers may stand in directives */
    HandlerEntries(Plan plan, Interpreter interpreter, boolean inline) {
        super(interpreter.importer());
        this.plan = plan;
        this.interpreter = interpreter;
        this.inline = inline;
    }

    /**
     * The method of a handler.
     *
     * @param directive for messages
     * @param member its name where the handler names none
     * @param parameter what it is called with
     * @param root where to look its module up first
     * @param filename the request's file, for a hint where there is no such module
     * @return null if the handler is one to pass over where its module does not have it
     */
    @Nullable
    Entry entry(
            String directive,
            String member,
            Class<?> parameter,
            Handler called,
            String root,
            @Nullable String filename) {
        if (called instanceof Handler.Named named && Bundled.isOurs(named.module())) {
            return bundled(directive, named, member, parameter);
        }
        if (!mayRun()) {
            throw codeOff(directive + " \"" + called.text() + "\"");
        }
        if (called instanceof Handler.Inline source) {
            if (!inline) {
                throw new Fault(
                        Code.INLINE_OFF, directive + " \"" + called.text() + "\": the daemon's setting inline is off");
            }
            return interpreter.inline().entry(source.source());
        }
        Handler.Named named = (Handler.Named) called;
        Module module = module(directive, named, root, filename);
        String name = named.member() == null ? member : named.member();
        Entry entry = module.entry(name, parameter);
        if (entry == null && named.silent() && !isHandler(module)) {
            throw new Fault(
                    Code.NO_MEMBER,
                    module.file() + ": class " + module.type().getName() + " contains no handler of any phase, and"
                            + " JavaHandlerModule \"" + named.text() + "\" asks for those it has");
        }
        if (entry == null && !named.silent()) {
            throw new Fault(
                    Code.NO_MEMBER,
                    module.file() + ": class " + module.type().getName() + " contains no '" + name + "', which "
                            + directive + " \"" + named.text() + "\" asks for");
        }
        return entry;
    }

    @Override
    protected boolean mayRun() {
        return plan.code();
    }

    @Override
    protected boolean wantsNewest() {
        return plan.failsOnReloadError();
    }

    private @Nullable Entry bundled(String directive, Handler.Named named, String member, Class<?> parameter) {
        String module = named.module();
        if (!Bundled.names().contains(module)) {
            throw new Fault(
                    Code.NO_BUNDLED,
                    directive + " \"" + named.text() + "\": Postern has no handler " + module + " (expected: "
                            + String.join(", ", Bundled.names()) + ")"
                            + Spelling.nearest(module, Bundled.names())
                                    .map(meant -> "; did you mean \"" + meant + "\"?")
                                    .orElse(""));
        }
        String name = named.member() == null ? member : named.member();
        Entry entry = interpreter.bundled().entry(module, name, parameter);
        if (entry == null && !named.silent()) {
            throw new Fault(
                    Code.NO_MEMBER,
                    module + " contains no '" + name + "', which " + directive + " \"" + named.text() + "\" asks for");
        }
        return entry;
    }

    /** Whether a module has a handler at all: if not, it is not what its author thinks it is, perhaps a guard. */
    private static boolean isHandler(Module module) {
        return Arrays.stream(Phase.values()).anyMatch(phase -> module.entry(phase.member(), Request.class) != null);
    }

    private Module module(String directive, Handler.Named named, String root, @Nullable String filename) {
        try {
            return module(root, named.module(), wantsNewest());
        } catch (Fault fault) {
            if (fault.code() != Code.NO_MODULE) {
                throw fault;
            }
            throw new Fault(
                    Code.NO_MODULE,
                    directive + " \"" + named.text() + "\": " + fault.text() + hint(named, root, filename));
        }
    }

    /** Names begin at JavaRoot, and have no ending; who knows other systems expects them to begin where the directive stands. */
    private static String hint(Handler.Named named, String root, @Nullable String filename) {
        if (named.module().endsWith(SOURCE) && Files.isRegularFile(Path.of(root, named.module()))) {
            return "; names are without .java: did you mean \"" + withoutEnding(named.module()) + "\"?";
        }
        if (filename == null || named.module().contains("..")) {
            return "";
        }
        Path beside = Path.of(filename.substring(0, filename.lastIndexOf('/') + 1), named.module() + SOURCE);
        if (!Files.isRegularFile(beside) || !beside.startsWith(root)) {
            return "";
        }
        return "; there is " + beside + ", and names begin at JavaRoot: did you mean \""
                + withoutEnding(Path.of(root).relativize(beside).toString()) + "\"?";
    }

    private static String withoutEnding(String source) {
        return source.substring(0, source.length() - SOURCE.length());
    }
}

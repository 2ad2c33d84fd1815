package org.postern.daemon.janino;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.codehaus.commons.compiler.CompileException;
import org.codehaus.commons.compiler.Location;
import org.codehaus.janino.IClass;
import org.codehaus.janino.IClassLoader;
import org.codehaus.janino.Java;
import org.codehaus.janino.util.ClassFile;
import org.jspecify.annotations.Nullable;

/** A source on its way through Janino. */
final class JaninoUnit {

    /** More errors than this help nobody. */
    private static final int MOST_REMARKS = 100;

    /** As Janino's own exceptions say where they come from. */
    private static final Pattern PLACE = Pattern.compile("Line (\\d+), Column (\\d+)");

    private final String file;
    private final List<String> lines;
    private final Java.@Nullable CompilationUnit tree;
    private final Map<String, Remark> remarks = new LinkedHashMap<>();
    private final List<Remark> remarksOfReading;
    private final Map<String, byte[]> classes = new LinkedHashMap<>();
    private @Nullable Selection compiler;

    private JaninoUnit(String file, String text, Java.@Nullable CompilationUnit tree, List<Remark> remarks) {
        this.file = file;
        this.lines = text.lines().toList();
        this.tree = tree;
        remarks.forEach(this::remark);
        this.remarksOfReading = remarks();
    }

    static JaninoUnit parse(String file, String text) {
        try {
            if (Grammar.parse(file, text) instanceof Java.CompilationUnit tree) {
                return new JaninoUnit(file, text, tree, Forms.refusals(tree));
            }
            return new JaninoUnit(
                    file, text, null, List.of(new Remark(1, 1, "a module declaration is no source of a class")));
        } catch (CompileException e) {
            return new JaninoUnit(file, text, null, List.of(Prose.of(e)));
        } catch (IOException e) {
            throw new IllegalStateException("a text cannot be read: " + e, e);
        } catch (StackOverflowError e) {
            return new JaninoUnit(file, text, null, List.of(new Remark(1, 1, "nested too deeply for Janino")));
        }
    }

    String file() {
        return file;
    }

    /** Whether its grammar is right. */
    boolean isRead() {
        return tree != null;
    }

    List<Remark> remarksOfReading() {
        return remarksOfReading;
    }

    List<Remark> remarks() {
        return List.copyOf(remarks.values());
    }

    /** One for each place: Janino says of an unknown name, too, that it has no value, and no type. */
    private void remark(Remark remark) {
        Remark told = new Remark(remark.line(), column(remark), remark.message());
        String place = told.line() + ":" + told.column();
        if (remark.message().startsWith("Unknown")) {
            remarks.put(place, told);
        } else if (remarks.size() < MOST_REMARKS) {
            remarks.putIfAbsent(place, told);
        }
    }

    /** In characters: Janino counts a tabulator as what it needs to a multiple of eight. */
    private int column(Remark remark) {
        String line = line(remark.line());
        int counted = 0;
        for (int i = 0; i < line.length(); i++) {
            counted += line.charAt(i) == '\t' ? 8 - counted % 8 : 1;
            if (counted >= remark.column()) {
                return i + 1;
            }
        }
        return Math.max(1, line.length());
    }

    private String line(int number) {
        return number > lines.size() ? "" : lines.get(number - 1);
    }

    /** Refuses something that is known by its line, and a word in it, only. */
    void refuse(int line, String word, String what) {
        int column = line(line).indexOf(word) + 1;
        Remark refusal = Remark.refusal(null, what);
        remarks.putIfAbsent(line + " " + what, new Remark(line, Math.max(1, column), refusal.message()));
    }

    Map<String, byte[]> classes() {
        return classes;
    }

    /** Its types but those that are inside of others, with slashes. */
    List<String> topLevelTypes() {
        List<String> names = new ArrayList<>();
        if (tree != null) {
            String prefix =
                    tree.packageDeclaration == null ? "" : tree.packageDeclaration.packageName.replace('.', '/') + "/";
            tree.packageMemberTypeDeclarations.forEach(type -> names.add(prefix + type.getName()));
        }
        return names;
    }

    @Nullable
    IClass type(String name, IClassLoader shared) throws ClassNotFoundException {
        if (tree == null || !remarks.isEmpty()) {
            throw new Broken(file);
        }
        return compiler(tree, shared).findClass(name.replace('/', '.'));
    }

    private Selection compiler(Java.CompilationUnit unit, IClassLoader shared) {
        if (compiler == null) {
            compiler = new Selection(unit, new UnitTypes(shared, unit.packageDeclaration != null, OwnNames.of(unit)));
        }
        return compiler;
    }

    void compile(IClassLoader shared) {
        if (tree == null || !remarks.isEmpty()) {
            return;
        }
        Selection compiling = compiler(tree, shared);
        compiling.setCompileErrorHandler((message, place) -> remark(Prose.of(message, place)));
        List<ClassFile> files = new ArrayList<>();
        try {
            compiling.compileUnit(true, true, true, files);
            Meanings.refusals(tree, compiling, shared).forEach(this::remark);
            compiling.refusals().forEach(this::remark);
            ParameterNames names = ParameterNames.of(tree, compiling);
            for (ClassFile made : files) {
                classes.put(made.getThisClassName().replace('.', '/'), names.addedTo(made.toByteArray()));
            }
        } catch (CompileException e) {
            if (!isOfAnother(e) && remarks.isEmpty()) {
                remark(Prose.of(e));
            }
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            if (!isOfAnother(e) && remarks.isEmpty()) {
                remark(gaveUp(e));
            }
        }
    }

    /** Whether it failed as a source that it uses is broken, which says so itself. */
    private static boolean isOfAnother(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof Broken) {
                return true;
            }
        }
        return false;
    }

    /** Janino reports some errors of a source, such as a variable without a value, by failing. */
    private static Remark gaveUp(Throwable e) {
        Throwable deepest = e;
        Location place = null;
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            deepest = cause;
            Matcher matcher = PLACE.matcher(String.valueOf(cause.getMessage()));
            while (matcher.find()) {
                place = new Location(null, Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
            }
        }
        String message = Prose.withoutPlace(String.valueOf(deepest.getMessage()));
        return Remark.refusal(
                place,
                message.startsWith("Invalid local variable index")
                        ? "a local variable without a value on some way, or with its first inside of an expression"
                        : "Janino fails at this: " + message);
    }

    /** A source that is needed cannot be read. */
    private static final class Broken extends ClassNotFoundException {

        private static final long serialVersionUID = 1L;

        Broken(String file) {
            super(file);
        }
    }
}

package org.postern.daemon.compiler;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.eclipse.jdt.core.compiler.CategorizedProblem;
import org.eclipse.jdt.core.compiler.CharOperation;
import org.eclipse.jdt.core.compiler.IProblem;
import org.eclipse.jdt.internal.compiler.ClassFile;
import org.eclipse.jdt.internal.compiler.CompilationResult;
import org.eclipse.jdt.internal.compiler.Compiler;
import org.eclipse.jdt.internal.compiler.DefaultErrorHandlingPolicies;
import org.eclipse.jdt.internal.compiler.classfmt.ClassFileConstants;
import org.eclipse.jdt.internal.compiler.classfmt.ClassFileReader;
import org.eclipse.jdt.internal.compiler.classfmt.ClassFormatException;
import org.eclipse.jdt.internal.compiler.env.ICompilationUnit;
import org.eclipse.jdt.internal.compiler.env.INameEnvironment;
import org.eclipse.jdt.internal.compiler.env.NameEnvironmentAnswer;
import org.eclipse.jdt.internal.compiler.impl.CompilerOptions;
import org.eclipse.jdt.internal.compiler.lookup.LookupEnvironment;
import org.eclipse.jdt.internal.compiler.lookup.ModuleBinding;
import org.eclipse.jdt.internal.compiler.problem.DefaultProblemFactory;
import org.jspecify.annotations.Nullable;

/**
 * One run of ECJ over files of one look-up.
 *
 * <p>What a file depends on is taken from the references that the compiler reports for it and from its classes: the compiler asks for
 * each type once a batch, so its questions alone would miss the second user.
 */
final class EcjBatch implements INameEnvironment {

    private final Compilation compilation;
    private final Platform platform;
    private final Lookup lookup;
    private final Map<String, CompilationResult> results = new LinkedHashMap<>();
    private final Map<String, Source> taken = new HashMap<>();
    private final Map<String, @Nullable NameEnvironmentAnswer> answers = new HashMap<>();

    EcjBatch(Compilation compilation, Platform platform, Lookup lookup) {
        this.compilation = compilation;
        this.platform = platform;
        this.lookup = lookup;
    }

    void compile(List<Source> sources) {
        Compiler compiler = new Compiler(
                this,
                DefaultErrorHandlingPolicies.proceedWithAllProblems(),
                options(),
                result -> results.put(new String(result.getFileName()), result),
                new DefaultProblemFactory(Locale.ENGLISH));
        compiler.compile(sources.stream().map(this::unit).toArray(ICompilationUnit[]::new));
    }

    private static CompilerOptions options() {
        CompilerOptions options = new CompilerOptions();
        long level = JavaLevel.compiler();
        options.complianceLevel = level;
        options.sourceLevel = level;
        options.targetJDK = level;
        options.produceDebugAttributes =
                ClassFileConstants.ATTR_SOURCE | ClassFileConstants.ATTR_LINES | ClassFileConstants.ATTR_VARS;
        options.produceMethodParameters = true;
        options.produceReferenceInfo = true;
        options.performMethodsFullRecovery = true;
        options.performStatementsRecovery = true;
        options.processAnnotations = false;
        options.suppressWarnings = true;
        options.docCommentSupport = false;
        return options;
    }

    private ICompilationUnit unit(Source source) {
        taken.put(source.file().toString(), source);
        return new Unit(source);
    }

    /** Whether two files of the batch declare the same type. */
    boolean hasClashingTypes() {
        return results.values().stream()
                .filter(CompilationResult::hasErrors)
                .flatMap(result -> List.of(result.getErrors()).stream())
                .anyMatch(problem -> problem.getID() == IProblem.DuplicateTypes);
    }

    /** What became of the files of this look-up; those of others were only shown to it. */
    List<Compiled> results() {
        List<Diagnostic> diagnostics = new ArrayList<>();
        results.forEach((file, result) -> {
            if (result.hasErrors()) {
                Source source = source(file);
                for (CategorizedProblem problem : result.getErrors()) {
                    diagnostics.add(diagnostic(source, problem));
                }
            }
        });
        if (!diagnostics.isEmpty()) {
            throw new CompileFault(diagnostics);
        }
        List<Compiled> compiled = new ArrayList<>();
        results.forEach((file, result) -> {
            Source source = source(file);
            if (source.lookup().equals(lookup)) {
                compiled.add(compiled(source, result));
            }
        });
        return compiled;
    }

    private Source source(String file) {
        Source source = taken.get(file);
        if (source == null) {
            throw new IllegalStateException("the compiler answers for a file that it was not given: " + file);
        }
        return source;
    }

    private static Diagnostic diagnostic(Source source, CategorizedProblem problem) {
        String text = source.text();
        int offset = source.authorsOffset(problem.getSourceStart());
        int line = 1 + (int) text.chars().limit(offset).filter(c -> c == '\n').count();
        int column = offset - text.lastIndexOf('\n', offset - 1);
        return new Diagnostic(source.file(), line, column, problem.getMessage(), Excerpt.line(text, line));
    }

    private Compiled compiled(Source source, CompilationResult result) {
        Map<String, byte[]> classes = new LinkedHashMap<>();
        Map<String, ClassFacts> facts = new LinkedHashMap<>();
        Set<String> names = References.of(result, source);
        for (ClassFile file : result.getClassFiles()) {
            ClassFacts fact = ClassFacts.of(file.getBytes());
            classes.put(fact.name().replace('/', '.'), file.getBytes());
            facts.put(fact.name(), fact);
            names.addAll(fact.topLevelReferences());
        }
        compilation.named(source, names);
        Set<Path> uses = new LinkedHashSet<>();
        Set<Path> missing = new LinkedHashSet<>();
        Map<Path, Path> links = new HashMap<>();
        for (String name : names) {
            if (!Platform.isReserved(name)) {
                Lookup.Found found = compilation.find(lookup, name);
                missing.addAll(found.missing());
                links.putAll(found.links());
                if (found.file() != null && !found.file().equals(source.file()) && isType(found.file(), name)) {
                    uses.add(found.file());
                }
            }
        }
        return new Compiled(source, classes, facts, uses, missing, links);
    }

    /** Whether a file that bears the name of a type was really taken for it: a name can be that of a variable too. */
    private boolean isType(Path file, String name) {
        Source source = taken.get(file.toString());
        if (source == null) {
            Compiled known = compilation.known(file);
            if (known == null) {
                return false;
            }
            source = known.source();
        }
        return source.packageName().equals(Compilation.packageOf(name));
    }

    // --- what the compiler asks

    @Override
    public @Nullable NameEnvironmentAnswer findType(char[][] compoundName) {
        return find(CharOperation.toString(compoundName).replace('.', '/'));
    }

    @Override
    public @Nullable NameEnvironmentAnswer findType(char[] typeName, char[][] packageName) {
        return find(join(packageName, typeName));
    }

    @Override
    public boolean isPackage(char[][] parent, char[] name) {
        String packageName = join(parent == null ? CharOperation.NO_CHAR_CHAR : parent, name);
        if (platform.isPackage(packageName)) {
            return true;
        }
        return compilation.isFolder(lookup, packageName) && find(packageName) == null;
    }

    @Override
    public void cleanup() {}

    private static String join(char[][] packageName, char[] name) {
        String prefix = CharOperation.toString(packageName).replace('.', '/');
        return prefix.isEmpty() ? new String(name) : prefix + "/" + new String(name);
    }

    private @Nullable NameEnvironmentAnswer find(String name) {
        if (!answers.containsKey(name)) {
            answers.put(name, look(name));
        }
        return answers.get(name);
    }

    private @Nullable NameEnvironmentAnswer look(String name) {
        Compilation.Seen seen = compilation.type(lookup, name);
        if (seen instanceof Compilation.Seen.AsSource along) {
            return new NameEnvironmentAnswer(unit(along.source()), null);
        }
        if (seen instanceof Compilation.Seen.AsClass binary) {
            try {
                return new NameEnvironmentAnswer(
                        new ClassFileReader(binary.bytes(), (name + ".class").toCharArray()), null);
            } catch (ClassFormatException e) {
                throw new IllegalStateException("own class file of " + name + " cannot be read", e);
            }
        }
        ClassFileReader type = platform.type(name);
        return type == null ? null : new NameEnvironmentAnswer(type, null);
    }

    /** A source file as ECJ wants it; without the unnamed module it fails with a NullPointerException. */
    private record Unit(Source source) implements ICompilationUnit {

        @Override
        public char[] getContents() {
            return source.compiled().toCharArray();
        }

        @Override
        public char[] getMainTypeName() {
            return source.mainType().toCharArray();
        }

        @Override
        public char @Nullable [][] getPackageName() {
            return null; // any: that the package fits the folder was checked when the file was read
        }

        @Override
        public char[] getFileName() {
            return source.file().toString().toCharArray();
        }

        @Override
        public char[] getModuleName() {
            return ModuleBinding.UNNAMED;
        }

        @Override
        public ModuleBinding module(LookupEnvironment environment) {
            return environment.UnNamedModule;
        }
    }
}

package org.postern.daemon.compiler;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

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
final class EcjBatch implements Batch, INameEnvironment {

    private final Compilation compilation;
    private final Platform platform;
    private final Lookup lookup;
    private final Map<String, CompilationResult> results = new LinkedHashMap<>();
    private final Map<Path, Source> taken = new HashMap<>();
    private final Map<String, @Nullable NameEnvironmentAnswer> answers = new HashMap<>();

    EcjBatch(Compilation compilation, Platform platform, Lookup lookup) {
        this.compilation = compilation;
        this.platform = platform;
        this.lookup = lookup;
    }

    @Override
    public void compile(Collection<Source> sources) {
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
        taken.put(source.file(), source);
        return new Unit(source);
    }

    @Override
    public boolean hasClashingTypes() {
        return results.values().stream()
                .filter(CompilationResult::hasErrors)
                .flatMap(result -> List.of(result.getErrors()).stream())
                .anyMatch(problem -> problem.getID() == IProblem.DuplicateTypes);
    }

    @Override
    public List<Compiled> results() {
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
        Traces traces = new Traces(compilation, lookup, taken);
        List<Compiled> compiled = new ArrayList<>();
        results.forEach((file, result) -> {
            Source source = source(file);
            if (source.lookup().equals(lookup)) {
                compiled.add(traces.of(source, bytes(result), References.of(result, source)));
            }
        });
        return compiled;
    }

    private Source source(String file) {
        Source source = taken.get(Path.of(file));
        if (source == null) {
            throw new IllegalStateException("the compiler answers for a file that it was not given: " + file);
        }
        return source;
    }

    private static List<byte[]> bytes(CompilationResult result) {
        return Arrays.stream(result.getClassFiles()).map(ClassFile::getBytes).toList();
    }

    private static Diagnostic diagnostic(Source source, CategorizedProblem problem) {
        return Diagnostic.at(source, problem.getSourceStart(), problem.getMessage());
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

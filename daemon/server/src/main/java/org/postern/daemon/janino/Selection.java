package org.postern.daemon.janino;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.codehaus.commons.compiler.CompileException;
import org.codehaus.janino.IClass;
import org.codehaus.janino.IClassLoader;
import org.codehaus.janino.Java;
import org.codehaus.janino.UnitCompiler;
import org.jspecify.annotations.Nullable;

/**
 * Janino's compiler, which refuses calls for which Janino chooses another method than Java does.
 *
 * <p>Java looks first for a method that takes the arguments as they are, then for one that takes them boxed, and only then for one to
 * which they come as the elements of an array (JLS 15.12.2). Janino prefers a method without a variable number of parameters even to
 * one that takes an array as it is, and one with such a number to one that needs boxing.
 */
final class Selection extends UnitCompiler {

    private static final int CLASS_FILES = 17;

    private final Conversions conversions;
    private final Set<Remark> refusals = new LinkedHashSet<>();

    Selection(Java.CompilationUnit tree, IClassLoader types) {
        super(tree, types);
        setTargetVersion(CLASS_FILES);
        this.conversions = new Conversions(types);
    }

    Set<Remark> refusals() {
        return refusals;
    }

    @Override
    public IClass.@Nullable IInvocable findMostSpecificIInvocable(
            Java.Locatable place, IClass.IInvocable[] candidates, IClass[] arguments, boolean boxing, Java.Scope scope)
            throws CompileException {
        IClass.IInvocable chosen = super.findMostSpecificIInvocable(place, candidates, arguments, boxing, scope);
        if (chosen != null && candidates.length > 1 && !isJavas(chosen, candidates, arguments, boxing)) {
            refusals.add(Remark.refusal(
                    place.getLocation(), "this call: Janino chooses " + chosen + ", and Java chooses otherwise"));
        }
        return chosen;
    }

    private boolean isJavas(
            IClass.IInvocable chosen, IClass.IInvocable[] candidates, IClass[] arguments, boolean boxing)
            throws CompileException {
        List<IClass.IInvocable> first = new ArrayList<>();
        List<IClass.IInvocable> second = new ArrayList<>();
        for (IClass.IInvocable candidate : candidates) {
            if (conversions.takes(candidate, arguments, false)) {
                first.add(candidate);
            } else if (conversions.takes(candidate, arguments, true)) {
                second.add(candidate);
            }
        }
        List<IClass.IInvocable> eligible = first.isEmpty() ? second : first;
        if (!eligible.isEmpty()) {
            return isAmong(chosen, eligible)
                    && eligible.stream().allMatch(other -> other.isVarargs() == chosen.isVarargs());
        }
        if (!boxing) {
            for (IClass.IInvocable candidate : candidates) {
                if (conversions.takesAsElements(candidate, arguments, true)
                        && !conversions.takesAsElements(candidate, arguments, false)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** By its parameters, as Janino makes one method of several that override each other. */
    private static boolean isAmong(IClass.IInvocable chosen, List<IClass.IInvocable> methods) throws CompileException {
        for (IClass.IInvocable method : methods) {
            if (Arrays.equals(method.getParameterTypes(), chosen.getParameterTypes())) {
                return true;
            }
        }
        return false;
    }
}

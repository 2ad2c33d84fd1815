package org.postern.daemon.janino;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;

import org.codehaus.commons.compiler.CompileException;
import org.codehaus.janino.Access;
import org.codehaus.janino.IClass;
import org.codehaus.janino.IClassLoader;
import org.jspecify.annotations.Nullable;

/** What Java asks of a method that overrides another (JLS 8.4.8.3), and Janino does not look at. */
final class Overrides {

    private final IClassLoader types;

    Overrides(IClassLoader types) {
        this.types = types;
    }

    /** What is wrong with a method; null if nothing is. */
    @Nullable
    String fault(IClass.IMethod method) throws CompileException {
        IClass type = method.getDeclaringIClass();
        for (IClass parent : parents(type)) {
            for (IClass.IMethod above : parent.getDeclaredIMethods(method.getName())) {
                if (Arrays.equals(above.getParameterTypes(), method.getParameterTypes()) && isInherited(above, type)) {
                    String fault = fault(method, above);
                    if (fault != null) {
                        return fault;
                    }
                }
            }
        }
        return null;
    }

    private @Nullable String fault(IClass.IMethod method, IClass.IMethod above) throws CompileException {
        String of = method.getName() + "() of " + above.getDeclaringIClass();
        if (method.isStatic() != above.isStatic()) {
            return above.isStatic() ? "overrides the static " + of : "is static, and hides " + of;
        }
        if (rank(method.getAccess()) < rank(above.getAccess())) {
            return "has weaker access than " + of;
        }
        for (IClass thrown : method.getThrownExceptions()) {
            if (isChecked(thrown) && !covers(above.getThrownExceptions(), thrown)) {
                return "throws " + thrown + ", and " + of + " does not";
            }
        }
        return null;
    }

    private static boolean isInherited(IClass.IMethod above, IClass type) {
        IClass parent = above.getDeclaringIClass();
        return switch (above.getAccess()) {
            case PRIVATE -> false;
            case DEFAULT -> packageOf(parent).equals(packageOf(type));
            case PROTECTED, PUBLIC -> !(above.isStatic() && parent.isInterface());
        };
    }

    private static String packageOf(IClass type) {
        String descriptor = type.getDescriptor();
        return descriptor.substring(0, descriptor.lastIndexOf('/') + 1);
    }

    private static int rank(Access access) {
        return switch (access) {
            case PRIVATE -> 0;
            case DEFAULT -> 1;
            case PROTECTED -> 2;
            case PUBLIC -> 3;
        };
    }

    private boolean isChecked(IClass thrown) throws CompileException {
        return !types.TYPE_java_lang_RuntimeException.isAssignableFrom(thrown)
                && !types.TYPE_java_lang_Error.isAssignableFrom(thrown);
    }

    private static boolean covers(IClass[] declared, IClass thrown) throws CompileException {
        for (IClass one : declared) {
            if (one.isAssignableFrom(thrown)) {
                return true;
            }
        }
        return false;
    }

    private static Set<IClass> parents(IClass type) throws CompileException {
        Set<IClass> parents = new LinkedHashSet<>();
        collectParents(type, parents);
        return parents;
    }

    private static void collectParents(IClass type, Set<IClass> parents) throws CompileException {
        IClass superclass = type.getSuperclass();
        if (superclass != null && parents.add(superclass)) {
            collectParents(superclass, parents);
        }
        for (IClass parent : type.getInterfaces()) {
            if (parents.add(parent)) {
                collectParents(parent, parents);
            }
        }
    }
}

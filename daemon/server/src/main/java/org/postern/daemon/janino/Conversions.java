package org.postern.daemon.janino;

import org.codehaus.commons.compiler.CompileException;
import org.codehaus.janino.IClass;
import org.codehaus.janino.IClassLoader;
import org.jspecify.annotations.Nullable;

/** Which arguments a method takes (JLS 5.3). */
final class Conversions {

    /** Each is widened to those behind it; char to those from int on. */
    private static final String WIDENING = "BSIJFD";

    private final IClassLoader types;

    Conversions(IClassLoader types) {
        this.types = types;
    }

    /** Whether it takes these one by one. */
    boolean takes(IClass.IInvocable method, IClass[] arguments, boolean boxing) throws CompileException {
        IClass[] parameters = method.getParameterTypes();
        if (parameters.length != arguments.length) {
            return false;
        }
        for (int i = 0; i < arguments.length; i++) {
            if (!converts(arguments[i], parameters[i], boxing)) {
                return false;
            }
        }
        return true;
    }

    /** Whether it takes these, the last ones, or none, as the elements of an array. */
    boolean takesAsElements(IClass.IInvocable method, IClass[] arguments, boolean boxing) throws CompileException {
        IClass[] parameters = method.getParameterTypes();
        int last = parameters.length - 1;
        if (!method.isVarargs() || arguments.length < last) {
            return false;
        }
        IClass element = parameters[last].getComponentType();
        for (int i = 0; i < arguments.length; i++) {
            IClass parameter = i < last ? parameters[i] : element;
            if (parameter == null || !converts(arguments[i], parameter, boxing)) {
                return false;
            }
        }
        return true;
    }

    private boolean converts(IClass from, IClass to, boolean boxing) throws CompileException {
        if (from == to) {
            return true;
        }
        if (from == IClass.NULL) {
            return !to.isPrimitive();
        }
        if (from.isPrimitive() == to.isPrimitive()) {
            return from.isPrimitive() ? widens(from, to) : to.isAssignableFrom(from);
        }
        if (!boxing) {
            return false;
        }
        IClass other = from.isPrimitive() ? boxed(from) : unboxed(from);
        return other != null && converts(other, to, false);
    }

    private static boolean widens(IClass from, IClass to) {
        int target = WIDENING.indexOf(to.getDescriptor());
        return from == IClass.CHAR
                ? target >= WIDENING.indexOf('I')
                : WIDENING.contains(from.getDescriptor()) && target > WIDENING.indexOf(from.getDescriptor());
    }

    @Nullable
    IClass boxed(IClass primitive) {
        for (IClass[] pair : pairs()) {
            if (pair[0] == primitive) {
                return pair[1];
            }
        }
        return null;
    }

    @Nullable
    IClass unboxed(IClass type) {
        for (IClass[] pair : pairs()) {
            if (pair[1] == type) {
                return pair[0];
            }
        }
        return null;
    }

    private IClass[][] pairs() {
        return new IClass[][] {
            {IClass.BOOLEAN, types.TYPE_java_lang_Boolean},
            {IClass.BYTE, types.TYPE_java_lang_Byte},
            {IClass.CHAR, types.TYPE_java_lang_Character},
            {IClass.SHORT, types.TYPE_java_lang_Short},
            {IClass.INT, types.TYPE_java_lang_Integer},
            {IClass.LONG, types.TYPE_java_lang_Long},
            {IClass.FLOAT, types.TYPE_java_lang_Float},
            {IClass.DOUBLE, types.TYPE_java_lang_Double},
        };
    }
}

package org.postern.daemon.janino;

import org.codehaus.commons.compiler.CompileException;
import org.codehaus.janino.IClass;
import org.codehaus.janino.Java;
import org.codehaus.janino.UnitCompiler;
import org.jspecify.annotations.Nullable;

/** The type of a value in a tree that was compiled, as far as names and calls go. */
final class ValueType {

    private ValueType() {}

    /** Null where it is something else than a name, an element of an array, or the result of a call. */
    static @Nullable IClass of(Java.Atom value, UnitCompiler compiler) throws CompileException {
        if (value instanceof Java.ParenthesizedExpression parentheses) {
            return of(parentheses.value, compiler);
        }
        if (value instanceof Java.AmbiguousName name) {
            Java.Rvalue meant = name.toRvalue();
            return meant == null || meant == name ? null : of(meant, compiler);
        }
        if (value instanceof Java.LocalVariableAccess access) {
            return access.localVariable.type instanceof IClass type ? type : null;
        }
        if (value instanceof Java.FieldAccess access) {
            return access.field.getType();
        }
        if (value instanceof Java.ArrayAccessExpression access) {
            IClass array = of(access.lhs, compiler);
            return array == null ? null : array.getComponentType();
        }
        if (value instanceof Java.MethodInvocation call) {
            return compiler.findIMethod(call).getReturnType();
        }
        return null;
    }
}

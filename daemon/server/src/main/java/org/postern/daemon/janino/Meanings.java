package org.postern.daemon.janino;

import java.util.ArrayList;
import java.util.List;

import org.codehaus.commons.compiler.CompileException;
import org.codehaus.janino.IClass;
import org.codehaus.janino.IClassLoader;
import org.codehaus.janino.Java;
import org.codehaus.janino.UnitCompiler;

/** Refuses what can be seen in a tree whose names are resolved. */
final class Meanings extends TreeWalk<CompileException> {

    private final UnitCompiler compiler;
    private final IClassLoader types;
    private final Overrides overrides;
    private final List<Remark> refusals = new ArrayList<>();

    private Meanings(UnitCompiler compiler, IClassLoader types) {
        this.compiler = compiler;
        this.types = types;
        this.overrides = new Overrides(types);
    }

    /** @param compiler has compiled the tree */
    static List<Remark> refusals(Java.CompilationUnit tree, UnitCompiler compiler, IClassLoader types)
            throws CompileException {
        Meanings meanings = new Meanings(compiler, types);
        meanings.visitAbstractCompilationUnit(tree);
        meanings.refusals.addAll(new Finals(compiler).refusals(tree));
        return meanings.refusals;
    }

    private void refuse(Java.Locatable where, String what) {
        refusals.add(Remark.refusal(where.getLocation(), what));
    }

    @Override
    public void traverseMethodDeclarator(Java.MethodDeclarator method) throws CompileException {
        String fault = overrides.fault(compiler.toIMethod(method));
        if (fault != null) {
            refuse(method, "method " + method.name + "() " + fault + ": Janino lets it");
        }
        super.traverseMethodDeclarator(method);
    }

    @Override
    public void traverseConditionalExpression(Java.ConditionalExpression choice) throws CompileException {
        if (compiler.getConstantValue(choice.lhs) instanceof Boolean) {
            refuse(choice, "a choice (?:) whose condition is always the same: Janino does not convert its value");
        } else if (isSmallBox(choice.mhs) && isConstant(choice.rhs)
                || isSmallBox(choice.rhs) && isConstant(choice.mhs)) {
            refuse(
                    choice,
                    "a choice (?:) between a Byte, Short or Character and a constant: Janino makes an int of it");
        }
        super.traverseConditionalExpression(choice);
    }

    private boolean isSmallBox(Java.Rvalue value) throws CompileException {
        IClass type = ValueType.of(value, compiler);
        return type == types.TYPE_java_lang_Byte
                || type == types.TYPE_java_lang_Short
                || type == types.TYPE_java_lang_Character;
    }

    private boolean isConstant(Java.Rvalue value) throws CompileException {
        return compiler.getConstantValue(value) instanceof Integer;
    }

    @Override
    public void traverseAssignment(Java.Assignment assignment) throws CompileException {
        if (!assignment.operator.equals("=")
                && ValueType.of(assignment.lhs, compiler) == IClass.CHAR
                && !isSmall(assignment.rhs)) {
            refuse(assignment, "a char and " + assignment.operator + ": Janino can leave it negative");
        }
        super.traverseAssignment(assignment);
    }

    /** Whether it is no long, float or double. */
    private boolean isSmall(Java.Rvalue value) throws CompileException {
        IClass type = ValueType.of(value, compiler);
        return type == IClass.INT
                || type == IClass.CHAR
                || type == IClass.SHORT
                || type == IClass.BYTE
                || value instanceof Java.CharacterLiteral
                || isConstant(value);
    }
}

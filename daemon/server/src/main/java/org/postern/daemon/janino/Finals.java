package org.postern.daemon.janino;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.codehaus.commons.compiler.CompileException;
import org.codehaus.janino.Java;
import org.codehaus.janino.UnitCompiler;
import org.jspecify.annotations.Nullable;

/**
 * Refuses assignments to what is final, which Janino accepts, and finals that get no value.
 *
 * <p>Stricter than Java, which follows every path: of a final without an initialiser there may be one assignment on the way, and none in
 * a loop.
 */
final class Finals extends TreeWalk<CompileException> {

    private final UnitCompiler compiler;
    private final List<Remark> refusals = new ArrayList<>();
    private final Set<Java.LocalVariable> blank = new HashSet<>();

    Finals(UnitCompiler compiler) {
        this.compiler = compiler;
    }

    List<Remark> refusals(Java.CompilationUnit tree) throws CompileException {
        visitAbstractCompilationUnit(tree);
        return refusals;
    }

    private void refuse(Java.Locatable where, String what) {
        refusals.add(Remark.refusal(where.getLocation(), what));
    }

    // --- local variables

    @Override
    public void traverseBlock(Java.Block block) throws CompileException {
        blanksIn(block.statements);
        super.traverseBlock(block);
    }

    @Override
    public void traverseFunctionDeclarator(Java.FunctionDeclarator function) throws CompileException {
        if (function.statements != null) {
            blanksIn(function.statements);
        }
        super.traverseFunctionDeclarator(function);
    }

    private void blanksIn(List<? extends Java.BlockStatement> statements) throws CompileException {
        for (int i = 0; i < statements.size(); i++) {
            if (statements.get(i) instanceof Java.LocalVariableDeclarationStatement declaration
                    && declaration.isFinal()) {
                for (Java.VariableDeclarator variable : declaration.variableDeclarators) {
                    if (variable.initializer == null) {
                        Java.LocalVariable local = compiler.getLocalVariable(declaration, variable);
                        blank.add(local);
                        Assignments assignments = new Assignments(target -> local(target) == local);
                        if (assignments
                                        .in(statements.subList(i + 1, statements.size()))
                                        .most()
                                > 1) {
                            refuse(
                                    variable,
                                    "several assignments to final " + variable.name + ": Janino makes them all");
                        }
                    }
                }
            }
        }
    }

    @Override
    public void traverseAssignment(Java.Assignment assignment) throws CompileException {
        checkTarget(assignment, assignment.lhs, !assignment.operator.equals("="));
        super.traverseAssignment(assignment);
    }

    @Override
    public void traverseCrement(Java.Crement crement) throws CompileException {
        checkTarget(crement, crement.operand, true);
        super.traverseCrement(crement);
    }

    private void checkTarget(Java.Locatable where, Java.Rvalue target, boolean reads) {
        Java.LocalVariable local = local(target);
        if (local != null && local.finaL && (reads || !blank.contains(local))) {
            refuse(where, "assignment to final " + target + ": Janino makes it");
        }
    }

    private static Java.@Nullable LocalVariable local(Java.Rvalue target) {
        Java.Rvalue meant = meant(target);
        return meant instanceof Java.LocalVariableAccess access ? access.localVariable : null;
    }

    private static Java.@Nullable Rvalue meant(Java.Rvalue target) {
        if (target instanceof Java.ParenthesizedExpression parentheses) {
            return meant(parentheses.value);
        }
        return target instanceof Java.AmbiguousName name ? name.toRvalue() : target;
    }

    // --- fields

    @Override
    public void traverseClassDeclaration(Java.AbstractClassDeclaration type) throws CompileException {
        for (Java.FieldDeclarationOrInitializer member : type.fieldDeclarationsAndInitializers) {
            if (member instanceof Java.FieldDeclaration field && field.isFinal()) {
                for (Java.VariableDeclarator variable : field.variableDeclarators) {
                    checkField(type, field, variable);
                }
            }
        }
        super.traverseClassDeclaration(type);
    }

    private void checkField(
            Java.AbstractClassDeclaration type, Java.FieldDeclaration field, Java.VariableDeclarator variable) {
        Assignments assignments = new Assignments(target -> isField(target, variable.name));
        Assignments.Count before = new Assignments.Count(0, 0);
        for (Java.FieldDeclarationOrInitializer member : type.fieldDeclarationsAndInitializers) {
            if (member instanceof Java.Initializer initializer && initializer.isStatic() == field.isStatic()) {
                before = before.then(assignments.in(initializer.block));
            }
        }
        check(variable, before, field.isStatic() || type.constructors.isEmpty());
        if (!field.isStatic()) {
            for (Java.ConstructorDeclarator constructor : type.constructors) {
                if (!(constructor.constructorInvocation instanceof Java.AlternateConstructorInvocation)
                        && constructor.statements != null) {
                    check(variable, before.then(assignments.in(constructor.statements)), true);
                }
            }
        }
    }

    private void check(Java.VariableDeclarator variable, Assignments.Count count, boolean complete) {
        if (variable.initializer != null && count.most() > 0 || count.most() > 1) {
            refuse(variable, "several assignments to final " + variable.name + ": Janino makes them all");
        } else if (complete && variable.initializer == null && count.least() < 1) {
            refuse(variable, "final " + variable.name + " without a value on some way: Janino leaves it zero or null");
        }
    }

    private static boolean isField(Java.Rvalue target, String name) {
        Java.Rvalue meant = meant(target);
        if (meant instanceof Java.FieldAccessExpression access) {
            return access.lhs instanceof Java.ThisReference && access.fieldName.equals(name);
        }
        return meant instanceof Java.FieldAccess access
                && access.field.getName().equals(name)
                && target instanceof Java.AmbiguousName written
                && written.identifiers.length == 1;
    }
}

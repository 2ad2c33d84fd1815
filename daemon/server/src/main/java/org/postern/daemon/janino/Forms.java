package org.postern.daemon.janino;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

import org.codehaus.janino.Access;
import org.codehaus.janino.Java;

/** Refuses what can be seen in the tree alone, before anything is resolved. */
final class Forms extends TreeWalk<RuntimeException> {

    private static final Set<String> OF_SERIALIZATION =
            Set.of("readObject", "readObjectNoData", "readResolve", "writeObject", "writeReplace");

    private final List<Remark> refusals = new ArrayList<>();
    private final Set<Java.Rvalue> valueUnused = Collections.newSetFromMap(new IdentityHashMap<>());

    private Forms() {}

    static List<Remark> refusals(Java.AbstractCompilationUnit tree) {
        Forms forms = new Forms();
        forms.visitAbstractCompilationUnit(tree);
        forms.refusals.addAll(Jumps.refusals(tree));
        return forms.refusals;
    }

    private void refuse(Java.Locatable where, String what) {
        refusals.add(Remark.refusal(where.getLocation(), what));
    }

    @Override
    public void traverseEnumConstant(Java.EnumConstant constant) {
        if (!constant.getMethodDeclarations().isEmpty()
                || !constant.fieldDeclarationsAndInitializers.isEmpty()
                || !constant.getMemberTypeDeclarations().isEmpty()) {
            refuse(constant, "the body of enum constant " + constant.name + ": Janino leaves it out");
        }
        super.traverseEnumConstant(constant);
    }

    @Override
    void traverseEnumDeclaration(Java.EnumDeclaration declaration) {
        if (declaration instanceof Java.AbstractClassDeclaration type) {
            type.fieldDeclarationsAndInitializers.forEach(this::checkMemberOfEnum);
        }
        super.traverseEnumDeclaration(declaration);
    }

    private void checkMemberOfEnum(Java.FieldDeclarationOrInitializer member) {
        if (member instanceof Java.Initializer initializer && initializer.isStatic()
                || member instanceof Java.FieldDeclaration field && field.isStatic() && !isPlain(field)) {
            refuse(member, "static code in an enum: Janino runs it before values() is ready");
        } else if (member instanceof Java.FieldDeclaration field
                && field.isStatic()
                && field.getAccess() == Access.PUBLIC) {
            refuse(member, "a public static field in an enum: Janino counts it among the constants of a switch");
        }
    }

    private static boolean isPlain(Java.FieldDeclaration field) {
        for (Java.VariableDeclarator variable : field.variableDeclarators) {
            if (variable.initializer != null && !(variable.initializer instanceof Java.Literal)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void traverseMethodDeclarator(Java.MethodDeclarator method) {
        if (method.getAccess() == Access.PRIVATE && !method.isStatic()) {
            if (method.isSynchronized()) {
                refuse(method, "a private synchronized method: Janino makes it static, and locks the class");
            }
            if (OF_SERIALIZATION.contains(method.name)) {
                refuse(
                        method,
                        "private method " + method.name + "(): Janino makes it static, and serialization passes it by");
            }
        }
        super.traverseMethodDeclarator(method);
    }

    @Override
    public void traverseTryStatement(Java.TryStatement statement) {
        if (!statement.resources.isEmpty()) {
            refuse(
                    statement,
                    "try-with-resources: Janino does not see the resource in the body, and closes it in the wrong order");
        }
        super.traverseTryStatement(statement);
    }

    @Override
    public void traverseAssertStatement(Java.AssertStatement statement) {
        refuse(statement, "assert: Janino checks it always, and Java only with -ea");
        super.traverseAssertStatement(statement);
    }

    @Override
    public void traverseFormalParameter(Java.FunctionDeclarator.FormalParameter parameter) {
        for (Java.Modifier modifier : parameter.modifiers) {
            if (modifier instanceof Java.Annotation annotation && !isOfTheSource(annotation)) {
                refuse(parameter, "annotation " + annotation + " of a parameter: Janino leaves it out");
            }
        }
        super.traverseFormalParameter(parameter);
    }

    private static boolean isOfTheSource(Java.Annotation annotation) {
        return annotation.getType().toString().equals("SuppressWarnings");
    }

    @Override
    public void traverseMemberAnnotationTypeDeclaration(Java.MemberAnnotationTypeDeclaration declaration) {
        refuse(declaration, "an annotation type inside of another type: Janino loses its uses");
        super.traverseMemberAnnotationTypeDeclaration(declaration);
    }

    @Override
    public void traverseExpressionStatement(Java.ExpressionStatement statement) {
        valueUnused.add(statement.rvalue);
        super.traverseExpressionStatement(statement);
    }

    @Override
    public void traverseForStatement(Java.ForStatement statement) {
        if (statement.update != null) {
            Collections.addAll(valueUnused, statement.update);
        }
        super.traverseForStatement(statement);
    }

    @Override
    public void traverseAssignment(Java.Assignment assignment) {
        if (!assignment.operator.equals("=") && !valueUnused.contains(assignment)) {
            refuse(assignment, "the value of " + assignment.operator + ": Janino takes it from the wrong place");
        }
        super.traverseAssignment(assignment);
    }
}

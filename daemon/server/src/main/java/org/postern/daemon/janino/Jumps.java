package org.postern.daemon.janino;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

import org.codehaus.janino.Java;
import org.jspecify.annotations.Nullable;

/**
 * Refuses jumps out of a try block past a finally block, where a catch block is on the way: Janino puts a copy of the finally block at
 * the jump, where the catch block sees what it throws.
 */
final class Jumps extends TreeWalk<RuntimeException> {

    private final List<Remark> refusals = new ArrayList<>();

    /** What is around the place, the innermost first: try statements with finally, blocks with a catch block, and other statements. */
    private Deque<Around> around = new ArrayDeque<>();

    private enum Kind {
        FINALLY,
        CATCH,
        OTHER
    }

    private record Around(Kind kind, Java.Statement statement) {}

    private Jumps() {}

    static List<Remark> refusals(Java.AbstractCompilationUnit tree) {
        Jumps jumps = new Jumps();
        jumps.visitAbstractCompilationUnit(tree);
        return jumps.refusals;
    }

    @Override
    public void traverseTryStatement(Java.TryStatement attempt) {
        boolean caught = !attempt.catchClauses.isEmpty();
        if (attempt.finallY != null) {
            around.push(new Around(Kind.FINALLY, attempt));
        }
        if (caught) {
            around.push(new Around(Kind.CATCH, attempt));
        }
        visitBlockStatement(attempt.body);
        if (caught) {
            around.pop();
        }
        attempt.catchClauses.forEach(clause -> visitBlockStatement(clause.body));
        if (attempt.finallY != null) {
            around.pop();
            visitBlockStatement(attempt.finallY);
        }
    }

    @Override
    public void traverseLabeledStatement(Java.LabeledStatement labeled) {
        inside(labeled, () -> super.traverseLabeledStatement(labeled));
    }

    @Override
    public void traverseForStatement(Java.ForStatement loop) {
        inside(loop, () -> super.traverseForStatement(loop));
    }

    @Override
    public void traverseForEachStatement(Java.ForEachStatement loop) {
        inside(loop, () -> super.traverseForEachStatement(loop));
    }

    @Override
    public void traverseWhileStatement(Java.WhileStatement loop) {
        inside(loop, () -> super.traverseWhileStatement(loop));
    }

    @Override
    public void traverseDoStatement(Java.DoStatement loop) {
        inside(loop, () -> super.traverseDoStatement(loop));
    }

    @Override
    public void traverseSwitchStatement(Java.SwitchStatement choice) {
        inside(choice, () -> super.traverseSwitchStatement(choice));
    }

    private void inside(Java.Statement statement, Runnable walk) {
        around.push(new Around(Kind.OTHER, statement));
        walk.run();
        around.pop();
    }

    /** Nothing jumps out of a method into the one around its class. */
    @Override
    public void traverseFunctionDeclarator(Java.FunctionDeclarator function) {
        Deque<Around> outside = around;
        around = new ArrayDeque<>();
        super.traverseFunctionDeclarator(function);
        around = outside;
    }

    @Override
    public void traverseReturnStatement(Java.ReturnStatement jump) {
        check(jump, null);
        super.traverseReturnStatement(jump);
    }

    @Override
    public void traverseBreakStatement(Java.BreakStatement jump) {
        check(jump, target(jump.label, false));
    }

    @Override
    public void traverseContinueStatement(Java.ContinueStatement jump) {
        check(jump, target(jump.label, true));
    }

    private Java.@Nullable Statement target(@Nullable String label, boolean loopsOnly) {
        for (Around one : around) {
            boolean fits = label == null
                    ? one.statement instanceof Java.ContinuableStatement
                            || !loopsOnly && one.statement instanceof Java.SwitchStatement
                    : one.statement instanceof Java.LabeledStatement labeled && labeled.label.equals(label);
            if (one.kind == Kind.OTHER && fits) {
                return one.statement;
            }
        }
        return null;
    }

    /** @param target null: out of the method */
    private void check(Java.Statement jump, Java.@Nullable Statement target) {
        boolean caught = false;
        for (Iterator<Around> ways = around.iterator(); ways.hasNext(); ) {
            Around one = ways.next();
            if (one.statement == target) {
                return;
            }
            caught |= one.kind == Kind.CATCH;
            if (caught && one.kind == Kind.FINALLY) {
                refusals.add(Remark.refusal(
                        jump.getLocation(),
                        "a jump out of a try block with a catch and a finally block: Janino lets the catch block see what the"
                                + " finally block throws"));
                return;
            }
        }
    }
}

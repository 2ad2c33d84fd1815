package org.postern.daemon.janino;

import java.util.List;
import java.util.function.Predicate;

import org.codehaus.janino.Java;

/** How often statements assign to something, at least and at most, on the ways through them. */
final class Assignments {

    /** Stands for a number that does not matter, as more than one is one too many. */
    private static final int MANY = 1000;

    private final Predicate<Java.Rvalue> isTarget;

    Assignments(Predicate<Java.Rvalue> isTarget) {
        this.isTarget = isTarget;
    }

    /** What a way that ends here does not assign, nobody misses: for those {@code least} is large. */
    record Count(int least, int most) {

        static final Count NONE = new Count(0, 0);

        Count then(Count next) {
            return new Count(Math.min(MANY, least + next.least), Math.min(MANY, most + next.most));
        }

        Count or(Count other) {
            return new Count(Math.min(least, other.least), Math.max(most, other.most));
        }
    }

    Count in(List<? extends Java.BlockStatement> statements) {
        Count count = Count.NONE;
        for (int i = 0; i < statements.size(); i++) {
            Java.BlockStatement statement = statements.get(i);
            if (statement instanceof Java.IfStatement choice
                    && choice.elseStatement == null
                    && ends(choice.thenStatement)) {
                Count rest = in(statements.subList(i + 1, statements.size()));
                return count.then(in(choice.condition))
                        .then(in(choice.thenStatement).or(rest));
            }
            count = count.then(in(statement));
        }
        return count;
    }

    Count in(Java.BlockStatement statement) {
        if (statement instanceof Java.Block block) {
            return in(block.statements);
        }
        if (statement instanceof Java.IfStatement choice) {
            Count otherwise = choice.elseStatement == null ? Count.NONE : in(choice.elseStatement);
            return in(choice.condition).then(in(choice.thenStatement).or(otherwise));
        }
        if (statement instanceof Java.LabeledStatement labeled) {
            return in(labeled.body);
        }
        if (statement instanceof Java.SynchronizedStatement locked) {
            return in(locked.body);
        }
        if (statement instanceof Java.TryStatement attempt) {
            return in(attempt);
        }
        if (statement instanceof Java.ThrowStatement) {
            return new Count(MANY, 0);
        }
        int all = Tally.of(statement, isTarget);
        if (statement instanceof Java.ContinuableStatement && all > 0) {
            return new Count(0, MANY);
        }
        return new Count(statement instanceof Java.SwitchStatement ? 0 : all, all);
    }

    private Count in(Java.TryStatement attempt) {
        Count count = in(attempt.body);
        Count caught = count;
        for (Java.CatchClause clause : attempt.catchClauses) {
            Count handled = in(clause.body);
            caught = new Count(Math.min(caught.least(), handled.least()), caught.most() + handled.most());
        }
        return attempt.finallY == null ? caught : caught.then(in(attempt.finallY));
    }

    private Count in(Java.Rvalue value) {
        int all = Tally.of(value, isTarget);
        return new Count(all, all);
    }

    /** Whether what follows a statement is another way. */
    private static boolean ends(Java.BlockStatement statement) {
        if (statement instanceof Java.Block block) {
            return !block.statements.isEmpty() && ends(block.statements.get(block.statements.size() - 1));
        }
        return statement instanceof Java.ReturnStatement
                || statement instanceof Java.ThrowStatement
                || statement instanceof Java.BreakStatement
                || statement instanceof Java.ContinueStatement;
    }

    /** All assignments, wherever they stand. */
    private static final class Tally extends TreeWalk<RuntimeException> {

        private final Predicate<Java.Rvalue> isTarget;
        private int count;

        private Tally(Predicate<Java.Rvalue> isTarget) {
            this.isTarget = isTarget;
        }

        static int of(Java.BlockStatement statement, Predicate<Java.Rvalue> isTarget) {
            Tally tally = new Tally(isTarget);
            tally.visitBlockStatement(statement);
            return tally.count;
        }

        static int of(Java.Rvalue value, Predicate<Java.Rvalue> isTarget) {
            Tally tally = new Tally(isTarget);
            tally.visitAtom(value);
            return tally.count;
        }

        @Override
        public void traverseAssignment(Java.Assignment assignment) {
            count += isTarget.test(assignment.lhs) ? 1 : 0;
            super.traverseAssignment(assignment);
        }

        @Override
        public void traverseCrement(Java.Crement crement) {
            count += isTarget.test(crement.operand) ? 1 : 0;
            super.traverseCrement(crement);
        }
    }
}

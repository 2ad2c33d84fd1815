package org.postern.daemon.janino;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.Deque;

import org.codehaus.commons.compiler.CompileException;
import org.codehaus.commons.compiler.Location;
import org.codehaus.janino.Java;
import org.codehaus.janino.Parser;
import org.codehaus.janino.Scanner;
import org.jspecify.annotations.Nullable;

/**
 * Janino's parser, which writes two things in another way that means the same, as Janino gets them wrong as they are.
 *
 * <p>A cast to char or short goes by way of int (JLS 5.1.3, 5.1.4): Janino's own leaves out a step, and {@code (char) -1.0f} is negative.
 *
 * <p>A finally block does nothing when it is come to for the second time: Janino comes to it again after a catch block, and when it
 * fails on the way out of the try block. {@code try { a } finally { b }} is read as {@code { boolean done = false; try { a } finally {
 * if (!done) { done = true; b } } }}.
 */
final class Grammar extends Parser {

    /** The names of the variables {@code done} of the try statements that are being read, the innermost first. */
    private final Deque<String> guards = new ArrayDeque<>();

    private int tries;
    private boolean atFinally;
    private boolean atAnnotationType;

    private Grammar(Scanner scanner) {
        super(scanner);
    }

    static Java.AbstractCompilationUnit parse(String file, String text) throws CompileException, IOException {
        return new Grammar(new Scanner(file, new StringReader(text))).parseAbstractCompilationUnit();
    }

    @Override
    public Java.Atom parsePrimary() throws CompileException, IOException {
        Java.Atom atom = super.parsePrimary();
        if (atom instanceof Java.Cast cast
                && cast.targetType instanceof Java.PrimitiveType type
                && (type.primitive == Java.Primitive.CHAR || type.primitive == Java.Primitive.SHORT)) {
            Java.PrimitiveType viaInt = new Java.PrimitiveType(cast.getLocation(), Java.Primitive.INT);
            return new Java.Cast(cast.getLocation(), type, new Java.Cast(cast.getLocation(), viaInt, cast.value));
        }
        return atom;
    }

    @Override
    public boolean peekNextButOne(String suspected) throws CompileException, IOException {
        boolean ahead = super.peekNextButOne(suspected);
        atAnnotationType = ahead && suspected.equals("interface");
        return ahead;
    }

    /** Janino comes here for an annotation type too, if it is inside of another type, and takes it for an interface. */
    @Override
    public Java.InterfaceDeclaration parseInterfaceDeclarationRest(
            @Nullable String comment, Java.Modifier[] modifiers, InterfaceDeclarationContext context)
            throws CompileException, IOException {
        if (!atAnnotationType) {
            return super.parseInterfaceDeclarationRest(comment, modifiers, context);
        }
        return (Java.InterfaceDeclaration) parseAnnotationTypeDeclarationRest(comment, modifiers, context);
    }

    @Override
    public Java.AnnotationTypeDeclaration parseAnnotationTypeDeclarationRest(
            @Nullable String comment, Java.Modifier[] modifiers, InterfaceDeclarationContext context)
            throws CompileException, IOException {
        atAnnotationType = false;
        return super.parseAnnotationTypeDeclarationRest(comment, modifiers, context);
    }

    @Override
    public Java.Statement parseTryStatement() throws CompileException, IOException {
        String guard = "finally$" + ++tries;
        guards.push(guard);
        try {
            Java.Statement statement = super.parseTryStatement();
            if (!(statement instanceof Java.TryStatement attempt) || attempt.finallY == null) {
                return statement;
            }
            Location place = statement.getLocation();
            Java.Block block = new Java.Block(place);
            block.addStatement(new Java.LocalVariableDeclarationStatement(
                    place,
                    new Java.Modifier[0],
                    new Java.PrimitiveType(place, Java.Primitive.BOOLEAN),
                    new Java.VariableDeclarator[] {
                        new Java.VariableDeclarator(place, guard, 0, new Java.BooleanLiteral(place, "false"))
                    }));
            block.addStatement(statement);
            return block;
        } finally {
            guards.pop();
        }
    }

    @Override
    public boolean peekRead(String suspected) throws CompileException, IOException {
        boolean read = super.peekRead(suspected);
        atFinally = read && suspected.equals("finally");
        return read;
    }

    @Override
    public Java.Block parseBlock() throws CompileException, IOException {
        if (!atFinally) {
            return super.parseBlock();
        }
        atFinally = false;
        Java.Block body = super.parseBlock();
        Location place = body.getLocation();
        Java.Block once = new Java.Block(place);
        once.addStatement(new Java.ExpressionStatement(
                new Java.Assignment(place, guard(place), "=", new Java.BooleanLiteral(place, "true"))));
        once.addStatement(body);
        Java.Block guarded = new Java.Block(place);
        guarded.addStatement(new Java.IfStatement(place, new Java.UnaryOperation(place, "!", guard(place)), once));
        return guarded;
    }

    private Java.AmbiguousName guard(Location place) {
        return new Java.AmbiguousName(place, new String[] {guards.element()});
    }
}

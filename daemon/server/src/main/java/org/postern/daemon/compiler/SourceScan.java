package org.postern.daemon.compiler;

import java.util.ArrayList;
import java.util.List;

import org.eclipse.jdt.core.compiler.InvalidInputException;
import org.eclipse.jdt.internal.compiler.parser.Scanner;
import org.eclipse.jdt.internal.compiler.parser.TerminalToken;
import org.jspecify.annotations.Nullable;

/**
 * What has to be known of a source before it is compiled: its package, its on-demand imports, its main type, and whether it is
 * <em>compact</em>, that is, has methods or fields without a class around them.
 *
 * <p>A compact file becomes a public class named after the file: the class's head is put in front of the first declaration, on its
 * line, and the closing brace at the end, so that lines stay where they are. Where the scanner cannot read on, what it knows by then
 * has to do: the compiler will say what is wrong.
 */
final class SourceScan {

    private final Scanner scanner =
            new Scanner(false, false, false, JavaLevel.compiler(), JavaLevel.compiler(), null, null, true, false);
    private final String text;
    private final String typeOfFile;

    private String packageName = "";
    private final List<String> wildcards = new ArrayList<>();
    private int firstDeclaration = -1;
    private boolean compact;
    private boolean named;
    private @Nullable String publicType;
    private @Nullable String firstType;

    private SourceScan(String text, String typeOfFile) {
        this.text = text;
        this.typeOfFile = typeOfFile;
        scanner.setSource(text.toCharArray());
    }

    /** @param typeOfFile the name of the file as a Java name */
    static SourceScan of(String text, String typeOfFile) {
        SourceScan scan = new SourceScan(text, typeOfFile);
        try {
            scan.scan();
        } catch (InvalidInputException leftToTheCompiler) {
            return scan;
        }
        return scan;
    }

    String packageName() {
        return packageName;
    }

    List<String> wildcards() {
        return wildcards;
    }

    /** The type named after the file, else the public one, else the first one. */
    String mainType() {
        if (compact || named || firstType == null) {
            return typeOfFile;
        }
        return publicType == null ? firstType : publicType;
    }

    String compiled() {
        return isCompact()
                ? text.substring(0, firstDeclaration) + head() + text.substring(firstDeclaration) + "\n}"
                : text;
    }

    /** Where the class's head was put in, as an offset into the text. */
    int insertedAt() {
        return isCompact() ? firstDeclaration : 0;
    }

    int insertedLength() {
        return isCompact() ? head().length() : 0;
    }

    /** Beside a type of the file's own name there is no room for a class around it: what stands there by mistake is told as it is. */
    private boolean isCompact() {
        return compact && !named;
    }

    private String head() {
        return "public class " + typeOfFile + " { ";
    }

    private void scan() throws InvalidInputException {
        TerminalToken token = scanner.getNextToken();
        while (token != TerminalToken.TokenNameEOF) {
            switch (token) {
                case TokenNamepackage -> packageName = name();
                case TokenNameimport -> importName();
                case TokenNameSEMICOLON, TokenNameRBRACE -> {} // one brace too many is the compiler's business
                default -> declaration(token);
            }
            token = scanner.getNextToken();
        }
    }

    private void importName() throws InvalidInputException {
        String name = name();
        if (name.endsWith(".*")) {
            wildcards.add(name.substring(0, name.length() - 2).replace('.', '/'));
        }
    }

    /** The tokens up to the semicolon, without the word static. */
    private String name() throws InvalidInputException {
        StringBuilder name = new StringBuilder();
        TerminalToken token = scanner.getNextToken();
        while (token != TerminalToken.TokenNameSEMICOLON && token != TerminalToken.TokenNameEOF) {
            if (token != TerminalToken.TokenNamestatic) {
                name.append(scanner.getCurrentTokenSource());
            }
            token = scanner.getNextToken();
        }
        return name.toString();
    }

    /** A declaration at the top: a type, or else a member, which makes the file compact. Leaves the scanner behind it. */
    private void declaration(TerminalToken first) throws InvalidInputException {
        if (firstDeclaration < 0) {
            firstDeclaration = scanner.startPosition;
        }
        boolean isPublic = false;
        TerminalToken token = first;
        String before = "";
        while (token != TerminalToken.TokenNameEOF) {
            switch (token) {
                case TokenNameAT -> {
                    token = annotation();
                    continue;
                }
                case TokenNamepublic -> isPublic = true;
                case TokenNamepackage -> {
                    packageName = name();
                    firstDeclaration = -1;
                    return;
                }
                case TokenNameclass, TokenNameinterface, TokenNameenum -> {
                    type(isPublic);
                    return;
                }
                case TokenNameIdentifier -> {
                    if (before.equals("record")) {
                        type(isPublic, scanner.getCurrentTokenString());
                        return;
                    }
                }
                case TokenNameLPAREN, TokenNameEQUAL, TokenNameSEMICOLON, TokenNameLBRACE -> {
                    compact = true;
                    skipRest(token);
                    return;
                }
                default -> {}
            }
            before = scanner.getCurrentTokenString();
            token = scanner.getNextToken();
        }
        compact = compact || !before.isEmpty();
    }

    /** Skips an annotation's name and arguments; the result is the token behind it, or {@code interface} of a declaration. */
    private TerminalToken annotation() throws InvalidInputException {
        TerminalToken token = scanner.getNextToken();
        if (token == TerminalToken.TokenNameinterface) {
            return token;
        }
        token = scanner.getNextToken();
        while (token == TerminalToken.TokenNameDOT) {
            scanner.getNextToken();
            token = scanner.getNextToken();
        }
        if (token == TerminalToken.TokenNameLPAREN) {
            skipPair(TerminalToken.TokenNameLPAREN, TerminalToken.TokenNameRPAREN);
            token = scanner.getNextToken();
        }
        return token;
    }

    private void type(boolean isPublic) throws InvalidInputException {
        scanner.getNextToken();
        type(isPublic, scanner.getCurrentTokenString());
    }

    private void type(boolean isPublic, String name) throws InvalidInputException {
        named |= name.equals(typeOfFile);
        firstType = firstType == null ? name : firstType;
        publicType = isPublic && publicType == null ? name : publicType;
        TerminalToken token = scanner.getNextToken();
        while (token != TerminalToken.TokenNameLBRACE && token != TerminalToken.TokenNameEOF) {
            if (token == TerminalToken.TokenNameLPAREN) {
                // a record's components, or an annotation's arguments, which can have braces
                skipPair(TerminalToken.TokenNameLPAREN, TerminalToken.TokenNameRPAREN);
            }
            token = scanner.getNextToken();
        }
        skipPair(TerminalToken.TokenNameLBRACE, TerminalToken.TokenNameRBRACE);
    }

    /** The rest of a member: up to the end of its body, or to a semicolon outside of all brackets. */
    private void skipRest(TerminalToken from) throws InvalidInputException {
        TerminalToken token = from;
        boolean value = false;
        while (token != TerminalToken.TokenNameEOF && token != TerminalToken.TokenNameSEMICOLON) {
            if (token == TerminalToken.TokenNameEQUAL) {
                value = true;
            } else if (token == TerminalToken.TokenNameLPAREN) {
                skipPair(TerminalToken.TokenNameLPAREN, TerminalToken.TokenNameRPAREN);
            } else if (token == TerminalToken.TokenNameLBRACE) {
                skipPair(TerminalToken.TokenNameLBRACE, TerminalToken.TokenNameRBRACE);
                if (!value) {
                    return;
                }
            }
            token = scanner.getNextToken();
        }
    }

    private void skipPair(TerminalToken open, TerminalToken close) throws InvalidInputException {
        int depth = 1;
        while (depth > 0) {
            TerminalToken token = scanner.getNextToken();
            if (token == TerminalToken.TokenNameEOF) {
                return;
            }
            depth += token == open ? 1 : token == close ? -1 : 0;
        }
    }
}

package org.postern.daemon.compiler;

import java.util.LinkedHashSet;
import java.util.Set;

import org.eclipse.jdt.core.compiler.InvalidInputException;
import org.eclipse.jdt.internal.compiler.parser.Scanner;
import org.eclipse.jdt.internal.compiler.parser.TerminalToken;

/**
 * The names of types, with slashes, to which a file may refer, by the words in it alone: each may mean a type of the file's package or of
 * one that it imports as a whole, and with those behind its dots any type of which they are the beginning. More names than there are
 * types, as {@link References}.
 */
final class Words {

    private final Set<String> names = new LinkedHashSet<>();
    private final Source source;

    private Words(Source source) {
        this.source = source;
    }

    static Set<String> names(Source source) {
        Words words = new Words(source);
        try {
            words.read();
        } catch (InvalidInputException e) {
            throw new IllegalStateException(source.file() + " was compiled, and cannot be read: " + e.getMessage(), e);
        }
        return words.names;
    }

    private void read() throws InvalidInputException {
        Scanner scanner =
                new Scanner(false, false, false, JavaLevel.compiler(), JavaLevel.compiler(), null, null, true, false);
        scanner.setSource(source.compiled().toCharArray());
        StringBuilder chain = new StringBuilder();
        for (TerminalToken token = scanner.getNextToken();
                token != TerminalToken.TokenNameEOF;
                token = scanner.getNextToken()) {
            switch (token) {
                case TokenNameIdentifier -> chain.append(scanner.getCurrentTokenSource());
                case TokenNameDOT -> {
                    if (!chain.isEmpty()) {
                        chain.append('/');
                    }
                }
                default -> {
                    add(chain.toString());
                    chain.setLength(0);
                }
            }
        }
    }

    /** @param chain words, with slashes for the dots between them */
    private void add(String chain) {
        if (chain.isEmpty()) {
            return;
        }
        String first = chain.split("/", 2)[0];
        String ownPackage = source.packageName().replace('.', '/');
        names.add(ownPackage.isEmpty() ? first : ownPackage + "/" + first);
        source.wildcards().forEach(wildcard -> names.add(wildcard + "/" + first));
        for (int slash = chain.indexOf('/'); slash >= 0; slash = chain.indexOf('/', slash + 1)) {
            names.add(chain.substring(0, slash));
        }
        names.add(chain);
    }
}

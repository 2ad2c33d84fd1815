package org.postern.daemon.janino;

import java.util.HashSet;
import java.util.Set;

import org.codehaus.janino.Java;

/** The simple names to which a source itself gives a meaning: its types inside of others, and what it imports by name. */
final class OwnNames extends TreeWalk<RuntimeException> {

    private final Set<String> names = new HashSet<>();

    private OwnNames() {}

    static Set<String> of(Java.CompilationUnit tree) {
        OwnNames own = new OwnNames();
        own.visitAbstractCompilationUnit(tree);
        return own.names;
    }

    @Override
    public void traverseSingleTypeImportDeclaration(
            Java.AbstractCompilationUnit.SingleTypeImportDeclaration declaration) {
        names.add(last(declaration.identifiers));
    }

    @Override
    public void traverseSingleStaticImportDeclaration(
            Java.AbstractCompilationUnit.SingleStaticImportDeclaration declaration) {
        names.add(last(declaration.identifiers));
    }

    private static String last(String[] identifiers) {
        return identifiers[identifiers.length - 1];
    }

    @Override
    public void traverseAbstractTypeDeclaration(Java.AbstractTypeDeclaration declaration) {
        if (declaration instanceof Java.NamedTypeDeclaration named
                && !(declaration instanceof Java.PackageMemberTypeDeclaration)) {
            names.add(named.getName());
        }
        super.traverseAbstractTypeDeclaration(declaration);
    }
}

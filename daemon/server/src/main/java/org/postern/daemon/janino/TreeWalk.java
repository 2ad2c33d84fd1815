package org.postern.daemon.janino;

import org.codehaus.janino.Java;
import org.codehaus.janino.util.AbstractTraverser;

/** Janino's walk over a tree, which passes by initialisers and enum constants, led through these too. */
abstract class TreeWalk<E extends Exception> extends AbstractTraverser<E> {

    @Override
    public void traverseArrayInitializerOrRvalue(Java.ArrayInitializerOrRvalue initializer) throws E {
        if (initializer instanceof Java.ArrayInitializer array) {
            for (Java.ArrayInitializerOrRvalue value : array.values) {
                traverseArrayInitializerOrRvalue(value);
            }
        } else if (initializer instanceof Java.Rvalue value) {
            visitAtom(value);
        }
    }

    @Override
    public void traversePackageMemberEnumDeclaration(Java.PackageMemberEnumDeclaration declaration) throws E {
        traverseEnumDeclaration(declaration);
        super.traversePackageMemberEnumDeclaration(declaration);
    }

    @Override
    public void traverseMemberEnumDeclaration(Java.MemberEnumDeclaration declaration) throws E {
        traverseEnumDeclaration(declaration);
        super.traverseMemberEnumDeclaration(declaration);
    }

    void traverseEnumDeclaration(Java.EnumDeclaration declaration) throws E {
        for (Java.EnumConstant constant : declaration.getConstants()) {
            traverseEnumConstant(constant);
        }
    }

    @Override
    public void traverseEnumConstant(Java.EnumConstant constant) throws E {
        if (constant.arguments != null) {
            for (Java.Rvalue argument : constant.arguments) {
                visitAtom(argument);
            }
        }
        traverseClassDeclaration(constant);
    }
}

package org.postern.daemon.compiler;

import java.util.LinkedHashSet;
import java.util.Set;

import org.eclipse.jdt.core.compiler.CharOperation;
import org.eclipse.jdt.internal.compiler.CompilationResult;

/**
 * The names of types, with slashes, to which a file may refer, by what the compiler reports: a simple name means a type of the file's
 * package or of one that it imports as a whole, a qualified name any of its beginnings. More names than there are types, on purpose:
 * one that is no type today can be one tomorrow.
 */
final class References {

    private References() {}

    static Set<String> of(CompilationResult result, Source source) {
        Set<String> names = new LinkedHashSet<>();
        String ownPackage = source.packageName().replace('.', '/');
        for (char[] simple : orNone(result.simpleNameReferences)) {
            String name = new String(simple);
            names.add(ownPackage.isEmpty() ? name : ownPackage + "/" + name);
            source.wildcards().forEach(wildcard -> names.add(wildcard + "/" + name));
        }
        for (char[][] qualified : result.qualifiedReferences == null ? new char[0][][] : result.qualifiedReferences) {
            for (int length = 1; length <= qualified.length; length++) {
                names.add(CharOperation.toString(CharOperation.subarray(qualified, 0, length))
                        .replace('.', '/'));
            }
        }
        return names;
    }

    private static char[][] orNone(char[][] names) {
        return names == null ? CharOperation.NO_CHAR_CHAR : names;
    }
}

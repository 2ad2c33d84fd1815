package org.postern.daemon.config;

import java.util.ArrayList;
import java.util.List;

import org.postern.ajp.AjpFields;

/**
 * The attributes of a request, cut into copies of httpd's environment.
 *
 * <p>SetEnv acts in the fixups of every request and sub-request and appends to a copied environment, so one request can bring the
 * directives of several sections: a folder, the index file in it, the folder again. Each copy begins with {@code POSTERN_BEGIN}, which
 * is the first variable that the server's configuration sets. What stands before the first one was put there by other means, and is
 * no directive.
 */
final class Blocks {

    static final String BEGIN = "POSTERN_BEGIN";
    static final String PREFIX = "JAVA_";

    private final List<Directives> all = new ArrayList<>();

    Blocks(AjpFields attributes) {
        Directives block = null;
        for (int i = 0; i < attributes.size(); i++) {
            String name = attributes.name(i);
            if (name.equals(BEGIN)) {
                block = new Directives();
                all.add(block);
            } else if (block != null && name.startsWith(PREFIX)) {
                block.put(name, attributes.value(i));
            }
        }
        if (all.isEmpty()) {
            all.add(new Directives());
        }
    }

    /** Every block, in order. */
    List<Directives> all() {
        return all;
    }

    /**
     * The block that speaks for the resource that is served: the last; but after mod_dir or mod_negotiation have gone to another
     * file, which puts the file's block between two of the folder, the middle one. In an included document the last is its own.
     */
    Directives chosen(String protocol) {
        int n = all.size();
        boolean redirected = n >= 3 && n % 2 == 1 && !protocol.equals("INCLUDED");
        return all.get(redirected ? n / 2 : n - 1);
    }
}

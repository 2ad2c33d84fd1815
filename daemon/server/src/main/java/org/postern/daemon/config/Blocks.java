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
 *
 * <p>The facts about the client's request stand before the first block. When mod_dir or mod_negotiation go to another file, they put
 * the environment of the request that they leave behind that of the one to which they go, facts included: so the second {@code
 * POSTERN_URI} is where the left one begins.
 */
final class Blocks {

    static final String BEGIN = "POSTERN_BEGIN";
    static final String PREFIX = "JAVA_";
    static final String URI = "POSTERN_URI";
    static final String FOLDER = "POSTERN_FOLDER";

    private final List<Directives> all = new ArrayList<>();
    private int beforeSecondUri = -1;

    Blocks(AjpFields attributes) {
        Directives block = null;
        int uris = 0;
        for (int i = 0; i < attributes.size(); i++) {
            String name = attributes.name(i);
            if (name.equals(BEGIN)) {
                block = new Directives();
                all.add(block);
            } else if (name.equals(URI) && ++uris == 2) {
                beforeSecondUri = all.size() - 1;
            } else if (block != null && name.equals(FOLDER)) {
                block.setFolder();
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
     * The block that speaks for the resource that is served: the last one of the request that httpd went to in the end. Where no fact
     * tells where the left one begins, it is the last; or the middle one of an odd number outside of an included document, as the
     * file's block then stands between two of its folder.
     */
    Directives chosen(String protocol) {
        if (beforeSecondUri >= 0) {
            return all.get(beforeSecondUri);
        }
        int n = all.size();
        boolean redirected = n >= 3 && n % 2 == 1 && !protocol.equals("INCLUDED");
        return all.get(redirected ? n / 2 : n - 1);
    }
}

package org.postern.daemon.exchange;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.config.Facts;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;

/** Where a request's modules are looked up. */
final class Roots {

    private Roots() {}

    /** A folder's path with a slash at its end. */
    static String asFolder(String path) {
        return path.endsWith("/") ? path : path + "/";
    }

    /** JavaRoot, absolute; without one the alias target or the DocumentRoot. */
    static String of(@Nullable String javaRoot, Facts facts) {
        if (javaRoot != null && javaRoot.startsWith("/")) {
            return javaRoot;
        }
        String folder = facts.contextDocumentRoot() == null ? facts.documentRoot() : facts.contextDocumentRoot();
        if (folder == null) {
            throw new Fault(
                    Code.BAD_DIRECTIVE,
                    javaRoot == null
                            ? "JavaRoot is not set, and httpd does not tell the DocumentRoot (expected: Use JavaSite, or Use JavaRoot)"
                            : "JavaRoot \"" + javaRoot
                                    + "\": relative, and httpd does not tell the DocumentRoot (expected: an absolute path)");
        }
        return javaRoot == null ? folder : folder + "/" + javaRoot;
    }
}

package org.postern.daemon.interpreter;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.config.Plan;

/**
 * What makes an interpreter: its name, and the settings in which sections of one name must not differ.
 *
 * @param path JavaPath, made absolute
 */
record InterpreterKey(
        String name,
        List<String> path,
        boolean autoReload,
        Plan.@Nullable ReloadOnError reloadOnError,
        Plan.Compiler compiler) {

    static InterpreterKey of(Plan plan, String site, String root, @Nullable String filename, List<String> path) {
        return new InterpreterKey(
                name(plan, site, root, filename), path, plan.autoReload(), plan.reloadOnError(), plan.compiler());
    }

    private static String name(Plan plan, String site, String root, @Nullable String filename) {
        if (plan.interpreter() != null) {
            return plan.interpreter();
        }
        if (plan.interpPerDirectory() && filename != null) {
            String folder = filename.substring(0, filename.lastIndexOf('/') + 1);
            return plan.folder() && !folder.equals(filename) ? filename + "/" : folder;
        }
        if (plan.interpPerDirective()) {
            return root.endsWith("/") ? root : root + "/";
        }
        return site;
    }
}

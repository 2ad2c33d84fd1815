package org.postern.daemon.importer;

import java.nio.file.Path;
import java.util.List;

/**
 * One version of a unit: the files that share a loader, and that loader.
 *
 * @param number counts the versions of an interpreter's units
 * @param joins why the files share a loader, in sentences; empty for a single file
 */
record UnitVersion(long number, List<Path> files, List<String> joins, UnitLoader loader) {

    UnitLife life() {
        return loader.life();
    }
}

package org.postern.daemon.importer;

import java.nio.file.Path;
import java.util.List;

/**
 * One version of a unit: the files that share a loader, and that loader.
 *
 * @param number counts the versions of an interpreter's units
 */
record UnitVersion(long number, List<Path> files, UnitLoader loader) {

    UnitLife life() {
        return loader.life();
    }
}

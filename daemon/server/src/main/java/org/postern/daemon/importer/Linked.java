package org.postern.daemon.importer;

import java.nio.file.Path;

import org.postern.daemon.compiler.Compiled;

/**
 * A file whose new version has its loader; it is a module as soon as it is initialised.
 *
 * @param logical the path to which what it keeps belongs
 */
record Linked(Compiled compiled, Path logical, UnitVersion unit) {

    Path file() {
        return compiled.file();
    }

    Ties ties() {
        return unit.life().ties(file());
    }
}

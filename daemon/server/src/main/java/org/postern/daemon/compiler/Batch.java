package org.postern.daemon.compiler;

import java.util.Collection;
import java.util.List;

/** One run of a compiler over files of one look-up. */
interface Batch {

    void compile(Collection<Source> sources);

    /** Whether two files of the batch declare the same type. */
    boolean hasClashingTypes();

    /**
     * What became of the files of this look-up; those of others were only shown to it.
     *
     * @throws CompileFault if something is wrong with one of the files
     */
    List<Compiled> results();
}

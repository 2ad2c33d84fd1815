package org.postern.daemon.importer;

import java.nio.file.Path;

import org.postern.api.ModuleException;
import org.postern.api.spi.Pages;
import org.postern.daemon.fault.Fault;

/** Pages, as the requests see them that run on the threads that call. */
public abstract class CalledPages implements Pages {

    private record Loaded(Entry entry) implements Page {

        @Override
        public void run(Object psp) {
            try {
                entry.call(psp);
            } catch (Throwable thrown) {
                throw CalledPages.<RuntimeException>asIs(thrown);
            }
        }
    }

    @Override
    public final Page page(String root, String path) {
        try {
            return new Loaded(ModuleView.pageOfRequest(root, path));
        } catch (Fault fault) {
            if (Callers.isBundledNearest()) {
                throw fault;
            }
            throw new ModuleException("page " + Path.of(root, path).normalize() + ": " + fault.line(), fault);
        }
    }

    @Override
    public final String code(String filename) {
        return ModuleView.codeOfPage(Path.of(filename));
    }

    @Override
    public final void explain(Throwable thrown) {
        ModuleView.explainForRequest(thrown);
    }

    /** Lets any exception through a method that declares none. */
    @SuppressWarnings("unchecked")
    private static <T extends Throwable> T asIs(Throwable thrown) throws T {
        throw (T) thrown;
    }
}

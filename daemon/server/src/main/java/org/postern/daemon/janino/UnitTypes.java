package org.postern.daemon.janino;

import java.util.Set;

import org.codehaus.janino.Descriptor;
import org.codehaus.janino.IClass;
import org.codehaus.janino.IClassLoader;
import org.jspecify.annotations.Nullable;

/**
 * The types that one source sees. Janino takes a name in an expression for a class of the unnamed package before it thinks of imports
 * and members, and from a named package too: what Java would not take for that is hidden.
 */
final class UnitTypes extends IClassLoader {

    private final IClassLoader shared;
    private final boolean inPackage;
    private final Set<String> hidden;

    /**
     * @param inPackage whether the source is in a named package
     * @param hidden names that mean something else in it
     */
    UnitTypes(IClassLoader shared, boolean inPackage, Set<String> hidden) {
        super(null);
        this.shared = shared;
        this.inPackage = inPackage;
        this.hidden = hidden;
        postConstruct();
    }

    @Override
    protected @Nullable IClass findIClass(String descriptor) throws ClassNotFoundException {
        String name = Descriptor.toInternalForm(descriptor);
        if (name.indexOf('/') < 0 && (inPackage || hidden.contains(name))) {
            return null;
        }
        IClass type = shared.loadIClass(descriptor);
        if (type != null) {
            defineIClass(type);
        }
        return type;
    }

    /** An array is the same type to all. */
    @Override
    public IClass getArrayIClass(IClass component) {
        return shared.getArrayIClass(component);
    }
}

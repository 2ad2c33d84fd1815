package org.postern.daemon.janino;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import org.codehaus.janino.ClassFileIClass;
import org.codehaus.janino.Descriptor;
import org.codehaus.janino.IClass;
import org.codehaus.janino.IClassLoader;
import org.codehaus.janino.util.ClassFile;
import org.jspecify.annotations.Nullable;

/** The types that all sources of a run see, one object for each. */
final class SharedTypes extends IClassLoader {

    /** Those of the JDK and of the API, which no source can have and which never change; nobody writes to them. */
    private static final ConcurrentMap<String, ClassFile> CONSTANT = new ConcurrentHashMap<>();

    private final Types types;
    private final JaninoRun run;

    SharedTypes(Types types, JaninoRun run) {
        super(null);
        this.types = types;
        this.run = run;
    }

    /** Loads those that Janino cannot do without; the run is ready by then. */
    void open() {
        postConstruct();
    }

    @Override
    protected @Nullable IClass findIClass(String descriptor) throws ClassNotFoundException {
        String name = Descriptor.toInternalForm(descriptor);
        IClass type = run.declared(name);
        if (type == null) {
            type = find(name);
        }
        if (type != null) {
            defineIClass(type);
        }
        return type;
    }

    private @Nullable IClass find(String name) throws ClassNotFoundException {
        ClassFile known = CONSTANT.get(name);
        if (known != null) {
            return new ClassFileIClass(known, this);
        }
        Types.Seen seen = types.find(name);
        if (seen instanceof Types.Seen.Bytes binary) {
            ClassFile file = read(name, binary.bytes());
            if (name.startsWith("java/") || name.startsWith("org/postern/")) {
                CONSTANT.put(name, file);
            }
            return new ClassFileIClass(file, this);
        }
        if (seen instanceof Types.Seen.Text source) {
            run.add(source.file(), source.text());
            return run.declared(name);
        }
        return null;
    }

    private static ClassFile read(String name, byte[] bytes) throws ClassNotFoundException {
        try {
            return new ClassFile(new ByteArrayInputStream(Outline.of(bytes)));
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }
}

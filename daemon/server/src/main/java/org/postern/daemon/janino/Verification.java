package org.postern.daemon.janino;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Has the JVM look at the classes before anybody uses them: where Janino loses its way, it often makes code that is none. They are
 * linked by a loader that is thrown away, and nothing of them runs.
 */
final class Verification {

    /** Where the verifier says where it is, such as {@code Location: page.f(I)V @3: ireturn}. */
    private static final Pattern METHOD = Pattern.compile("Location:\\s+\\S*?\\.([^.(]+)(\\(\\S+)");

    private final Map<String, JaninoUnit> units = new HashMap<>();
    private final Types types;
    private final ClassLoader platform;

    Verification(List<JaninoUnit> units, Types types, ClassLoader platform) {
        units.forEach(unit -> unit.classes().keySet().forEach(name -> this.units.put(name, unit)));
        this.types = types;
        this.platform = platform;
    }

    void run() {
        Trial trial = new Trial();
        units.forEach((name, unit) -> {
            CodeFacts facts = CodeFacts.of(bytes(unit, name));
            for (CodeFacts.Put put : facts.puts()) {
                if (isForeignFinal(put, name)) {
                    unit.refuse(put.line(), put.field(), "assignment to final " + put.field() + ": Janino makes it");
                }
            }
            String fault = trial.fault(name);
            if (fault != null) {
                unit.refuse(line(fault, facts), "", "the JVM refuses what Janino makes of this: " + firstLine(fault));
            }
        });
    }

    private static byte[] bytes(JaninoUnit unit, String name) {
        byte[] bytes = unit.classes().get(name);
        if (bytes == null) {
            throw new IllegalStateException("no class " + name);
        }
        return bytes;
    }

    private byte @Nullable [] bytes(String name) {
        JaninoUnit unit = units.get(name);
        if (unit != null) {
            return unit.classes().get(name);
        }
        return types.find(name) instanceof Types.Seen.Bytes binary ? binary.bytes() : null;
    }

    /** Whether the field is final, and the place none where it may be assigned. */
    private boolean isForeignFinal(CodeFacts.Put put, String inClass) {
        if (put.inInitialiser() && put.owner().equals(inClass)) {
            return false;
        }
        String owner = put.owner();
        for (int depth = 0; owner != null && depth < 100; depth++) {
            byte[] bytes = bytes(owner);
            if (bytes == null) {
                return false;
            }
            CodeFacts facts = CodeFacts.of(bytes);
            Boolean isFinal = facts.fields().get(put.field());
            if (isFinal != null) {
                return isFinal;
            }
            owner = facts.superclass();
        }
        return false;
    }

    private static int line(String fault, CodeFacts facts) {
        Matcher matcher = METHOD.matcher(fault);
        String method = matcher.find() ? matcher.group(1) + matcher.group(2) : "";
        return facts.lines().getOrDefault(method, facts.firstLine());
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    private final class Trial extends ClassLoader {

        Trial() {
            super(platform);
        }

        /** What the JVM has against a class; null if it has nothing, or does not know all that the class needs. */
        @Nullable
        String fault(String name) {
            try {
                loadClass(name.replace('/', '.')).getDeclaredMethods(); // links it, which loading alone does not
                return null;
            } catch (NoClassDefFoundError | ClassNotFoundException unknown) {
                return null; // a class of a source that comes later
            } catch (LinkageError e) {
                return String.valueOf(e.getMessage());
            }
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> known = findLoadedClass(name);
                if (known != null) {
                    return known;
                }
                return units.containsKey(name.replace('.', '/')) ? findClass(name) : super.loadClass(name, resolve);
            }
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] bytes = bytes(name.replace('.', '/'));
            if (bytes == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, bytes, 0, bytes.length);
        }
    }
}

package org.postern.daemon.janino;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.codehaus.janino.IClass;
import org.jspecify.annotations.Nullable;

/** One run of Janino over sources that may use each other. For one thread. */
public final class JaninoRun {

    private final ClassLoader platform;
    private final Types types;
    private final SharedTypes shared;
    private final List<JaninoUnit> units = new ArrayList<>();
    private final Map<String, JaninoUnit> declaring = new HashMap<>();
    private boolean clashing;

    /**
     * What became of a source.
     *
     * @param remarks what is wrong with it; where nothing is wrong with any, it has classes
     * @param classes by name with slashes
     */
    public record Outcome(List<Remark> remarks, Map<String, byte[]> classes) {}

    /**
     * @param types what the sources see
     * @param platform the loader of what is no source, by which the classes are tried
     */
    public JaninoRun(Types types, ClassLoader platform) {
        this.platform = platform;
        this.types = types;
        this.shared = new SharedTypes(types, this);
    }

    /** Takes a source; again, the one that it has. */
    public void add(String file, String text) {
        if (units.stream().noneMatch(unit -> unit.file().equals(file))) {
            JaninoUnit unit = JaninoUnit.parse(file, text);
            units.add(unit);
            for (String name : unit.topLevelTypes()) {
                clashing |= declaring.putIfAbsent(name, unit) != null;
            }
        }
    }

    /** Compiles the sources, and those that they need. */
    public Map<String, Outcome> compile() {
        shared.open();
        for (int i = 0; i < units.size(); i++) { // more come while these are compiled
            units.get(i).compile(shared);
        }
        if (units.stream().allMatch(unit -> unit.remarks().isEmpty())) {
            new Verification(units, types, platform).run();
        }
        boolean allRead = units.stream().allMatch(JaninoUnit::isRead);
        Map<String, Outcome> outcomes = new LinkedHashMap<>();
        for (JaninoUnit unit : units) { // where one cannot be read, the others complain of types that are there
            List<Remark> remarks = allRead ? unit.remarks() : unit.remarksOfReading();
            outcomes.put(unit.file(), new Outcome(remarks, unit.classes()));
        }
        return outcomes;
    }

    /** Whether two of the sources declare the same type. */
    public boolean hasClashingTypes() {
        return clashing;
    }

    /** The type of this name, if one of the sources declares it. */
    @Nullable
    IClass declared(String name) throws ClassNotFoundException {
        int dollar = name.indexOf('$', name.lastIndexOf('/') + 2);
        JaninoUnit unit = declaring.get(dollar < 0 ? name : name.substring(0, dollar));
        return unit == null ? null : unit.type(name, shared);
    }
}

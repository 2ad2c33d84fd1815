package org.postern.daemon.importer.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One text of one module. What it answers has its stamp, the constants and data that it saw, and the same of all that it refers to: so
 * an answer tells which texts ran.
 *
 * @param stamp no other text has it
 * @param api which of its two changing methods it has
 * @param data the name of a file that it reads, or empty
 */
record Text(String name, boolean packaged, int stamp, List<Ref> refs, Flaw flaw, int api, String data) {

    /** What is wrong with it. */
    enum Flaw {
        NONE,
        SYNTAX,
        TYPE,
        INITIALISER
    }

    /** How an answer calls it. */
    String key() {
        return name + "@" + stamp;
    }

    @Override
    public String toString() {
        return key() + " "
                + refs.stream()
                        .map(ref -> ref.kind() + "(" + ref.form() + " " + ref.name()
                                + (ref.kind() == Ref.Kind.API ? ref.api() : "") + ")")
                        .toList()
                + " api" + api + " " + data
                + (flaw == Flaw.NONE ? "" : " " + flaw);
    }

    boolean hasWildcard() {
        return refs.stream().anyMatch(ref -> ref.form() == Ref.Form.WILDCARD);
    }

    Text with(int newStamp, List<Ref> newRefs, Flaw newFlaw, int newApi) {
        return new Text(name, packaged, newStamp, newRefs, newFlaw, newApi, data);
    }

    /** @param folder in which the data are */
    String source(Path folder) {
        List<String> head = new ArrayList<>();
        List<String> members = new ArrayList<>();
        List<String> told = new ArrayList<>();
        Set<String> imports = new LinkedHashSet<>();
        String parent = "";
        String constant = "\"" + key() + "\"";
        for (Ref ref : refs) {
            String q = ref.qualifier(packaged);
            String n = ref.name();
            switch (ref.form()) {
                case SINGLE -> imports.add("import pk." + n + ";");
                case WILDCARD -> imports.add("import pk.*;");
                case STATIC -> imports.add("import static pk." + n + ".*;");
                case SIMPLE, QUALIFIED -> {}
            }
            switch (ref.kind()) {
                case CALL -> told.add(say(ref, q + "tell_" + n + "(out)"));
                case API -> told.add(say(ref, q + "api" + ref.api() + "_" + n + "(out)"));
                case HIDDEN -> told.add(say(ref, q + "hidden_" + n + "(out)"));
                case EXTENDS -> {
                    parent = " extends " + q.substring(0, q.length() - 1);
                    told.add(say(ref, q + "tell_" + n + "(out)"));
                    told.add("s.append(\";own=\").append(" + q + "via_" + n + "(new " + name + "()));");
                }
                case VALUE -> told.add(say(ref, q + "C_" + n));
                case CONSTANT -> {
                    constant += " + \"<\" + " + q + "C_" + n + " + \">\"";
                    told.add(say(ref, q + "C_" + n));
                }
                case IMPORT -> {
                    members.add("static final Class<?> I_" + n + " = org.postern.api.Apache.importModule(\""
                            + ref.byName() + "\");");
                    told.add(say(ref, "kit.Walk.ask(I_" + n + ", out)"));
                }
                case TRY -> {
                    members.add(tolerant("try_" + n, ref));
                    members.add("static final Object T_" + n + " = try_" + n + "();");
                    told.add(say(ref, "kit.Walk.ask(T_" + n + ", out)"));
                }
                case RUN -> {
                    members.add(tolerant("run_" + n, ref));
                    told.add(say(
                            ref, "kit.Walk.later(out, \"" + key() + "\", \"" + ref.byName() + "\", run_" + n + "())"));
                }
            }
        }
        if (packaged) {
            head.add("package pk;");
        }
        head.addAll(imports);
        head.add("public class " + name + parent + " {");
        head.add("static final long BORN = kit.Walk.born();");
        head.add("public static final String C_" + name + " = " + constant + ";");
        if (!data.isEmpty()) {
            String file = "\"" + folder.resolve(data) + "\"";
            members.add("static final String DATA = data();");
            members.add("static String data() { org.postern.api.Apache.dependsOn(" + file + "); return kit.Walk.data("
                    + file + "); }");
            told.add("s.append(\";data=\").append(DATA);");
        }
        members.add("String own() { return \"" + key() + "\"; }");
        members.add("public static String via_" + name + "(" + name + " x) { return x.own(); }");
        members.add("static String hidden_" + name + "(java.util.Map<String, Object> out) { return tell_" + name
                + "(out); }");
        members.add("public static String api" + api + "_" + name + "(java.util.Map<String, Object> out) { return tell_"
                + name + "(out); }");
        members.add("public static String text() { return kit.Walk.text(" + name + ".class); }");
        members.add("public static int handler(org.postern.api.Request req) throws Exception {"
                + " req.contentType(\"text/plain\"); req.write(text()); return 0; }");
        members.add("public static String tell_" + name + "(java.util.Map<String, Object> out) {");
        members.add("if (kit.Walk.enter(out, \"" + key() + "\", BORN)) {");
        members.add("StringBuilder s = new StringBuilder(\"c=\").append(C_" + name + ");");
        members.addAll(told);
        members.add("kit.Walk.leave(out, \"" + key() + "\", BORN, s); }");
        members.add("return \"" + key() + "\"; }");
        switch (flaw) {
            case NONE -> {}
            case SYNTAX -> members.add("int (");
            case TYPE -> members.add("int number = \"none\";");
            case INITIALISER -> members.add("static { if (BORN != 0) throw new IllegalStateException(\"flaw\"); }");
        }
        head.addAll(members);
        head.add("}");
        return String.join("\n", head) + "\n";
    }

    private static String say(Ref ref, String expression) {
        return "s.append(\";" + ref.label() + "=\").append(" + expression + ");";
    }

    private static String tolerant(String method, Ref ref) {
        return "static Object " + method + "() { try { return org.postern.api.Apache.importModule(\"" + ref.byName()
                + "\"); } catch (org.postern.api.ModuleException e) { return \"none\"; } }";
    }

    /** What all of them use, and what never changes. */
    static final String WALK = """
            package kit;
            import java.util.*;
            public class Walk {
                private static final java.util.concurrent.atomic.AtomicLong BIRTHS = new java.util.concurrent.atomic.AtomicLong();
                public static long born() {
                    return BIRTHS.incrementAndGet();
                }
                public static String data(String file) {
                    try {
                        return java.nio.file.Files.readString(java.nio.file.Path.of(file));
                    } catch (java.io.IOException e) {
                        return "none";
                    }
                }
                public static boolean enter(Map<String, Object> out, String me, long born) {
                    Object there = out.putIfAbsent(me, born + " ");
                    if (there != null && !there.toString().startsWith(born + " ")) {
                        out.put("TWICE", me + " " + there + " " + born);
                    }
                    return there == null;
                }
                public static void leave(Map<String, Object> out, String me, long born, CharSequence told) {
                    out.put(me, born + " " + told);
                }
                public static String ask(Object module, Map<String, Object> out) {
                    if (!(module instanceof Class<?> type)) {
                        return module.toString();
                    }
                    try {
                        return (String) type.getDeclaredMethod("tell_" + type.getSimpleName(), Map.class).invoke(null, out);
                    } catch (java.lang.reflect.InvocationTargetException e) {
                        if (e.getCause() instanceof Error error) throw error;
                        throw new IllegalStateException(e.getCause());
                    } catch (ReflectiveOperationException e) {
                        throw new IllegalStateException(e);
                    }
                }
                public static String later(Map<String, Object> out, String me, String name, Object module) {
                    out.put(me + " " + name, module);
                    return "later";
                }
                public static String text(Class<?> first) {
                    StringBuilder text = new StringBuilder();
                    Map<String, Object> left = new LinkedHashMap<>();
                    Set<String> done = new HashSet<>();
                    left.put("-", first);
                    while (!left.isEmpty()) {
                        String from = left.keySet().iterator().next();
                        Object module = left.remove(from);
                        done.add(from);
                        Map<String, Object> out = new TreeMap<>();
                        text.append("part ").append(from).append(' ').append(ask(module, out)).append('\\n');
                        out.forEach((key, value) -> {
                            if (key.contains(" ")) {
                                if (!done.contains(key)) left.put(key, value);
                            } else {
                                text.append("node ").append(key).append(' ').append(value).append('\\n');
                            }
                        });
                    }
                    return text.toString();
                }
            }
            """;
}

package org.postern.daemon.importer.model;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Makes texts up. */
final class Texts {

    private static final List<Ref.Kind> KINDS = List.of(
            Ref.Kind.CALL,
            Ref.Kind.CALL,
            Ref.Kind.CALL,
            Ref.Kind.API,
            Ref.Kind.API,
            Ref.Kind.HIDDEN,
            Ref.Kind.EXTENDS,
            Ref.Kind.VALUE,
            Ref.Kind.CONSTANT,
            Ref.Kind.CONSTANT,
            Ref.Kind.IMPORT,
            Ref.Kind.TRY,
            Ref.Kind.RUN);

    private static final List<Ref.Form> FORMS =
            List.of(Ref.Form.QUALIFIED, Ref.Form.SINGLE, Ref.Form.WILDCARD, Ref.Form.WILDCARD, Ref.Form.STATIC);

    private int stamp;

    int nextStamp() {
        return ++stamp;
    }

    /** One that refers to what lies there; rarely to what does not. */
    Text random(String path, Tree tree, Random random, Text.Flaw flaw) {
        Slot slot = new Slot(path);
        List<Ref> refs = new ArrayList<>();
        Set<String> named = new HashSet<>(Set.of(slot.name()));
        int count = List.of(0, 0, 1, 1, 1, 2, 2, 3).get(random.nextInt(8));
        for (int tries = 0; tries < 8 && refs.size() < count; tries++) {
            Ref ref = ref(slot, tree, random);
            boolean found = tree.find(path, ref) != null || random.nextInt(100) == 0;
            if (found && fits(ref, slot, refs) && named.add(ref.name())) {
                refs.add(ref);
            }
        }
        String data = random.nextInt(6) == 0 ? "d" + random.nextInt(2) : "";
        int api = random.nextInt(8) == 0 || tree.text(path) == null
                ? random.nextInt(2)
                : tree.files().get(path).api();
        return new Text(slot.name(), slot.isPackaged(), nextStamp(), refs, flaw, api, data);
    }

    private static Ref ref(Slot slot, Tree tree, Random random) {
        Ref.Kind kind = any(KINDS, random);
        boolean packaged = slot.isPackaged() && !kind.isByName() || random.nextInt(3) == 0;
        String name = any(packaged ? Slot.PACKAGED : Slot.PLAIN, random);
        if (kind.isOneWay() && !Slot.isBefore(slot.name(), name)) {
            kind = kind.isByName() ? Ref.Kind.RUN : Ref.Kind.CALL;
        }
        Ref.Form form = Ref.Form.SIMPLE;
        if (packaged && kind.isByName()) {
            form = Ref.Form.QUALIFIED;
        } else if (packaged && !slot.isPackaged()) {
            kind = kind.joins() ? Ref.Kind.CALL : kind;
            form = any(FORMS, random);
        }
        Ref ref = new Ref(kind, form, name, 0);
        String found = tree.find(slot.path(), ref);
        Text other = found == null ? null : tree.text(found);
        return new Ref(kind, form, name, other == null ? 0 : other.api());
    }

    private static boolean fits(Ref ref, Slot slot, List<Ref> refs) {
        boolean runs = slot.path().startsWith("app/") || slot.path().startsWith("path/");
        if (ref.kind() == Ref.Kind.RUN && !runs) {
            return false; // nobody has asked for the name before, and the answer would hang on when that is
        }
        for (Ref other : refs) {
            boolean both = ref.kind() == other.kind();
            if (both && (ref.kind() == Ref.Kind.EXTENDS || ref.kind() == Ref.Kind.CONSTANT)) {
                return false;
            }
            if (isPlainP(ref) && other.form() == Ref.Form.WILDCARD
                    || isPlainP(other) && ref.form() == Ref.Form.WILDCARD) {
                return false; // the import would be a second way to it
            }
        }
        return true;
    }

    private static boolean isPlainP(Ref ref) {
        return ref.form() == Ref.Form.SIMPLE && ref.name().equals("P");
    }

    static <T> T any(List<T> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }
}

package org.postern.daemon.janino;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * What a class's code assigns, and where it came from.
 *
 * @param superclass null of Object alone
 * @param fields its fields, and whether they are final
 * @param puts its assignments to fields
 * @param lines where each method begins, by name and descriptor
 */
record CodeFacts(@Nullable String superclass, Map<String, Boolean> fields, List<Put> puts, Map<String, Integer> lines) {

    /** An assignment to a field. */
    record Put(String owner, String field, boolean inInitialiser, int line) {}

    static CodeFacts of(byte[] bytes) {
        Collector collector = new Collector();
        new ClassReader(bytes).accept(collector, ClassReader.SKIP_FRAMES);
        return new CodeFacts(collector.superclass, collector.fields, collector.puts, collector.lines);
    }

    int firstLine() {
        return lines.values().stream().mapToInt(Integer::intValue).min().orElse(1);
    }

    private static final class Collector extends ClassVisitor {

        private final Map<String, Boolean> fields = new HashMap<>();
        private final List<Put> puts = new ArrayList<>();
        private final Map<String, Integer> lines = new HashMap<>();
        private @Nullable String superclass;

        Collector() {
            super(Opcodes.ASM9);
        }

        @Override
        public void visit(
                int version,
                int access,
                String name,
                @Nullable String signature,
                @Nullable String superName,
                String @Nullable [] interfaces) {
            superclass = superName;
        }

        @Override
        public @Nullable FieldVisitor visitField(
                int access, String name, String descriptor, @Nullable String signature, @Nullable Object value) {
            fields.put(name, (access & Opcodes.ACC_FINAL) != 0);
            return null;
        }

        @Override
        public MethodVisitor visitMethod(
                int access,
                String name,
                String descriptor,
                @Nullable String signature,
                String @Nullable [] exceptions) {
            boolean initialiser = name.startsWith("<");
            return new MethodVisitor(Opcodes.ASM9) {

                private int line = 1;

                @Override
                public void visitLineNumber(int number, Label start) {
                    line = number;
                    lines.merge(name + descriptor, number, Math::min);
                }

                @Override
                public void visitFieldInsn(int opcode, String owner, String field, String type) {
                    if (opcode == Opcodes.PUTFIELD || opcode == Opcodes.PUTSTATIC) {
                        puts.add(new Put(owner, field, initialiser, line));
                    }
                }
            };
        }
    }
}

package org.postern.daemon.compiler;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * What one class file says about its ties to other classes; names with slashes.
 *
 * @param access the class's own access flags
 * @param parents superclass and interfaces
 * @param permitted what a sealed class permits
 * @param members its fields and methods
 * @param classes every class that it names
 * @param uses every field and method of another class that it names
 */
public record ClassFacts(
        String name,
        int access,
        List<String> parents,
        Set<String> permitted,
        List<Member> members,
        Set<String> classes,
        Set<Use> uses) {

    /** A field or method that a class declares. */
    public record Member(String name, String descriptor, int access) {}

    /** A field or method that a class names, in the class in which it looks for it. */
    public record Use(String owner, String name, String descriptor) {}

    static ClassFacts of(byte[] bytes) {
        ClassReader reader = new ClassReader(bytes);
        Collector collector = new Collector();
        reader.accept(collector, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        collectConstants(reader, collector.classes);
        return collector.facts();
    }

    /** The classes in the constant pool, which are more than the visits show, as in stack maps. */
    private static void collectConstants(ClassReader reader, Set<String> classes) {
        char[] buffer = new char[reader.getMaxStringLength()];
        for (int i = 1; i < reader.getItemCount(); i++) {
            int offset = reader.getItem(i);
            if (offset > 0 && reader.readByte(offset - 1) == 7) {
                addType(classes, Type.getObjectType(reader.readUTF8(offset, buffer)));
            }
        }
    }

    /** The names without what is nested: those for which there can be files. */
    Set<String> topLevelReferences() {
        return classes.stream()
                .map(type -> {
                    int dollar = type.indexOf('$', type.lastIndexOf('/') + 2);
                    return dollar < 0 ? type : type.substring(0, dollar);
                })
                .collect(Collectors.toSet());
    }

    public boolean isPublic() {
        return (access & Opcodes.ACC_PUBLIC) != 0;
    }

    public String packageName() {
        int slash = name.lastIndexOf('/');
        return slash < 0 ? "" : name.substring(0, slash);
    }

    /** The access flags of a member that it declares, or -1. */
    public int accessOf(Use use) {
        for (Member member : members) {
            if (member.name().equals(use.name()) && member.descriptor().equals(use.descriptor())) {
                return member.access();
            }
        }
        return -1;
    }

    private static void addType(Set<String> classes, Type type) {
        switch (type.getSort()) {
            case Type.ARRAY -> addType(classes, type.getElementType());
            case Type.OBJECT -> classes.add(type.getInternalName());
            case Type.METHOD -> {
                addType(classes, type.getReturnType());
                for (Type argument : type.getArgumentTypes()) {
                    addType(classes, argument);
                }
            }
            default -> {}
        }
    }

    private static final class Collector extends ClassVisitor {

        private final Set<String> classes = new LinkedHashSet<>();
        private final Set<Use> uses = new HashSet<>();
        private final Set<String> permitted = new LinkedHashSet<>();
        private final List<Member> members = new ArrayList<>();
        private final List<String> parents = new ArrayList<>();
        private String name = "";
        private int access;

        Collector() {
            super(Opcodes.ASM9);
        }

        ClassFacts facts() {
            return new ClassFacts(name, access, parents, permitted, members, classes, uses);
        }

        @Override
        public void visit(
                int version,
                int access,
                String name,
                @Nullable String signature,
                @Nullable String superName,
                String @Nullable [] interfaces) {
            this.name = name;
            this.access = access;
            if (superName != null) {
                parents.add(superName);
            }
            if (interfaces != null) {
                parents.addAll(List.of(interfaces));
            }
        }

        @Override
        public void visitPermittedSubclass(String subclass) {
            permitted.add(subclass);
        }

        @Override
        public @Nullable FieldVisitor visitField(
                int access, String name, String descriptor, @Nullable String signature, @Nullable Object value) {
            member(access, name, descriptor);
            return null;
        }

        @Override
        public MethodVisitor visitMethod(
                int access,
                String name,
                String descriptor,
                @Nullable String signature,
                String @Nullable [] exceptions) {
            member(access, name, descriptor);
            return new Code();
        }

        private void member(int access, String name, String descriptor) {
            members.add(new Member(name, descriptor, access));
            addType(classes, Type.getType(descriptor));
        }

        private void use(String owner, String name, String descriptor) {
            uses.add(new Use(owner, name, descriptor));
            addType(classes, Type.getType(descriptor));
        }

        private final class Code extends MethodVisitor {

            Code() {
                super(Opcodes.ASM9);
            }

            @Override
            public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
                use(owner, name, descriptor);
            }

            @Override
            public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
                use(owner, name, descriptor);
            }

            @Override
            public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
                addType(classes, Type.getType(descriptor));
                for (Object argument : arguments) {
                    if (argument instanceof Handle handle) {
                        use(handle.getOwner(), handle.getName(), handle.getDesc());
                    } else if (argument instanceof Type type) {
                        addType(classes, type);
                    }
                }
            }
        }
    }
}

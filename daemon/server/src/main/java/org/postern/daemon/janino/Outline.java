package org.postern.daemon.janino;

import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.RecordComponentVisitor;
import org.objectweb.asm.TypePath;

/**
 * A class file reduced to what a compiler asks it for, in a format of long ago: so Janino reads no more of it than it can, whatever the
 * version of the JDK that it comes from.
 */
final class Outline extends ClassVisitor {

    /** The others it cannot all read, and none of them matters to it. */
    private static final Set<String> ANNOTATIONS_KEPT = Set.of("Ljava/lang/annotation/Retention;");

    private Outline(ClassWriter writer) {
        super(Opcodes.ASM9, writer);
    }

    static byte[] of(byte[] bytes) {
        ClassWriter writer = new ClassWriter(0);
        new ClassReader(bytes)
                .accept(new Outline(writer), ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        return writer.toByteArray();
    }

    @Override
    public void visit(
            int version,
            int access,
            String name,
            @Nullable String signature,
            @Nullable String superName,
            String @Nullable [] interfaces) {
        super.visit(Opcodes.V1_6, access, name, signature, superName, interfaces);
    }

    @Override
    public @Nullable AnnotationVisitor visitAnnotation(String descriptor, boolean visible) {
        return ANNOTATIONS_KEPT.contains(descriptor) ? super.visitAnnotation(descriptor, visible) : null;
    }

    @Override
    public @Nullable FieldVisitor visitField(
            int access, String name, String descriptor, @Nullable String signature, @Nullable Object value) {
        if ((access & Opcodes.ACC_PRIVATE) == 0) {
            super.visitField(access, name, descriptor, null, value);
        }
        return null;
    }

    @Override
    public @Nullable MethodVisitor visitMethod(
            int access, String name, String descriptor, @Nullable String signature, String @Nullable [] exceptions) {
        if ((access & Opcodes.ACC_PRIVATE) == 0 && !name.equals("<clinit>")) {
            super.visitMethod(access, name, descriptor, null, exceptions);
        }
        return null;
    }

    // What Janino has no use for, and older formats have no place for.

    @Override
    public void visitNestHost(String nestHost) {}

    @Override
    public void visitNestMember(String nestMember) {}

    @Override
    public void visitPermittedSubclass(String permittedSubclass) {}

    @Override
    public @Nullable RecordComponentVisitor visitRecordComponent(
            String name, String descriptor, @Nullable String signature) {
        return null;
    }

    @Override
    public @Nullable AnnotationVisitor visitTypeAnnotation(
            int reference, @Nullable TypePath path, String descriptor, boolean visible) {
        return null;
    }
}

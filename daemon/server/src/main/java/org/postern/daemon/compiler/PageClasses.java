package org.postern.daemon.compiler;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.postern.daemon.psp.Translation;

/** Gives the classes of a page its author's lines, for stack traces, in place of those of the code that it came to. */
final class PageClasses {

    private PageClasses() {}

    static byte[] withLines(byte[] bytes, Translation page) {
        ClassReader reader = new ClassReader(bytes);
        ClassWriter writer = new ClassWriter(reader, 0);
        reader.accept(
                new ClassVisitor(Opcodes.ASM9, writer) {
                    @Override
                    public MethodVisitor visitMethod(
                            int access,
                            String name,
                            String descriptor,
                            @Nullable String signature,
                            String @Nullable [] exceptions) {
                        MethodVisitor method = super.visitMethod(access, name, descriptor, signature, exceptions);
                        return new MethodVisitor(Opcodes.ASM9, method) {
                            @Override
                            public void visitLineNumber(int line, Label start) {
                                super.visitLineNumber(page.lines().of(line), start);
                            }
                        };
                    }
                },
                0);
        return writer.toByteArray();
    }
}

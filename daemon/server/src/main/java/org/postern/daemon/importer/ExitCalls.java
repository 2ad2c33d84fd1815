package org.postern.daemon.importer;

import java.util.Arrays;

import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.postern.api.ProgramExit;

/** Has the code of modules throw a {@link ProgramExit} where it would end the JVM, which others use too. */
final class ExitCalls {

    private static final String SYSTEM = "java/lang/System";
    private static final String RUNTIME = "java/lang/Runtime";
    private static final String EXIT = "exit";
    private static final String HALT = "halt";
    private static final String OF_SYSTEM = "(I)V";
    private static final String OF_RUNTIME = "(Ljava/lang/Runtime;I)V";
    private static final String INSTEAD = ProgramExit.class.getName().replace('.', '/');

    private static final int NAME_LENGTH = 4;

    private ExitCalls() {}

    /** The class without such calls, by name and by method reference. */
    static byte[] replaced(byte[] type) {
        if (!mayEnd(type)) {
            return type;
        }
        ClassReader reader = new ClassReader(type);
        ClassWriter writer = new ClassWriter(reader, 0); // the calls take and leave what they did: frames stay right
        reader.accept(
                new ClassVisitor(Opcodes.ASM9, writer) {
                    @Override
                    public MethodVisitor visitMethod(
                            int access, String name, String descriptor, String signature, String[] exceptions) {
                        return new Calls(super.visitMethod(access, name, descriptor, signature, exceptions));
                    }
                },
                0);
        return writer.toByteArray();
    }

    /** Whether the name of such a method is among its constants; few classes have one. */
    private static boolean mayEnd(byte[] type) {
        for (int i = 0; i + NAME_LENGTH <= type.length; i++) {
            if (type[i] == 'e' && isAt(type, i, EXIT) || type[i] == 'h' && isAt(type, i, HALT)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAt(byte[] type, int at, String name) {
        for (int i = 0; i < NAME_LENGTH; i++) {
            if (type[at + i] != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean ends(String owner, String name, String descriptor) {
        return descriptor.equals(OF_SYSTEM)
                && (owner.equals(SYSTEM) && name.equals(EXIT)
                        || owner.equals(RUNTIME) && (name.equals(EXIT) || name.equals(HALT)));
    }

    private static String descriptor(String owner) {
        return owner.equals(SYSTEM) ? OF_SYSTEM : OF_RUNTIME;
    }

    private static final class Calls extends MethodVisitor {

        Calls(MethodVisitor to) {
            super(Opcodes.ASM9, to);
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
            if (ends(owner, name, descriptor)) {
                super.visitMethodInsn(Opcodes.INVOKESTATIC, INSTEAD, EXIT, descriptor(owner), false);
            } else {
                super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
            }
        }

        @Override
        public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
            Object[] replaced =
                    Arrays.stream(arguments).map(Calls::replacedHandle).toArray();
            super.visitInvokeDynamicInsn(name, descriptor, bootstrap, replaced);
        }

        private static Object replacedHandle(Object argument) {
            return argument instanceof Handle handle && ends(handle.getOwner(), handle.getName(), handle.getDesc())
                    ? new Handle(Opcodes.H_INVOKESTATIC, INSTEAD, EXIT, descriptor(handle.getOwner()), false)
                    : argument;
        }
    }
}

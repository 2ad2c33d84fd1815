package org.postern.daemon.importer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.postern.api.ProgramExit;
import org.postern.api.ProgramStreams;

/**
 * Has the code of modules end, and change, no more than what is its own, where it would end the JVM, or change the standard streams, which
 * others use too.
 */
final class SharedCalls {

    private static final String SYSTEM = "java/lang/System";
    private static final String RUNTIME = "java/lang/Runtime";
    private static final String EXIT = name(ProgramExit.class);
    private static final String STREAMS = name(ProgramStreams.class);
    private static final String INPUT = "Ljava/io/InputStream;";
    private static final String PRINT = "Ljava/io/PrintStream;";

    /** What is called in place of what; a field by the method that reads it. */
    private static final Map<String, Call> INSTEAD = Map.of(
            SYSTEM + ".exit(I)V", new Call(EXIT, "exit", "(I)V"),
            RUNTIME + ".exit(I)V", new Call(EXIT, "exit", "(Ljava/lang/Runtime;I)V"),
            RUNTIME + ".halt(I)V", new Call(EXIT, "exit", "(Ljava/lang/Runtime;I)V"),
            SYSTEM + ".in" + INPUT, new Call(STREAMS, "in", "()" + INPUT),
            SYSTEM + ".out" + PRINT, new Call(STREAMS, "out", "()" + PRINT),
            SYSTEM + ".err" + PRINT, new Call(STREAMS, "err", "()" + PRINT),
            SYSTEM + ".setIn(" + INPUT + ")V", new Call(STREAMS, "setIn", "(" + INPUT + ")V"),
            SYSTEM + ".setOut(" + PRINT + ")V", new Call(STREAMS, "setOut", "(" + PRINT + ")V"),
            SYSTEM + ".setErr(" + PRINT + ")V", new Call(STREAMS, "setErr", "(" + PRINT + ")V"));

    private static final byte[][] OWNERS = {
        SYSTEM.getBytes(StandardCharsets.US_ASCII), RUNTIME.getBytes(StandardCharsets.US_ASCII)
    };

    private SharedCalls() {}

    private record Call(String owner, String name, String descriptor) {}

    private static String name(Class<?> type) {
        return type.getName().replace('.', '/');
    }

    private static @Nullable Call call(String owner, String name, String descriptor) {
        return owner.equals(SYSTEM) || owner.equals(RUNTIME) ? INSTEAD.get(owner + "." + name + descriptor) : null;
    }

    /** The class without such calls, by name and by method reference. */
    static byte[] replaced(byte[] type) {
        if (!mayCall(type)) {
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

    /** Whether the name of such a class is among its constants. */
    private static boolean mayCall(byte[] type) {
        for (int i = 0; i + SYSTEM.length() <= type.length; i++) {
            if (type[i] == 'j' && (isAt(type, i, OWNERS[0]) || isAt(type, i, OWNERS[1]))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAt(byte[] type, int at, byte[] name) {
        int end = at + name.length;
        return end <= type.length && Arrays.equals(type, at, end, name, 0, name.length);
    }

    private static final class Calls extends MethodVisitor {

        Calls(MethodVisitor to) {
            super(Opcodes.ASM9, to);
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
            Call call = call(owner, name, descriptor);
            if (call == null) {
                super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
            } else {
                super.visitMethodInsn(Opcodes.INVOKESTATIC, call.owner(), call.name(), call.descriptor(), false);
            }
        }

        @Override
        public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
            Call call = call(owner, name, descriptor);
            if (call == null) {
                super.visitFieldInsn(opcode, owner, name, descriptor);
            } else {
                super.visitMethodInsn(Opcodes.INVOKESTATIC, call.owner(), call.name(), call.descriptor(), false);
            }
        }

        @Override
        public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
            Object[] replaced =
                    Arrays.stream(arguments).map(Calls::replacedHandle).toArray();
            super.visitInvokeDynamicInsn(name, descriptor, bootstrap, replaced);
        }

        private static Object replacedHandle(Object argument) {
            Call call = argument instanceof Handle handle
                    ? call(handle.getOwner(), handle.getName(), handle.getDesc())
                    : null;
            return call == null
                    ? argument
                    : new Handle(Opcodes.H_INVOKESTATIC, call.owner(), call.name(), call.descriptor(), false);
        }
    }
}

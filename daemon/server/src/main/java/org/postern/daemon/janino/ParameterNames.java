package org.postern.daemon.janino;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.codehaus.commons.compiler.CompileException;
import org.codehaus.janino.Descriptor;
import org.codehaus.janino.IClass;
import org.codehaus.janino.Java;
import org.codehaus.janino.UnitCompiler;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** The names of methods' parameters, which Janino leaves out of its classes, and by which a handler can be called. */
final class ParameterNames extends TreeWalk<CompileException> {

    private final UnitCompiler compiler;
    private final Map<String, List<String>> names = new HashMap<>();

    private ParameterNames(UnitCompiler compiler) {
        this.compiler = compiler;
    }

    static ParameterNames of(Java.CompilationUnit tree, UnitCompiler compiler) throws CompileException {
        ParameterNames names = new ParameterNames(compiler);
        names.visitAbstractCompilationUnit(tree);
        return names;
    }

    @Override
    public void traverseMethodDeclarator(Java.MethodDeclarator method) throws CompileException {
        IClass.IMethod compiled = compiler.toIMethod(method);
        List<String> parameters = new ArrayList<>();
        for (Java.FunctionDeclarator.FormalParameter parameter : method.formalParameters.parameters) {
            parameters.add(parameter.name);
        }
        String type = Descriptor.toInternalForm(compiled.getDeclaringIClass().getDescriptor());
        names.put(key(type, method.name, compiled.getDescriptor().toString()), parameters);
        super.traverseMethodDeclarator(method);
    }

    private static String key(String type, String method, String descriptor) {
        return type + "." + method + descriptor;
    }

    /** The class with the names of its methods' parameters. */
    byte[] addedTo(byte[] bytes) {
        ClassReader reader = new ClassReader(bytes);
        ClassWriter writer = new ClassWriter(0); // with the reader, it would copy methods as they are
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
                        names.getOrDefault(key(reader.getClassName(), name, descriptor), List.of())
                                .forEach(parameter -> method.visitParameter(parameter, 0));
                        return method;
                    }
                },
                0);
        return writer.toByteArray();
    }
}

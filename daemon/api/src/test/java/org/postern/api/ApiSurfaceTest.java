package org.postern.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The API as handlers' authors know it, pinned in {@code surface.txt}: what stands there is a promise. A change that is meant goes
 * into the file too; the new text is written to {@code target/surface.txt}.
 */
class ApiSurfaceTest {

    @Test
    void surface_isWhatWasPromised() throws Exception {
        String now = surface();
        Files.writeString(Path.of("target/surface.txt"), now);
        String promised = new String(
                ApiSurfaceTest.class.getResourceAsStream("surface.txt").readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(promised, now, "cp daemon/api/target/surface.txt daemon/api/src/test/resources/org/postern/api/");
    }

    private static String surface() throws Exception {
        StringBuilder surface = new StringBuilder();
        for (Class<?> type : types()) {
            surface.append(header(type)).append('\n');
            members(type)
                    .forEach(member -> surface.append("    ").append(member).append('\n'));
        }
        return surface.toString();
    }

    private static List<Class<?>> types() throws IOException, URISyntaxException, ClassNotFoundException {
        Path classes = Path.of(Request.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        List<Class<?>> types = new ArrayList<>();
        try (Stream<Path> files = Files.list(classes.resolve("org/postern/api"))) {
            for (Path file : files.sorted().toList()) {
                String name = String.valueOf(file.getFileName());
                if (name.endsWith(".class") && !name.startsWith("package-info")) {
                    Class<?> type = Class.forName("org.postern.api." + name.substring(0, name.length() - 6));
                    if (Modifier.isPublic(type.getModifiers())) {
                        types.add(type);
                    }
                }
            }
        }
        return types;
    }

    private static String header(Class<?> type) {
        String supertypes = Stream.concat(
                        Stream.ofNullable(type.getGenericSuperclass()), Stream.of(type.getGenericInterfaces()))
                .map(supertype -> supertype.getTypeName())
                .filter(name -> !name.equals("java.lang.Object"))
                .collect(Collectors.joining(", "));
        return type.toGenericString() + (supertypes.isEmpty() ? "" : " : " + supertypes);
    }

    private static List<String> members(Class<?> type) {
        List<String> members = new ArrayList<>();
        for (Field field : type.getDeclaredFields()) {
            if (visible(field.getModifiers())) {
                members.add(modifiers(field.getModifiers()) + type(field.getAnnotatedType()) + " " + field.getName()
                        + value(field));
            }
        }
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (visible(constructor.getModifiers())) {
                members.add(modifiers(constructor.getModifiers()) + signature(constructor, type.getSimpleName()));
            }
        }
        for (Method method : type.getDeclaredMethods()) {
            if (visible(method.getModifiers()) && !method.isSynthetic()) {
                members.add(modifiers(method.getModifiers()) + type(method.getAnnotatedReturnType()) + " "
                        + signature(method, method.getName()));
            }
        }
        members.sort(null);
        return members;
    }

    private static boolean visible(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    private static String modifiers(int modifiers) {
        int known = modifiers & (Modifier.methodModifiers() & ~Modifier.SYNCHRONIZED | Modifier.FINAL);
        return known == 0 ? "" : Modifier.toString(known) + " ";
    }

    /** Constants are compiled into handlers, so their values are part of the promise. */
    private static String value(Field field) {
        try {
            return Modifier.isStatic(field.getModifiers()) && field.getType().isPrimitive()
                    ? " = " + field.get(null)
                    : "";
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("a public constant can be read: " + field, e);
        }
    }

    private static String signature(Executable executable, String name) {
        String parameters = Arrays.stream(executable.getAnnotatedParameterTypes())
                .map(ApiSurfaceTest::type)
                .collect(Collectors.joining(", "));
        String thrown = Arrays.stream(executable.getExceptionTypes())
                .map(Class::getName)
                .collect(Collectors.joining(", "));
        return name + "(" + parameters + ")" + (thrown.isEmpty() ? "" : " throws " + thrown);
    }

    private static String type(AnnotatedType type) {
        String name = type.getType().getTypeName().replace("java.lang.", "").replace("java.util.", "");
        return type.isAnnotationPresent(Nullable.class) ? "@Nullable " + name : name;
    }
}

package org.postern.handlers;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.DateTimeException;
import java.util.Arrays;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/** Values of many types, as people and programs write them in forms and queries. */
final class TextValue {

    /** Of long numbers. */
    private static final int DIGITS = 1000;

    private TextValue() {}

    /**
     * The value that a text means; null if it means none of the type.
     *
     * @throws IllegalStateException if texts cannot mean values of that type
     */
    static @Nullable Object of(String text, Class<?> type) {
        if (type == String.class || type == CharSequence.class || type == Object.class) {
            return text;
        }
        if (type == char.class || type == Character.class) {
            return text.length() == 1 ? text.charAt(0) : null;
        }
        String word = text.strip();
        try {
            if (type == boolean.class || type == Boolean.class) {
                return flag(word);
            }
            if (type.isEnum()) {
                return constant(word, type);
            }
            if (type.getPackageName().equals("java.time")) {
                return time(word, type);
            }
            return type == UUID.class
                    ? UUID.fromString(word)
                    : type == URI.class ? URI.create(word) : number(word, type);
        } catch (IllegalArgumentException | DateTimeException none) {
            return null;
        }
    }

    private static Object number(String word, Class<?> type) {
        if (type == int.class || type == Integer.class) {
            return Integer.valueOf(word);
        }
        if (type == long.class || type == Long.class) {
            return Long.valueOf(word);
        }
        if (type == double.class || type == Double.class) {
            return finite(Double.parseDouble(word), word);
        }
        if (type == float.class || type == Float.class) {
            return (float) finite(Float.parseFloat(word), word);
        }
        if (type == short.class || type == Short.class) {
            return Short.valueOf(word);
        }
        if (type == byte.class || type == Byte.class) {
            return Byte.valueOf(word);
        }
        if (type == BigDecimal.class) {
            return closeEnough(new BigDecimal(shortEnough(word)));
        }
        if (type == BigInteger.class) {
            return new BigInteger(shortEnough(word));
        }
        throw new IllegalStateException(
                "publisher: a parameter of type " + type.getName()
                        + " (expected: text, a number, boolean, an enum, a type of java.time, UUID, URI; or List, Optional or an array of these)");
    }

    /** Java reads more as a number than people write: NaN, 0x1p3, 1d. */
    private static double finite(double value, String word) {
        if (Double.isFinite(value) && word.matches("[+-]?[0-9.]+([eE][+-]?[0-9]+)?")) {
            return value;
        }
        throw new NumberFormatException(word);
    }

    /** Reading long numbers takes time that grows with the square of their length. */
    private static String shortEnough(String word) {
        if (word.length() > DIGITS) {
            throw new NumberFormatException("more than " + DIGITS + " digits");
        }
        return word;
    }

    /** A few letters, 1e999999999, can mean a number that no memory holds once somebody adds one to it. */
    private static BigDecimal closeEnough(BigDecimal number) {
        if (Math.abs((long) number.scale()) > DIGITS) {
            throw new NumberFormatException("an exponent beyond " + DIGITS);
        }
        return number;
    }

    private static @Nullable Boolean flag(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "true", "on", "yes", "1" -> true;
            case "false", "off", "no", "0", "" -> false;
            default -> null;
        };
    }

    private static @Nullable Object constant(String word, Class<?> type) {
        Object alike = null;
        for (Object constant : type.getEnumConstants()) {
            String name = ((Enum<?>) constant).name();
            if (name.equals(word)) {
                return constant;
            }
            alike = name.equalsIgnoreCase(word) ? constant : alike;
        }
        return alike;
    }

    /** Each of them has {@code parse}, or {@code of} for the zones, the days and the months. */
    private static @Nullable Object time(String word, Class<?> type) {
        for (String factory : new String[] {"parse", "of"}) {
            for (Class<?> parameter : new Class<?>[] {CharSequence.class, String.class}) {
                try {
                    Method method = type.getMethod(factory, parameter);
                    return Modifier.isStatic(method.getModifiers()) ? method.invoke(null, word) : null;
                } catch (NoSuchMethodException another) {
                    continue;
                } catch (IllegalAccessException e) {
                    throw new IllegalStateException("a public method: " + e.getMessage(), e);
                } catch (InvocationTargetException notOne) {
                    return null;
                }
            }
        }
        throw new IllegalStateException(
                "publisher: a parameter of type " + type.getName() + " cannot be read from text");
    }

    /** A type, for people. */
    static String describe(Class<?> type) {
        if (type.isEnum()) {
            return "one of "
                    + Arrays.stream(type.getEnumConstants())
                            .map(constant -> ((Enum<?>) constant).name())
                            .collect(Collectors.joining(", "));
        }
        return switch (type.getSimpleName()) {
            case "String", "CharSequence", "Object" -> "text";
            case "char", "Character" -> "one character";
            case "boolean", "Boolean" -> "true or false";
            case "int", "Integer" -> "a whole number from -2147483648 to 2147483647";
            case "long", "Long", "BigInteger" -> "a whole number";
            case "short", "Short" -> "a whole number from -32768 to 32767";
            case "byte", "Byte" -> "a whole number from -128 to 127";
            case "double", "Double", "float", "Float", "BigDecimal" -> "a number";
            case "Field" -> "an uploaded file";
            case "LocalDate" -> "a date, as in 2024-02-29";
            case "LocalTime" -> "a time, as in 13:30";
            case "LocalDateTime" -> "date and time, as in 2024-02-29T13:30";
            case "Instant" -> "a point in time, as in 2024-02-29T13:30:00Z";
            default -> type.getSimpleName();
        };
    }
}

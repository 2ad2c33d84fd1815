package org.postern.handlers;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.postern.api.Request;

/** What the path of a URL leads to. */
sealed interface Found {

    /** Whether there can be nothing behind it. */
    boolean isPage();

    /** What is to be published. */
    @Nullable
    Object value(Request req) throws Exception;

    /**
     * A method, to be called with what the form has.
     *
     * @param type of which it is a member
     * @param target on which it is called; null for a static one, and for one of the module, which gets a new instance for each call
     */
    record Page(Method method, Class<?> type, @Nullable Object target) implements Found {

        @Override
        public boolean isPage() {
            return true;
        }

        @Override
        public @Nullable Object value(Request req) throws Exception {
            Object[] arguments = Arguments.of(method, req);
            try {
                return called(method.invoke(Found.target(method, type, target), arguments), req);
            } catch (InvocationTargetException thrown) {
                throw thrown(thrown);
            }
        }
    }

    /** A page that is shown where an object has no other name behind it. */
    record Default(Found page) implements Found {

        @Override
        public boolean isPage() {
            return false;
        }

        @Override
        public @Nullable Object value(Request req) throws Exception {
            return page.value(req);
        }
    }

    /** A value that is there. */
    record Thing(@Nullable Object value) implements Found {

        @Override
        public boolean isPage() {
            return false;
        }

        @Override
        public @Nullable Object value(Request req) throws Exception {
            return called(value, req);
        }
    }

    /** On which object a method is called: a module's methods that are not static, inherited ones too, have a new one for each call. */
    static @Nullable Object target(Method method, Class<?> type, @Nullable Object target) throws Exception {
        if (target != null || Modifier.isStatic(method.getModifiers())) {
            return target;
        }
        Class<?> home = method.getDeclaringClass();
        Class<?> module = home.isAssignableFrom(type) ? type : home;
        try {
            Constructor<?> constructor = module.getDeclaredConstructor();
            constructor.setAccessible(true);
            return constructor.newInstance();
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(
                    module.getName() + "." + method.getName()
                            + " is not static, and its class has no constructor without parameters",
                    e);
        } catch (InstantiationException e) {
            throw new IllegalStateException(
                    module.getName() + "." + method.getName() + " is not static, and its class is abstract", e);
        } catch (InvocationTargetException thrown) {
            throw thrown(thrown);
        }
    }

    /** What a method has thrown. */
    static Exception thrown(InvocationTargetException thrown) {
        Throwable cause = thrown.getCause();
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof Exception exception ? exception : thrown;
    }

    /** What is got from something that can be called; it may be the like again. */
    private static @Nullable Object called(@Nullable Object value, Request req) throws Exception {
        Object last = value;
        for (int i = 0; i < 16; i++) {
            if (last instanceof Supplier<?> supplier) {
                last = supplier.get();
            } else if (last instanceof Callable<?> callable) {
                last = callable.call();
            } else if (last instanceof Function<?, ?> function) {
                @SuppressWarnings("unchecked")
                Function<? super Request, ?> ofRequest = (Function<? super Request, ?>) function;
                last = ofRequest.apply(req);
            } else {
                return last;
            }
        }
        throw new IllegalStateException("a page returns what can be called, and that the like, again and again");
    }
}

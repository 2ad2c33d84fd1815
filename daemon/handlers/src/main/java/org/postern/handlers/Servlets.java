package org.postern.handlers;

import static org.postern.api.Apache.APLOG_WARNING;
import static org.postern.api.Apache.DECLINED;
import static org.postern.api.Apache.HTTP_NOT_FOUND;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;

import org.postern.api.Request;
import org.postern.api.Servlet;
import org.postern.api.spi.Host;

/**
 * {@code postern.servlet}: a URL without an ending means a class, of which each request has a new instance; or one class has all URLs
 * below a base.
 *
 * <pre>
 *   /shop/cart/7   {@link ServletFile}        -&gt; shop/cart.java, path info /7
 *                  {@link ServletApplication} -&gt; the class in the option, where there is one
 *                  {@link Servlet#run}        -&gt; the answer
 * </pre>
 */
public final class Servlets {

    private Servlets() {}

    /** Runs the servlet that the URL means. Where it means a file that is none, the file is left to the default handler. */
    public static int handler(Request req) throws Exception {
        ServletApplication application = ServletApplication.of(req);
        return application == null ? file(req) : below(application, req);
    }

    private static int below(ServletApplication application, Request req) throws Exception {
        String pathInfo = application.pathInfo(req.uri());
        if (pathInfo == null) {
            req.logError(
                    "servlet: " + req.uri() + " is not below " + application.base() + ", the servlet.base",
                    APLOG_WARNING);
            return DECLINED;
        }
        Class<?> type = application.type();
        return instance(type, application.name()).run(req, application.base(), pathInfo);
    }

    private static int file(Request req) throws Exception {
        ServletFile file = ServletFile.of(req);
        if (file == null) {
            return Sources.isFile(req.filename()) ? DECLINED : HTTP_NOT_FOUND;
        }
        String pathInfo = req.pathInfo() == null ? "" : req.pathInfo();
        return instance(file.type(), file.source()).run(req, file.contextPath(req.uri(), pathInfo), pathInfo);
    }

    private static Servlet instance(Class<?> type, String module) throws Exception {
        String name = "class " + type.getName();
        if (!Servlet.class.isAssignableFrom(type)) {
            throw Host.current().badModule(module, name, "a class that extends org.postern.api.Servlet");
        }
        if (Modifier.isAbstract(type.getModifiers())) {
            throw Host.current().badModule(module, name + " is abstract", "a class that can have instances");
        }
        try {
            Constructor<?> constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            return (Servlet) constructor.newInstance();
        } catch (NoSuchMethodException e) {
            throw Host.current().badModule(module, name, "a static class with a constructor without parameters");
        } catch (InvocationTargetException thrown) {
            throw Found.thrown(thrown);
        }
    }
}

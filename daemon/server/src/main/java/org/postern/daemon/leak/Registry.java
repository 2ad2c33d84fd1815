package org.postern.daemon.leak;

import java.util.List;

/**
 * A static field of the JDK in which it keeps what programs give it.
 *
 * @param type the class
 * @param place as a {@link Root} has it
 * @param remedy what was expected of the module
 */
record Registry(String type, String field, String place, String remedy) {

    static final List<Registry> ALL = List.of(
            new Registry(
                    "java.sql.DriverManager",
                    "registeredDrivers",
                    " among its drivers",
                    "DriverManager.deregisterDriver in onRetire"),
            new Registry(
                    "java.util.logging.LogManager",
                    "manager",
                    " as a handler, filter or level of a logger",
                    "Logger.removeHandler in onRetire, and no level, filter or formatter of a class of its own"),
            set("java.lang.Thread", "defaultUncaughtExceptionHandler", "handler of uncaught exceptions"),
            set("java.lang.System", "props", "value or key of its properties"),
            set("java.lang.System", "in", "standard input"),
            set("java.lang.System", "out", "standard output"),
            set("java.lang.System", "err", "standard error"),
            new Registry(
                    "jdk.internal.misc.Signal",
                    "handlers",
                    " as a handler of a signal",
                    "the old handler back in onRetire"),
            new Registry(
                    "sun.security.jca.Providers",
                    "providerList",
                    " as a provider of java.security",
                    "Security.removeProvider in onRetire"),
            set("java.net.Authenticator", "theAuthenticator", "default Authenticator"),
            set("java.net.ProxySelector", "theProxySelector", "default ProxySelector"),
            set("java.net.CookieHandler", "cookieHandler", "default CookieHandler"),
            set("java.net.ResponseCache", "theResponseCache", "default ResponseCache"),
            once("java.net.URL", "factory", "factory of handlers of protocols"),
            new Registry(
                    "java.net.URL",
                    "handlers",
                    " as the handler of a protocol",
                    "a handler of a class of JavaPath, as the JDK keeps it for good"),
            once("java.net.URLConnection", "factory", "factory of handlers of contents"),
            set("java.net.URLConnection", "fileNameMap", "FileNameMap"),
            set("javax.net.ssl.SSLContext", "defaultContext", "default SSLContext"),
            set("javax.net.ssl.HttpsURLConnection", "defaultHostnameVerifier", "default HostnameVerifier"),
            set("javax.net.ssl.HttpsURLConnection", "defaultSSLSocketFactory", "default SSLSocketFactory"));

    private static Registry set(String type, String field, String as) {
        return new Registry(type, field, " as the " + as, "the former one back in onRetire");
    }

    private static Registry once(String type, String field, String as) {
        return new Registry(type, field, " as the " + as, "one of a class of JavaPath, as the JDK keeps it for good");
    }
}

package org.postern.daemon.leak;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postern.daemon.leak.OldVersions.Old;

/** What a module has registered with the JDK and not taken back. */
class JdkLeaksTest {

    private final OldVersions versions = new OldVersions();

    @AfterEach
    void close() {
        versions.close();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            handler of exceptions | java.lang.Thread holds an object of class page$Tee as the handler of uncaught exceptions | Thread.setDefaultUncaughtExceptionHandler(new Tee()) | Thread.setDefaultUncaughtExceptionHandler(null)
            system property       | java.lang.System holds an object of class page$Tee as the value or key of its properties | System.getProperties().put("tee", new Tee())            | System.getProperties().remove("tee")
            log handler           | java.util.logging.LogManager holds an object of class page$Tee as a handler, filter or level of a logger | ROOT.addHandler(TEE)                     | ROOT.removeHandler(TEE)
            log filter            | java.util.logging.LogManager holds a lambda of class page as a handler, filter or level of a logger | ROOT.setFilter(r -> true)                     | ROOT.setFilter(null)
            log level             | java.util.logging.LogManager holds an object of class page$Loud as a handler, filter or level of a logger | before = ROOT.getLevel(); ROOT.setLevel(new Loud()) | ROOT.setLevel(before)
            MBean                 | the MBeanServer holds an object of class page$Bean as MBean page:type=Bean (expected: MBeanServer.unregisterMBean in onRetire) | server().registerMBean(new Bean(), name()) | server().unregisterMBean(name())
            MBean with interface  | the MBeanServer holds an object of class page$Bean as MBean page:type=Bean | server().registerMBean(new javax.management.StandardMBean(new Bean(), BeanMBean.class), name()) | server().unregisterMBean(name())
            listener of an MBean  | the MBeanServer holds a lambda of class page as MBean JMImplementation:type=MBeanServerDelegate | listener = (n, h) -> { }; server().addNotificationListener(delegate(), listener, null, null) | server().removeNotificationListener(delegate(), listener)
            authenticator         | java.net.Authenticator holds an object of class page$Auth as the default Authenticator | java.net.Authenticator.setDefault(new Auth())           | java.net.Authenticator.setDefault(null)
            provider              | sun.security.jca.Providers holds an object of class page$Crypt as a provider of java.security | java.security.Security.addProvider(new Crypt())  | java.security.Security.removeProvider("page")
            signal                | jdk.internal.misc.Signal holds a lambda of class page as a handler of a signal | signal = sun.misc.Signal.handle(new sun.misc.Signal("USR2"), s -> { }) | sun.misc.Signal.handle(new sun.misc.Signal("USR2"), signal)
            standard output       | java.lang.System holds an object of class page$Out as the standard output | out = System.out; System.setOut(new java.io.PrintStream(new Out())) | System.setOut(out)
            standard error        | java.lang.System holds an object of class page$Out as the standard error | out = System.err; System.setErr(new java.io.PrintStream(new Out())) | System.setErr(out)
            standard input        | java.lang.System holds an object of class page$In as the standard input | in = System.in; System.setIn(new In()) | System.setIn(in)
            proxies               | java.net.ProxySelector holds an object of class page$Net as the default ProxySelector | proxies = java.net.ProxySelector.getDefault(); java.net.ProxySelector.setDefault(new Net()) | java.net.ProxySelector.setDefault(proxies)
            cookies               | java.net.CookieHandler holds an object of class page$Cookies as the default CookieHandler | java.net.CookieHandler.setDefault(new Cookies()) | java.net.CookieHandler.setDefault(null)
            cache                 | java.net.ResponseCache holds an object of class page$Cache as the default ResponseCache | java.net.ResponseCache.setDefault(new Cache()) | java.net.ResponseCache.setDefault(null)
            types of files        | java.net.URLConnection holds a lambda of class page as the FileNameMap | types = java.net.URLConnection.getFileNameMap(); java.net.URLConnection.setFileNameMap(name -> null) | java.net.URLConnection.setFileNameMap(types)
            verifier of hosts     | javax.net.ssl.HttpsURLConnection holds a lambda of class page as the default HostnameVerifier | verifier = Https.getDefaultHostnameVerifier(); Https.setDefaultHostnameVerifier((host, session) -> false) | Https.setDefaultHostnameVerifier(verifier)
            """)
    void P55_whatIsRegistered_isReportedUntilItIsTakenBack(String what, String report, String plant, String letGo) {
        Old old = versions.retired(
                "static class Tee extends java.util.logging.Handler implements Thread.UncaughtExceptionHandler {",
                "public void uncaughtException(Thread t, Throwable e) { } public void close() { } public void flush() { }",
                "public void publish(java.util.logging.LogRecord r) { } }",
                "static class Loud extends java.util.logging.Level { Loud() { super(\"LOUD\", 2000); } }",
                "static class Auth extends java.net.Authenticator { }",
                "static class Out extends java.io.OutputStream { public void write(int b) { } }",
                "static class Crypt extends java.security.Provider { Crypt() { super(\"page\", \"1\", \"\"); } }",
                "static class In extends java.io.InputStream { public int read() { return -1; } }",
                "static class Net extends java.net.ProxySelector { public List<java.net.Proxy> select(java.net.URI uri) { return List.of(); }",
                "public void connectFailed(java.net.URI uri, java.net.SocketAddress to, java.io.IOException why) { } }",
                "static class Cookies extends java.net.CookieManager { }",
                "static class Cache extends java.net.ResponseCache {",
                "public java.net.CacheRequest put(java.net.URI uri, java.net.URLConnection connection) { return null; }",
                "public java.net.CacheResponse get(java.net.URI uri, String method, Map<String, List<String>> headers) { return null; } }",
                "static abstract class Https extends javax.net.ssl.HttpsURLConnection { Https() { super(null); } }",
                "static java.io.InputStream in; static java.net.ProxySelector proxies; static java.net.FileNameMap types;",
                "static javax.net.ssl.HostnameVerifier verifier;",
                "public interface BeanMBean { } public static class Bean implements BeanMBean { }",
                "static final java.util.logging.Logger ROOT = java.util.logging.Logger.getLogger(\"\");",
                "static final Tee TEE = new Tee(); static java.io.PrintStream out; static java.util.logging.Level before;",
                "static javax.management.NotificationListener listener; static sun.misc.SignalHandler signal;",
                "static javax.management.MBeanServer server() {",
                "return java.lang.management.ManagementFactory.getPlatformMBeanServer(); }",
                "static javax.management.ObjectName name() throws Exception {",
                "return new javax.management.ObjectName(\"page:type=Bean\"); }",
                "static javax.management.ObjectName delegate() {",
                "return javax.management.MBeanServerDelegate.DELEGATE_NAME; }",
                "public static void plant() throws Exception { " + plant + "; }",
                "public static void letGo() throws Exception { " + letGo + "; }");
        old.isReported(" is still in memory: " + report);
        old.calls("letGo");
        old.goes();
    }

    @Test
    void P55_driverOfAnOldClass_isDeregistered() {
        Old old = versions.retired(
                driver("Own"),
                "public static void plant() throws Exception {",
                "java.sql.DriverManager.registerDriver(new Own()); }");
        old.goesUnnoticed();
    }

    @Test
    void P55_driverThatWantsToBeToldOfItsEnd_isReported() {
        Old old = versions.retired(
                driver("Own"),
                "static final Own OWN = new Own();",
                "public static void plant() throws Exception { java.sql.DriverManager.registerDriver(OWN, () -> { }); }",
                "public static void letGo() throws Exception { java.sql.DriverManager.deregisterDriver(OWN); }");
        old.isReported(": java.sql.DriverManager holds an object of class page$Own among its drivers"
                + " (expected: DriverManager.deregisterDriver in onRetire)");
        old.calls("letGo");
        old.goes();
    }

    private static String driver(String name) {
        return "static class " + name + " implements java.sql.Driver {"
                + "public java.sql.Connection connect(String url, Properties info) { return null; }"
                + "public boolean acceptsURL(String url) { return false; }"
                + "public java.sql.DriverPropertyInfo[] getPropertyInfo(String url, Properties info) { return null; }"
                + "public int getMajorVersion() { return 1; } public int getMinorVersion() { return 0; }"
                + "public boolean jdbcCompliant() { return false; }"
                + "public java.util.logging.Logger getParentLogger() { return null; } }";
    }

    @Test
    void P55_cachesOfTheJdk_areCleared() {
        Old old = versions.retired(
                "public static class Texts extends ListResourceBundle {",
                "protected Object[][] getContents() { return new Object[][] {{\"a\", new page()}}; } }",
                "public int getSize() { return 1; }",
                "public static void plant() throws Exception {",
                "ResourceBundle.getBundle(\"page$Texts\", Locale.ROOT, page.class.getClassLoader()).getObject(\"a\");",
                "java.beans.Introspector.getBeanInfo(page.class).getPropertyDescriptors(); }");
        old.goesUnnoticed();
    }
}

package org.postern.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A request and the answer to it, through all phases.
 *
 * <p>Belongs to the thread that runs its handlers. Times are UTC, sizes bytes. Reading and writing fail with an {@link IOException}
 * when the client is gone; nothing else here throws a checked exception.
 */
public interface Request {

    // --- who and where

    /** The client's connection. */
    Connection connection();

    /** The virtual host. */
    Server server();

    /** The name of the interpreter in which this runs. */
    String interpreter();

    /** The directive of the running phase, such as {@code JavaFixupHandler}. */
    String phase();

    // --- what was asked

    /** The request line as the client sent it, or an equal one where httpd does not tell it. */
    String theRequest();

    /** The method, in the client's spelling. */
    String method();

    /** Such as {@code HTTP/1.1}; {@code INCLUDED} in a sub-request. */
    String protocol();

    /** Whether only the head of the answer is wanted (HEAD). */
    boolean headerOnly();

    /** The host that the client asked for, without port; client-chosen. */
    @Nullable
    String hostname();

    /** The URL's path, decoded. */
    String uri();

    /** Sets the path, for phases before the one that maps it. */
    void uri(String uri);

    /** The URL as the client sent it, with query. */
    String unparsedUri();

    /** The query string, not decoded; null where the URL has no question mark. */
    @Nullable
    String args();

    /** The file to which httpd mapped the URL; null where it mapped none, as with ProxyPass. */
    @Nullable
    String filename();

    /** Maps the request to another file; for trans handlers above all. */
    void filename(String filename);

    /** What of the path is behind the file; empty if nothing is, null where it is not known. */
    @Nullable
    String pathInfo();

    /** Sets the path info. */
    void pathInfo(@Nullable String pathInfo);

    /** The extension by which the running handlers were chosen ({@code | .ext}), with its dot, else null. */
    @Nullable
    String extension();

    /** The document root of the virtual host, or of the alias that maps the URL; null where httpd does not tell it. */
    @Nullable
    String documentRoot();

    /** Whether the client speaks TLS with httpd. */
    boolean isHttps();

    /** When the daemon received the request. */
    Instant requestTime();

    /** The client's address as httpd sees it, after mod_remoteip. */
    String useragentIp();

    /** The client's name where httpd looked it up, else its address. */
    String getRemoteHost();

    /** The URL of {@code uri} on this server, as the client can use it. */
    String constructUrl(String uri);

    // --- tables

    /** The request's headers. */
    Table headersIn();

    /** The answer's headers; dropped if the request ends with an error page. */
    Table headersOut();

    /** More headers of the answer, sent with error pages too. */
    Table errHeadersOut();

    /** CGI-like variables that handlers share in this request. */
    Table subprocessEnv();

    /** Notes from one phase to another. */
    Table notes();

    /** The options in effect ({@code Use JavaOption}); changes have no effect beyond this request. */
    Table getOptions();

    // --- who asks

    /** The user whom an authen handler, or httpd, found out; null if nobody did. */
    @Nullable
    String user();

    /** Says who the user is. */
    void user(String user);

    /** How the user was found out, such as {@code Basic}; null if nobody did. */
    @Nullable
    String apAuthType();

    /** Says how the user was found out. */
    void apAuthType(String type);

    /** The realm ({@code Use JavaAuthName}), by default the site's name. */
    String authName();

    /**
     * The password of the client's Basic credentials, and {@link #user} set to their user; null where there are none. Read as UTF-8,
     * else as ISO-8859-1.
     */
    @Nullable
    String getBasicAuthPw();

    // --- reading

    /** All of the body that is left; empty at its end. */
    byte[] read() throws IOException;

    /** At most {@code length} bytes, fewer only at the end of the body; empty there. A negative length reads all. */
    byte[] read(int length) throws IOException;

    /** A line with its newline; empty at the end of the body. */
    byte[] readline() throws IOException;

    /** The lines that are left, with their newlines. */
    List<byte[]> readlines() throws IOException;

    /** Whole lines until their sizes add up to {@code hint} bytes. */
    List<byte[]> readlines(int hint) throws IOException;

    /** The body as a stream, over the same bytes as the other ways to read it. */
    InputStream inputStream();

    // --- answering

    /** The status that is sent; 200 unless set. */
    int status();

    /** Sets the status. */
    void status(int status);

    /** The content type, or null if none was set; then {@code text/html} goes out, in UTF-8. */
    @Nullable
    String contentType();

    /** Sets the content type; its charset is the one in which text is written. */
    void contentType(String type);

    /** Says how long the body will be; without this, short answers get their length from what was written. */
    void setContentLength(long length);

    /** Writes text in the charset of {@link #contentType}, UTF-8 if it names none. */
    void write(String text) throws IOException;

    /** Writes bytes. */
    void write(byte[] bytes) throws IOException;

    /** Writes {@code length} bytes from {@code offset} on. */
    void write(byte[] bytes, int offset, int length) throws IOException;

    /** Has all that was written sent to the client now. */
    void flush() throws IOException;

    /** The answer's body as a stream, over the same buffer as the other ways to write it. */
    OutputStream outputStream();

    /** How many bytes of body were written so far. */
    long bytesSent();

    /** Adds to the methods named in the Allow header of a 405 or 501. */
    void allowMethods(List<String> methods);

    // --- phases

    /**
     * Adds a handler to a phase that is still to come, or to the running one: behind those that are configured.
     *
     * @param phase a directive such as {@code JavaFixupHandler}
     * @param handler as in the directive: {@code module} or {@code module::member}
     * @throws IllegalArgumentException if there is no such phase, or the handler is blank
     */
    void addHandler(String phase, String handler);

    /** The same for a handler that is looked up in {@code dir}, an absolute path, instead of JavaRoot. */
    void addHandler(String phase, String handler, String dir);

    /** Has {@code cleanup} run when the request is over; the last one registered runs first. */
    void registerCleanup(Runnable cleanup);

    // --- filters

    /**
     * Has what is written from now on pass through a filter, behind those that are in place.
     *
     * @param name one that a directive, or {@link #registerOutputFilter}, has defined
     * @throws IllegalArgumentException if nobody has defined it
     */
    void addOutputFilter(String name);

    /** Has what is read from now on pass through a filter, behind those that are in place; names as for {@link #addOutputFilter}. */
    void addInputFilter(String name);

    /** Defines a filter for this request: {@code module} or {@code module::member}, looked up as handlers are. */
    void registerOutputFilter(String name, String handler);

    /** The same for a filter that is looked up in {@code dir}, an absolute path, instead of JavaRoot. */
    void registerOutputFilter(String name, String handler, String dir);

    /** Defines a filter for this request, for what is read. */
    void registerInputFilter(String name, String handler);

    /** The same for a filter that is looked up in {@code dir}, an absolute path, instead of JavaRoot. */
    void registerInputFilter(String name, String handler, String dir);

    // --- log

    /** Writes a line to the interpreter's log, with the client's address. */
    void logError(String message);

    /** The same at a level of {@link Apache}'s {@code APLOG_} constants. */
    void logError(String message, int level);
}

package org.postern.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;

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
    ClientConnection connection();

    /** The virtual host. */
    Server server();

    /** The name of the interpreter in which this runs. */
    String interpreter();

    /** The directive of the running phase, such as {@code JavaFixupHandler}; empty in a registered cleanup. */
    String phase();

    /** The running handler and those behind it; null where no handler of a phase runs, as in a registered cleanup. */
    @Nullable
    Hlist hlist();

    // --- what was asked

    /** The request line as the client sent it, or an equal one where httpd does not tell it. */
    String theRequest();

    /** The method, in the client's spelling. */
    String method();

    /** The method's number, one of {@link Apache}'s {@code M_} constants; HEAD counts as GET, and what httpd does not know as M_INVALID. */
    int methodNumber();

    /** Such as {@code HTTP/1.1}; {@code INCLUDED} in a sub-request. */
    String protocol();

    /** The protocol's version as a number, major times 1000 and minor: 1001 for HTTP/1.1; 0 where it is none. */
    int protoNum();

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

    /** The parts of {@link #unparsedUri}. */
    ParsedUri parsedUri();

    /** The query string, not decoded; null where the URL has no question mark. */
    @Nullable
    String args();

    /** Sets the query string; null: no question mark. */
    void args(@Nullable String args);

    /** The file to which httpd mapped the URL; null where it mapped none, as with ProxyPass. */
    @Nullable
    String filename();

    /** Maps the request to another file, by an absolute path; for trans handlers above all. */
    void filename(String filename);

    /** {@link #filename} without dot segments and doubled slashes. */
    @Nullable
    String canonicalFilename();

    /** What the file system says of {@link #filename}, asked when this is called first, and anew after another file was set. */
    Finfo finfo();

    /** Sets what later handlers see of the file. */
    void finfo(Finfo finfo);

    /** Who answers: {@code postern}, or what a handler has set. */
    @Nullable
    String handler();

    /**
     * Says who answers; for type and fixup handlers. With {@code postern} the content handlers do; with anything else, or null, the
     * file itself is sent.
     */
    void handler(@Nullable String handler);

    /** What of the path is behind the file; empty if nothing is, null where it is not known. */
    @Nullable
    String pathInfo();

    /** Sets the path info. */
    void pathInfo(@Nullable String pathInfo);

    /** Whether the default handler sends a file though {@link #pathInfo} is behind it: one of {@link Apache}'s {@code AP_REQ_} constants. */
    int usedPathInfo();

    /**
     * Says whether it does; httpd's {@code AcceptPathInfo} holds until then.
     *
     * @throws IllegalArgumentException if it is none of the constants
     */
    void usedPathInfo(int accept);

    /** The extension by which the running handlers were chosen ({@code | .ext}), with its dot, else null. */
    @Nullable
    String extension();

    /** The document root of the virtual host, or of the alias that maps the URL; null where httpd does not tell it. */
    @Nullable
    String documentRoot();

    /** Whether the client speaks TLS with httpd. */
    boolean isHttps();

    /**
     * A variable of mod_ssl about the client's connection; null where there is none. Known are HTTPS, SSL_PROTOCOL, SSL_CIPHER,
     * SSL_CIPHER_USEKEYSIZE, SSL_SESSION_ID, SSL_CLIENT_CERT, and any other that the configuration hands on under its name with
     * {@code AJP_} before it.
     */
    @Nullable
    String sslVarLookup(String name);

    /** The Range header, or null. */
    @Nullable
    String range();

    /** Whether the client waits for a 100 before it sends the body; reading has httpd send it. */
    boolean expecting100();

    /** When the daemon received the request. */
    Instant requestTime();

    /** The client's address as httpd sees it, after mod_remoteip. */
    String useragentIp();

    /** {@link #useragentIp} with the port of the client's connection; port 0 where httpd does not tell it. */
    InetSocketAddress useragentAddr();

    /** The client's name where httpd looked it up, else its address. */
    String getRemoteHost();

    /**
     * The client's name or address.
     *
     * @param type one of {@link Apache}'s {@code REMOTE_} constants. REMOTE_DOUBLE_REV asks the name service, which may take seconds;
     *     the others tell what httpd has found out ({@code HostnameLookups})
     * @return null where the type asks for a name and there is none
     */
    @Nullable
    String getRemoteHost(int type);

    /** The URL of {@code uri} on this server, as the client can use it. */
    String constructUrl(String uri);

    /**
     * The client's cookies by their names, in order; of several with one name the first, which is that of the longest path. Cannot be
     * changed; {@link Cookie#addCookie} sends one.
     */
    Map<String, Cookie> cookies();

    /**
     * The visitor's session, a new one if there is none: the same object in all phases, and for targets of redirects. In the mode that
     * {@code JavaOption session.mode} says, by default {@link Session.Mode#LOCK}.
     */
    Session session();

    /** The same in a mode of one's own; one that is open already is locked now if this asks for it, and stays locked if it is. */
    Session session(Session.Mode mode);

    /**
     * One more session beside it, with a cookie of its own.
     *
     * @param cookieName in place of that in {@code JavaOption session.cookie_name}
     */
    Session session(Session.Mode mode, String cookieName);

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

    /** Objects that handlers of this request hand to each other. */
    Map<String, Object> attributes();

    /** The options in effect ({@code Use JavaOption}); changes have no effect beyond this request. */
    Table getOptions();

    /**
     * The other directives in effect, such as {@code JavaDebug}, defaults included; those that say yes or no have 1 or 0. Without those
     * that name handlers and filters. Changes have no effect.
     */
    Table getConfig();

    /** Puts the variables that CGI and SSI have in common into {@link #subprocessEnv}: headers, client, server, file. */
    void addCommonVars();

    /** Puts the variables of CGI into {@link #subprocessEnv}, the common ones too. */
    void addCgiVars();

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

    /** How the resource asks who the client is: {@code Basic} where handlers find that out, else as httpd did; null if nobody asks. */
    @Nullable
    String authType();

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

    /** Reads what is left of the body and forgets it. {@link Apache#OK}, or the status that tells why it did not come. */
    int discardRequestBody();

    /** Bytes of body that were read so far. */
    long readLength();

    /** Bytes of body that are left to read, by the Content-Length; 0 without one, and at the end. */
    long remaining();

    /** Whether the body comes in chunks, so that its length shows only at its end. */
    boolean readChunked();

    /** The body as a stream, over the same bytes as the other ways to read it. */
    InputStream inputStream();

    /**
     * The fields of the query and of the body, blank values among them; the same object each time.
     *
     * <p>The body is read by the first call, where its Content-Type is that of a form: {@code application/x-www-form-urlencoded}, which
     * a POST without one has too, or {@code multipart/form-data}. Any other body is left to be read. After an internal redirect there
     * are the target's query and the same body, which is read once.
     *
     * @throws FormException if it is malformed, or larger than the daemon's settings allow
     * @throws IllegalStateException if something of the body was read already
     * @throws UncheckedIOException if the body does not come whole; uncaught, it is answered as the IOException in it
     */
    FieldStorage form();

    // --- answering

    /** The status that is sent; 200 unless set. */
    int status();

    /** Sets the status. */
    void status(int status);

    /** The status with its text, if {@link #statusLine(String)} was used last, else null. */
    @Nullable
    String statusLine();

    /**
     * Sets the status and the text that goes with it, such as {@code 404 Not Here}.
     *
     * @throws IllegalArgumentException if it does not begin with a status
     */
    void statusLine(String line);

    /** The content type, or null if none was set; then {@code text/html} goes out, in UTF-8. */
    @Nullable
    String contentType();

    /** Sets the content type; its charset is the one in which text is written. */
    void contentType(String type);

    /** The Content-Encoding, or null. */
    @Nullable
    String contentEncoding();

    /** Sets the Content-Encoding, such as {@code gzip}; what is written has to be in it. */
    void contentEncoding(String encoding);

    /** The languages of the Content-Language. */
    List<String> contentLanguages();

    /** Whether clients are told to keep no copy. */
    boolean noCache();

    /** Tells clients to ask again each time, by Expires and Cache-Control; where a handler sets one of these, that stands. */
    void noCache(boolean noCache);

    /** Whether a client's copy is never good enough. */
    boolean noLocalCopy();

    /** Has {@link #meetsConditions} ignore the client's copy. */
    void noLocalCopy(boolean noLocalCopy);

    /** When the resource changed last, as far as {@link #updateMtime} was told; {@link Instant#EPOCH} at first. */
    Instant mtime();

    /** Says that the resource, or something of which it is made, changed then; earlier times than {@link #mtime} are ignored. */
    void updateMtime(Instant time);

    /** Sets Last-Modified to {@link #mtime}, at most to now; does nothing where nobody has told a time. */
    void setLastModified();

    /** Sets ETag from {@link #mtime} and the size of the file. */
    void setEtag();

    /**
     * Compares the request's conditions with the answer's ETag, if it has one, and {@link #mtime}, if it was told.
     *
     * @return {@link Apache#OK}; or what to return at once: {@link Apache#HTTP_NOT_MODIFIED}, {@link Apache#HTTP_PRECONDITION_FAILED}
     */
    int meetsConditions();

    /** Says how long the body will be; without this, short answers get their length from what was written. */
    void setContentLength(long length);

    /** The length that {@link #setContentLength} has promised; 0 if none. */
    long clength();

    /**
     * Writes text in the charset of {@link #contentType}, UTF-8 if it names none.
     *
     * @throws IllegalArgumentException if the charset is not known, or lacks a character of the text
     */
    void write(String text) throws IOException;

    /** Writes bytes. */
    void write(byte[] bytes) throws IOException;

    /** Writes {@code length} bytes from {@code offset} on. */
    void write(byte[] bytes, int offset, int length) throws IOException;

    /** Writes a file, as it is when it is read. Returns how many bytes that were. */
    long sendfile(String path) throws IOException;

    /**
     * Writes a part of a file.
     *
     * @param path absolute; symbolic links are followed
     * @param offset where to begin; nothing is written from behind the end
     * @param length bytes at most; negative for all the rest
     * @return how many bytes that were
     * @throws IOException if the file cannot be read or is none; nothing was written then
     */
    long sendfile(String path, long offset, long length) throws IOException;

    /** Has all that was written sent to the client now. */
    void flush() throws IOException;

    /** The answer's body as a stream, over the same buffer as the other ways to write it. */
    OutputStream outputStream();

    /** How many bytes of body were written so far. */
    long bytesSent();

    /** Whether the head of the answer is on its way, so that it cannot be changed any more. */
    boolean sentBodyct();

    /** Whether the whole answer is on its way; for log handlers, which see here an answer that broke off. */
    boolean eosSent();

    /** Adds to the methods named in the Allow header of a 405 or 501. */
    void allowMethods(List<String> methods);

    /** The same; {@code reset} forgets those named before. */
    void allowMethods(List<String> methods, boolean reset);

    /** The methods for the Allow header, in order. */
    List<String> allowedMethods();

    /** Those of them that have no number. */
    List<String> allowedXmethods();

    /** Those of them that have one, a bit for each: {@code 1 << M_PUT}. */
    int allowed();

    // --- redirects within the site

    /**
     * Answers with another URL of the site: a request with all phases runs for it, within this call, and its answer is this
     * request's. What was written before stays in front of it; what is written afterwards is lost. Method and headers are the
     * client's, and what of the body is not read yet is the target's to read.
     *
     * <p>The directives are those of this request, whatever httpd has for the target; {@code | .ext} and what sends files go by the
     * target's file.
     *
     * @param url path and query as in a link, percent-encoded
     * @throws IllegalArgumentException if that is no URL of the site
     * @throws IllegalStateException if the request is answered already
     */
    void internalRedirect(String url);

    /** The request that was redirected to this one; null if the client asked for it. */
    @Nullable
    Request prev();

    /** The request to which this one was redirected, or null. */
    @Nullable
    Request next();

    /** The request of which this is a sub-request; null, as httpd does not tell of it. */
    @Nullable
    Request main();

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

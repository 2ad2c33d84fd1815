package org.postern.api;

import org.jspecify.annotations.Nullable;

/** The virtual host, as its configuration describes it; nothing here comes from the client. */
public interface Server {

    /** The site's name, as {@code Use JavaSite} gave it. */
    String serverHostname();

    /** httpd's {@code ServerAdmin}, or null where it is not known. */
    @Nullable
    String serverAdmin();

    /** The port on which httpd accepted the request. */
    int port();

    /** Writes a line to the interpreter's log, at level {@link Apache#APLOG_ERR}. */
    void logError(String message);

    /** The same at a level of {@link Apache}'s {@code APLOG_} constants. */
    void logError(String message, int level);
}

package org.postern.daemon.config;

import org.jspecify.annotations.Nullable;
import org.postern.ajp.AjpFields;

/**
 * What httpd tells of one request besides AJP's own fields: the attributes that {@code Use JavaSite} turns on. Facts, never
 * permissions. Where a name comes several times the first counts, which httpd found out for the client's own request.
 */
public final class Facts {

    private final AjpFields attributes;

    public Facts(AjpFields attributes) {
        this.attributes = attributes;
    }

    /** The site's name. */
    public @Nullable String site() {
        return value("POSTERN_SITE");
    }

    /** The client's URL path, decoded. */
    public @Nullable String uri() {
        return value("POSTERN_URI");
    }

    public @Nullable String theRequest() {
        return value("POSTERN_THE_REQUEST");
    }

    public @Nullable String pathInfo() {
        return value("POSTERN_PATH_INFO");
    }

    public @Nullable String documentRoot() {
        return value("POSTERN_DOCUMENT_ROOT");
    }

    /** The URL path of the alias that maps the request, without slash at its end. */
    public @Nullable String contextPrefix() {
        return value("POSTERN_CONTEXT_PREFIX");
    }

    public @Nullable String contextDocumentRoot() {
        return value("POSTERN_CONTEXT_DOCUMENT_ROOT");
    }

    public @Nullable String serverAdmin() {
        return value("POSTERN_SERVER_ADMIN");
    }

    /** The TCP peer of httpd, where mod_remoteip has put another address in its place. */
    public @Nullable String connRemoteAddr() {
        return value("POSTERN_CONN_REMOTE_ADDR");
    }

    /** The client's port; 0 where it is not told or no number. */
    public int remotePort() {
        String port = value("AJP_REMOTE_PORT");
        return port != null && port.matches("[0-9]{1,5}") ? Integer.parseInt(port) & 0xFFFF : 0;
    }

    /** The address on which httpd accepted the client. */
    public @Nullable String localAddr() {
        return value("AJP_LOCAL_ADDR");
    }

    /** A variable of mod_ssl that the configuration hands on under its own name, such as {@code SSL_CLIENT_S_DN}. */
    public @Nullable String ssl(String name) {
        return name.startsWith("SSL_") ? value(name) : null;
    }

    /** TLS's version as mod_ssl names it. */
    public @Nullable String sslProtocol() {
        return value("AJP_SSL_PROTOCOL");
    }

    private @Nullable String value(String name) {
        for (int i = 0; i < attributes.size(); i++) {
            if (attributes.name(i).equals(name)) {
                String value = attributes.value(i);
                return value.isEmpty() ? null : value;
            }
        }
        return null;
    }
}

package org.postern.daemon.exchange;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.postern.ajp.AjpRequest;
import org.postern.api.Apache;
import org.postern.api.Finfo;
import org.postern.api.Table;
import org.postern.daemon.config.Phase;
import org.postern.daemon.config.Plan;

/** What a request comes to mean: the resource, who asks, and what handlers tell each other. */
abstract class MappedRequest extends AskedRequest {

    private static final Set<String> SECRETS = Set.of("authorization", "proxy-authorization", "cookie");

    /** The handler by which content handlers answer. */
    static final String OURS = "postern";

    private final Plan plan;
    private final @Nullable String byHttpd;
    private @Nullable Table notes;
    private @Nullable Table subprocessEnv;
    private @Nullable Table options;
    private @Nullable Map<String, Object> attributes;

    private String uri;
    private @Nullable String filename;
    private @Nullable String pathInfo;
    private @Nullable String args;
    private int usedPathInfo = Apache.AP_REQ_DEFAULT_PATH_INFO;
    private @Nullable Finfo finfo;
    private @Nullable String handler = OURS;
    private @Nullable String user;
    private @Nullable String authType;

    MappedRequest(Arrival arrival, Target target, @Nullable MappedRequest previous) {
        super(arrival, target, previous);
        AjpRequest ajp = arrival.ajp();
        this.plan = arrival.plan();
        this.uri = target.uri();
        this.filename = target.filename();
        this.byHttpd = target.ours() ? null : filename;
        this.args = target.args();
        this.pathInfo = target.pathInfo();
        this.user = ajp.remoteUser();
        this.authType = ajp.authType();
    }

    // --- for the run of the request

    /** Whether a handler has gone to another file than httpd. */
    boolean hasOtherFile() {
        return !Objects.equals(filename, byHttpd);
    }

    /** What a page for developers says about the request. */
    List<Map.Entry<String, String>> facts() {
        return List.of(
                Map.entry("uri", uri),
                Map.entry("file", String.valueOf(filename)),
                Map.entry("path info", String.valueOf(pathInfo)),
                Map.entry("document root", String.valueOf(documentRoot())),
                Map.entry("user", String.valueOf(user)),
                Map.entry("client", useragentIp()));
    }

    /** The request's headers without those that let somebody in. */
    List<Map.Entry<String, String>> harmlessHeaders() {
        List<Map.Entry<String, String>> harmless = new ArrayList<>();
        headersIn().forEach(header -> {
            if (!SECRETS.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                harmless.add(header);
            }
        });
        return harmless;
    }

    // --- the resource

    @Override
    public String uri() {
        return uri;
    }

    @Override
    public void uri(String uri) {
        this.uri = uri;
    }

    @Override
    public @Nullable String args() {
        return args;
    }

    @Override
    public void args(@Nullable String args) {
        this.args = args;
    }

    @Override
    public @Nullable String filename() {
        return filename;
    }

    @Override
    public void filename(String filename) {
        if (!filename.startsWith("/")) {
            throw new IllegalArgumentException("filename: \"" + filename + "\" (expected: an absolute path)");
        }
        this.filename = filename;
        this.finfo = null;
    }

    @Override
    public @Nullable String canonicalFilename() {
        return filename == null ? null : Path.of(filename).normalize().toString();
    }

    @Override
    public Finfo finfo() {
        if (finfo == null) {
            finfo = Apache.stat(filename == null ? "" : filename);
        }
        return finfo;
    }

    @Override
    public void finfo(Finfo finfo) {
        this.finfo = finfo;
    }

    @Override
    public @Nullable String handler() {
        return handler;
    }

    @Override
    public void handler(@Nullable String handler) {
        this.handler = handler;
    }

    @Override
    public @Nullable String pathInfo() {
        return pathInfo;
    }

    @Override
    public void pathInfo(@Nullable String pathInfo) {
        this.pathInfo = pathInfo;
    }

    @Override
    public int usedPathInfo() {
        return usedPathInfo;
    }

    @Override
    public void usedPathInfo(int accept) {
        if (accept < Apache.AP_REQ_ACCEPT_PATH_INFO || accept > Apache.AP_REQ_DEFAULT_PATH_INFO) {
            throw new IllegalArgumentException("usedPathInfo " + accept + " (expected: a constant AP_REQ_...)");
        }
        usedPathInfo = accept;
    }

    @Override
    public @Nullable String documentRoot() {
        return told().documentRoot();
    }

    // --- tables

    @Override
    public Table subprocessEnv() {
        subprocessEnv = subprocessEnv == null ? new Table() : subprocessEnv;
        return subprocessEnv;
    }

    @Override
    public Table notes() {
        notes = notes == null ? new Table() : notes;
        return notes;
    }

    @Override
    public Map<String, Object> attributes() {
        attributes = attributes == null ? new HashMap<>() : attributes;
        return attributes;
    }

    @Override
    public void addCommonVars() {
        new CgiVariables(this).addCommon();
    }

    @Override
    public void addCgiVars() {
        new CgiVariables(this).addCgi();
    }

    @Override
    public Table getConfig() {
        return plan.config();
    }

    @Override
    public Table getOptions() {
        options = options == null ? new Table(plan.options()) : options;
        return options;
    }

    // --- who asks

    @Override
    public @Nullable String user() {
        return user;
    }

    @Override
    public void user(String user) {
        this.user = user;
    }

    @Override
    public @Nullable String apAuthType() {
        return authType;
    }

    @Override
    public void apAuthType(String type) {
        this.authType = type;
    }

    @Override
    public @Nullable String authType() {
        boolean asked = plan.authName() != null || !plan.handlers(Phase.AUTHEN).isEmpty();
        return asked ? "Basic" : authType;
    }

    @Override
    public String authName() {
        return plan.authName() == null ? server().serverHostname() : plan.authName();
    }

    @Override
    public @Nullable String getBasicAuthPw() {
        String header = headersIn().get("Authorization");
        if (header == null || !header.toLowerCase(Locale.ROOT).startsWith("basic ")) {
            return null;
        }
        byte[] credentials;
        try {
            credentials = Base64.getDecoder()
                    .decode(header.substring("basic ".length()).strip());
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
        String text = UrlText.text(credentials);
        int colon = text.indexOf(':');
        if (colon < 0) {
            return null;
        }
        user = text.substring(0, colon);
        authType = "Basic";
        return text.substring(colon + 1);
    }
}

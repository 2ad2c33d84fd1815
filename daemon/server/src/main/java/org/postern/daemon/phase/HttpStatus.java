package org.postern.daemon.phase;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/** The status codes that a handler may return, with what a page says about them. RFC 9110 and the IANA registry. */
public enum HttpStatus {
    S200(200, "OK", ""),
    S201(201, "Created", ""),
    S202(202, "Accepted", ""),
    S203(203, "Non-Authoritative Information", ""),
    S204(204, "No Content", ""),
    S205(205, "Reset Content", ""),
    S206(206, "Partial Content", ""),
    S207(207, "Multi-Status", ""),
    S208(208, "Already Reported", ""),
    S226(226, "IM Used", ""),
    S300(300, "Multiple Choices", ""),
    S301(301, "Moved Permanently", ""),
    S302(302, "Found", ""),
    S303(303, "See Other", ""),
    S304(304, "Not Modified", ""),
    S305(305, "Use Proxy", ""),
    S307(307, "Temporary Redirect", ""),
    S308(308, "Permanent Redirect", ""),
    S400(400, "Bad Request", "The server cannot understand what the browser sent."),
    S401(
            401,
            "Unauthorized",
            "This page asks for a user name and a password, and those given, if any, do not open it."),
    S402(402, "Payment Required", "This page asks for a payment."),
    S403(403, "Forbidden", "You have no permission to access this resource."),
    S404(404, "Not Found", "There is nothing under this URL on this server."),
    S405(405, "Method Not Allowed", "The method of the request is not allowed for this URL."),
    S406(406, "Not Acceptable", "There is no form of this resource that the browser accepts."),
    S407(407, "Proxy Authentication Required", "The proxy asks for a user name and a password."),
    S408(408, "Request Timeout", "The server waited too long for the request."),
    S409(409, "Conflict", "The request does not fit the state of the resource."),
    S410(410, "Gone", "What was here is gone, and will not come back."),
    S411(411, "Length Required", "The request has a body and does not say how long it is."),
    S412(412, "Precondition Failed", "A condition in the request does not hold."),
    S413(413, "Content Too Large", "The request is larger than this server takes."),
    S414(414, "URI Too Long", "The URL is longer than this server takes."),
    S415(415, "Unsupported Media Type", "The server does not take a body of this type here."),
    S416(416, "Range Not Satisfiable", "The resource has no such part."),
    S417(417, "Expectation Failed", "The server cannot do what the Expect header asks."),
    S418(418, "I'm a teapot", "Short and stout."),
    S421(421, "Misdirected Request", "The request came to a server that does not answer for this host."),
    S422(422, "Unprocessable Content", "The request is well formed, and its content cannot be used."),
    S423(423, "Locked", "The resource is locked."),
    S424(424, "Failed Dependency", "Something that this request needs has failed."),
    S425(425, "Too Early", "The server does not want to risk that this request is a replay."),
    S426(426, "Upgrade Required", "This resource is available under another protocol only."),
    S428(428, "Precondition Required", "The request has to be conditional."),
    S429(429, "Too Many Requests", "Too many requests came in too short a time."),
    S431(431, "Request Header Fields Too Large", "The request's headers are larger than this server takes."),
    S451(451, "Unavailable For Legal Reasons", "This resource is withheld for legal reasons."),
    S500(500, "Internal Server Error", "The server failed to answer this request. Its log says why."),
    S501(501, "Not Implemented", "The server does not know how to do this."),
    S502(502, "Bad Gateway", "A server behind this one gave no proper answer."),
    S503(503, "Service Unavailable", "The server cannot answer right now. Please try again in a moment."),
    S504(504, "Gateway Timeout", "A server behind this one took too long."),
    S505(505, "HTTP Version Not Supported", "The server does not speak this version of HTTP."),
    S506(506, "Variant Also Negotiates", "The choice between the forms of this resource goes round in a circle."),
    S507(507, "Insufficient Storage", "The server has no room for this."),
    S508(508, "Loop Detected", "The request went round in a circle."),
    S510(510, "Not Extended", "The request lacks an extension that this resource needs."),
    S511(511, "Network Authentication Required", "The network asks for a login first.");

    private static final Map<Integer, HttpStatus> BY_CODE =
            Arrays.stream(values()).collect(Collectors.toMap(status -> status.code, status -> status));

    private final int code;
    private final String title;
    private final String text;

    HttpStatus(int code, String title, String text) {
        this.code = code;
        this.title = title;
        this.text = text;
    }

    /** The reason phrase of a status; null if it is none that a handler may return. */
    public static @Nullable String title(int code) {
        HttpStatus status = BY_CODE.get(code);
        return status == null ? null : status.title;
    }

    /** What a page tells the visitor about an error; empty for other statuses. */
    public static String text(int code) {
        HttpStatus status = BY_CODE.get(code);
        return status == null ? "" : status.text;
    }
}

package org.postern.ajp.codec;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.postern.ajp.AjpFields;
import org.postern.ajp.AjpLimits;
import org.postern.ajp.AjpRequest;

/**
 * Reads FORWARD_REQUESTs whose packets are whole. One serves all connections of an event loop, and belongs to that.
 *
 * <p>Strict, because what two parsers read differently is how requests are smuggled: unknown codes, missing NULs, lengths past
 * the packet, bytes behind the end, repeated security fields, a Content-Length that is not one number, a Transfer-Encoding that
 * is not {@code chunked}, or both of them, are all refused with 400. So are NUL, CR and LF in what others take for one line: the
 * protocol, the path, the query and the values of headers. Other attributes may have them: httpd itself decodes what it puts
 * there.
 */
public final class ForwardParser {

    private final TextCache texts = new TextCache();
    private byte[] in = new byte[2048];
    private String[] pairs = new String[64];

    private final AjpLimits limits;
    private int at;
    private int end;
    private boolean oneLine;

    private long contentLength;
    private boolean chunked;
    private @Nullable String remoteUser;
    private @Nullable String authType;
    private @Nullable String query;
    private @Nullable String route;
    private byte @Nullable [] secret;
    private @Nullable String storedMethod;
    private @Nullable String certificate;
    private @Nullable String cipher;
    private @Nullable String session;
    private int keySize;

    public ForwardParser(AjpLimits limits) {
        this.limits = limits;
    }

    /**
     * Parses a payload, and takes it out of its buffer.
     *
     * @param length its bytes behind the type byte
     */
    AjpMessage.Forward parse(ByteBuf payload, int length) throws AjpProtocolException {
        begin(payload, length);
        return forward();
    }

    private void begin(ByteBuf payload, int length) {
        if (in.length < length) {
            in = new byte[length + length / 2];
        }
        payload.readBytes(in, 0, length);
        at = 0;
        end = length;
        contentLength = -1;
        chunked = false;
        remoteUser = null;
        authType = null;
        query = null;
        route = null;
        secret = null;
        storedMethod = null;
        certificate = null;
        cipher = null;
        session = null;
        keySize = -1;
    }

    private AjpMessage.Forward forward() throws AjpProtocolException {
        int methodCode = u8("method");
        String protocol = line("protocol", required("protocol"));
        String uri = line("req_uri", required("req_uri"));
        if (!uri.startsWith("/") && !uri.equals("*")) {
            throw bad("req_uri", "it begins with neither a slash nor is it *");
        }
        String remoteAddr = string("remote_addr");
        String remoteHost = string("remote_host");
        String serverName = string("server_name");
        int serverPort = u16("server_port");
        boolean secure = u8("is_ssl") != 0;
        AjpFields headers = headers();
        AjpFields attributes = attributes();
        if (at < end) {
            throw bad("packet", end - at + " bytes behind its end");
        }
        AjpRequest.Tls tls = secure ? new AjpRequest.Tls(certificate, cipher, session, keySize) : null;
        AjpRequest request = new AjpRequest(
                method(methodCode),
                protocol,
                uri,
                remoteAddr,
                remoteHost,
                serverName,
                serverPort,
                secure,
                headers,
                contentLength,
                chunked,
                remoteUser,
                authType,
                query,
                route,
                tls,
                attributes);
        return new AjpMessage.Forward(request, secret);
    }

    private String method(int code) throws AjpProtocolException {
        if (code == AjpCodes.STORED_METHOD) {
            String stored = storedMethod;
            if (stored == null || !Tokens.isToken(stored)) {
                throw bad("stored_method", "missing, or not a token");
            }
            return stored;
        }
        String method = AjpCodes.method(code);
        if (method == null) {
            throw bad("method", "unknown code " + code);
        }
        if (storedMethod != null) {
            throw bad("stored_method", "given beside method code " + code);
        }
        return method;
    }

    private AjpFields headers() throws AjpProtocolException {
        int count = u16("num_headers");
        if (count > limits.headers()) {
            throw bad(
                    "num_headers",
                    count + " (expected: at most " + limits.headers() + ", the setting ajp.headers-max)");
        }
        String[] headers = new String[2 * count];
        for (int i = 0; i < count; i++) {
            String name = headerName();
            String value = line(name, required(name, !AjpFields.isCredential(name)));
            headers[2 * i] = name;
            headers[2 * i + 1] = value;
            framing(name, value);
        }
        if (chunked && contentLength >= 0) {
            throw bad("Transfer-Encoding", "given beside Content-Length");
        }
        return AjpFields.of(headers);
    }

    private String headerName() throws AjpProtocolException {
        need("header name", 2);
        if ((in[at] & 0xFF) != AjpCodes.CODED_HEADER) {
            String name = required("header name");
            if (!Tokens.isToken(name)) {
                throw bad("header name", "not a token");
            }
            return name;
        }
        int code = u16("header name");
        String name = AjpCodes.requestHeader(code & 0xFF);
        if (name == null) {
            throw bad("header name", "unknown code " + Integer.toHexString(code));
        }
        return name;
    }

    /** Notes what a header says about the body; the names are compared, as a peer may send known ones as strings too. */
    private void framing(String name, String value) throws AjpProtocolException {
        if (name.equalsIgnoreCase("Content-Length")) {
            if (contentLength >= 0) {
                throw bad(name, "given twice");
            }
            contentLength = length(value);
        } else if (name.equalsIgnoreCase("Transfer-Encoding")) {
            if (chunked || !value.equalsIgnoreCase("chunked")) {
                throw bad(name, "given twice, or not just \"chunked\"");
            }
            chunked = true;
        }
    }

    private static long length(String value) throws AjpProtocolException {
        long length = 0;
        for (int i = 0; i < value.length(); i++) {
            int digit = value.charAt(i) - '0';
            if (digit < 0 || digit > 9 || length > (Long.MAX_VALUE - digit) / 10) {
                throw bad("Content-Length", "not a number of bytes");
            }
            length = 10 * length + digit;
        }
        if (value.isEmpty()) {
            throw bad("Content-Length", "empty");
        }
        return length;
    }

    private AjpFields attributes() throws AjpProtocolException {
        int filled = 0;
        for (int code = u8("attribute"); code != AjpCodes.ATTRIBUTES_END; code = u8("attribute")) {
            switch (code) {
                case 0x01 -> string("context");
                case 0x02 -> string("servlet_path");
                case 0x03 -> remoteUser = once("remote_user", remoteUser);
                case 0x04 -> authType = once("auth_type", authType);
                case 0x05 -> query = line("query_string", once("query_string", query));
                case 0x06 -> route = string("jvm_route");
                case 0x07 -> certificate = string("ssl_cert");
                case 0x08 -> cipher = string("ssl_cipher");
                case 0x09 -> session = string("ssl_session");
                case 0x0A -> filled = attribute(filled);
                case 0x0B -> keySize = u16("ssl_key_size");
                case 0x0C -> secret = secret();
                case 0x0D -> storedMethod = once("stored_method", storedMethod);
                default -> throw bad("attribute", "unknown code " + code);
            }
        }
        return AjpFields.of(Arrays.copyOf(pairs, filled));
    }

    private int attribute(int filled) throws AjpProtocolException {
        if (filled >= 2 * limits.attributes()) {
            throw bad("req_attribute", "more than " + limits.attributes() + ", the setting ajp.attributes-max");
        }
        String name = required("req_attribute");
        String value = string(name);
        if (filled == pairs.length) {
            pairs = Arrays.copyOf(pairs, 2 * filled);
        }
        pairs[filled] = name;
        pairs[filled + 1] = value == null ? "" : value;
        return filled + 2;
    }

    /** Bytes, and not looked up among the texts that came before: how long that takes would tell how much of a guess is right. */
    private byte[] secret() throws AjpProtocolException {
        if (secret != null) {
            throw bad("secret", "given twice");
        }
        int length = stringLength("secret");
        if (length < 0) {
            throw bad("secret", "null");
        }
        byte[] bytes = Arrays.copyOfRange(in, at, at + length);
        at += length;
        closing("secret");
        return bytes;
    }

    private String once(String field, @Nullable String before) throws AjpProtocolException {
        if (before != null) {
            throw bad(field, "given twice");
        }
        return required(field);
    }

    /** The text that was read last, if it is one line wherever it may be written to. */
    private String line(String field, String text) throws AjpProtocolException {
        if (!oneLine) {
            int other = otherThanOneLine(text);
            throw bad(field, "control character " + (int) text.charAt(other) + " at character " + other);
        }
        return text;
    }

    /** Where a character stands that ends a line for somebody, or -1. */
    private static int otherThanOneLine(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || c == '\n' || c == '\r') {
                return i;
            }
        }
        return -1;
    }

    private String required(String field) throws AjpProtocolException {
        return required(field, true);
    }

    private String required(String field, boolean keep) throws AjpProtocolException {
        String value = string(field, keep);
        if (value == null) {
            throw bad(field, "null");
        }
        return value;
    }

    private @Nullable String string(String field) throws AjpProtocolException {
        return string(field, true);
    }

    /** @param keep whether the text may stay in memory for requests to come */
    private @Nullable String string(String field, boolean keep) throws AjpProtocolException {
        int length = stringLength(field);
        if (length < 0) {
            return null;
        }
        String value = text(length, keep);
        closing(field);
        return value;
    }

    /** How many bytes a string has, which are all here with the NUL behind them; -1 for null. */
    private int stringLength(String field) throws AjpProtocolException {
        int length = u16(field);
        if (length == AjpCodes.NULL_STRING) {
            return -1;
        }
        need(field, length + 1);
        return length;
    }

    private void closing(String field) throws AjpProtocolException {
        if (in[at++] != 0) {
            throw bad(field, "no NUL behind it");
        }
    }

    private String text(int length, boolean keep) {
        int start = at;
        at += length;
        String known = keep ? texts.get(in, start, length) : null;
        if (known != null) {
            oneLine = true;
            return known;
        }
        String text = decode(start, length);
        oneLine = otherThanOneLine(text) < 0;
        if (keep && oneLine) {
            texts.put(in, start, length, text);
        }
        return text;
    }

    private String decode(int start, int length) {
        if (isAscii(start, length)) {
            return new String(in, start, length, StandardCharsets.ISO_8859_1);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(in, start, length))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            return new String(in, start, length, StandardCharsets.ISO_8859_1);
        }
    }

    private boolean isAscii(int start, int length) {
        for (int i = start; i < start + length; i++) {
            if (in[i] < 0) {
                return false;
            }
        }
        return true;
    }

    private int u8(String field) throws AjpProtocolException {
        need(field, 1);
        return in[at++] & 0xFF;
    }

    private int u16(String field) throws AjpProtocolException {
        need(field, 2);
        return (in[at++] & 0xFF) << 8 | in[at++] & 0xFF;
    }

    private void need(String field, int bytes) throws AjpProtocolException {
        if (end - at < bytes) {
            throw bad(field, "it reaches past the packet");
        }
    }

    private static AjpProtocolException bad(String field, String what) {
        return AjpProtocolException.badRequest(field + ": " + what);
    }
}

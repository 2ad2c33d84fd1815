package org.postern.ajp.codec;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.postern.ajp.AjpFields;
import org.postern.ajp.AjpLimits;
import org.postern.ajp.AjpRequest;

/**
 * Reads one FORWARD_REQUEST whose packet is whole.
 *
 * <p>Strict, because what two parsers read differently is how requests are smuggled: unknown codes, missing NULs, lengths past the
 * packet, bytes behind the end, repeated security fields, a Content-Length that is not one number, a Transfer-Encoding that is not
 * {@code chunked}, or both of them, are all refused with 400.
 */
final class ForwardParser {

    private final ByteBuf in;
    private final AjpLimits limits;

    private long contentLength = -1;
    private boolean chunked;
    private @Nullable String remoteUser;
    private @Nullable String authType;
    private @Nullable String query;
    private @Nullable String route;
    private @Nullable String secret;
    private @Nullable String storedMethod;
    private @Nullable String certificate;
    private @Nullable String cipher;
    private @Nullable String session;
    private int keySize = -1;

    private ForwardParser(ByteBuf payload, AjpLimits limits) {
        this.in = payload;
        this.limits = limits;
    }

    /** Parses the payload behind its type byte. */
    static AjpMessage.Forward parse(ByteBuf payload, AjpLimits limits) throws AjpProtocolException {
        return new ForwardParser(payload, limits).forward();
    }

    private AjpMessage.Forward forward() throws AjpProtocolException {
        int methodCode = u8("method");
        String protocol = required("protocol");
        String uri = required("req_uri");
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
        if (in.isReadable()) {
            throw bad("packet", in.readableBytes() + " bytes behind its end");
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
            if (stored == null || !isToken(stored)) {
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
            throw bad("num_headers", count + " (expected: at most " + limits.headers() + ")");
        }
        String[] pairs = new String[2 * count];
        for (int i = 0; i < count; i++) {
            String name = headerName();
            String value = required(name);
            pairs[2 * i] = name;
            pairs[2 * i + 1] = value;
            framing(name, value);
        }
        if (chunked && contentLength >= 0) {
            throw bad("Transfer-Encoding", "given beside Content-Length");
        }
        return AjpFields.of(pairs);
    }

    private String headerName() throws AjpProtocolException {
        need("header name", 2);
        if (in.getUnsignedByte(in.readerIndex()) != AjpCodes.CODED_HEADER) {
            String name = required("header name");
            if (!isToken(name)) {
                throw bad("header name", "not a token");
            }
            return name;
        }
        int code = in.readUnsignedShort();
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
        List<String> pairs = new ArrayList<>();
        for (int code = u8("attribute"); code != AjpCodes.ATTRIBUTES_END; code = u8("attribute")) {
            switch (code) {
                case 0x01 -> string("context");
                case 0x02 -> string("servlet_path");
                case 0x03 -> remoteUser = once("remote_user", remoteUser);
                case 0x04 -> authType = once("auth_type", authType);
                case 0x05 -> query = once("query_string", query);
                case 0x06 -> route = string("jvm_route");
                case 0x07 -> certificate = string("ssl_cert");
                case 0x08 -> cipher = string("ssl_cipher");
                case 0x09 -> session = string("ssl_session");
                case 0x0A -> attribute(pairs);
                case 0x0B -> keySize = u16("ssl_key_size");
                case 0x0C -> secret = once("secret", secret);
                case 0x0D -> storedMethod = once("stored_method", storedMethod);
                default -> throw bad("attribute", "unknown code " + code);
            }
        }
        return AjpFields.of(pairs.toArray(String[]::new));
    }

    private void attribute(List<String> pairs) throws AjpProtocolException {
        if (pairs.size() >= 2 * limits.attributes()) {
            throw bad("req_attribute", "more than " + limits.attributes());
        }
        String name = required("req_attribute");
        String value = string(name);
        pairs.add(name);
        pairs.add(value == null ? "" : value);
    }

    private String once(String field, @Nullable String before) throws AjpProtocolException {
        if (before != null) {
            throw bad(field, "given twice");
        }
        return required(field);
    }

    private String required(String field) throws AjpProtocolException {
        String value = string(field);
        if (value == null) {
            throw bad(field, "null");
        }
        return value;
    }

    private @Nullable String string(String field) throws AjpProtocolException {
        int length = u16(field);
        if (length == AjpCodes.NULL_STRING) {
            return null;
        }
        need(field, length + 1);
        String value = text(length);
        if (in.readByte() != 0) {
            throw bad(field, "no NUL behind it");
        }
        return value;
    }

    private String text(int length) {
        int start = in.readerIndex();
        in.skipBytes(length);
        if (in.forEachByte(start, length, b -> b >= 0) < 0) {
            return in.toString(start, length, StandardCharsets.US_ASCII);
        }
        byte[] bytes = new byte[length];
        in.getBytes(start, bytes);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }

    private int u8(String field) throws AjpProtocolException {
        need(field, 1);
        return in.readUnsignedByte();
    }

    private int u16(String field) throws AjpProtocolException {
        need(field, 2);
        return in.readUnsignedShort();
    }

    private void need(String field, int bytes) throws AjpProtocolException {
        if (in.readableBytes() < bytes) {
            throw bad(field, "it reaches past the packet");
        }
    }

    private static boolean isToken(String text) {
        return !text.isEmpty() && text.chars().allMatch(ForwardParser::isTokenChar);
    }

    /** RFC 9110, section 5.6.2. */
    private static boolean isTokenChar(int c) {
        return c > ' ' && c < 0x7F && "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0;
    }

    private static AjpProtocolException bad(String field, String what) {
        return AjpProtocolException.badRequest(field + ": " + what);
    }
}

package org.postern.daemon.form;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.postern.api.Field;
import org.postern.api.Table;

/** A part of a multipart body before its charset is known. */
final class Part {

    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}", Pattern.UNICODE_CHARACTER_CLASS);

    private final Table raw = new Table();
    private final HeaderValue disposition;
    private final HeaderValue type;
    private final byte[] name;
    private final byte @Nullable [] filename;
    private final Content content;

    /** @param headers as ISO-8859-1 */
    Part(List<String> headers, Budget budget, Uploads uploads) {
        for (String header : headers) {
            budget.header(header.length());
            int colon = header.indexOf(':');
            if (colon < 1 || header.indexOf('\r') >= 0 || header.indexOf(0) >= 0) {
                throw Refused.malformed("a line among the headers of a part that is none", "NAME: VALUE");
            }
            raw.add(
                    header.substring(0, colon).strip(),
                    header.substring(colon + 1).strip());
        }
        this.disposition = value("Content-Disposition");
        this.type = value("Content-Type");
        byte[] told = disposition.name("name");
        this.name = told == null ? new byte[0] : told;
        budget.field(name.length);
        this.filename = fileOf(disposition);
        if (filename != null) {
            budget.name(filename.length);
        }
        this.content = new Content(budget, filename == null ? null : uploads);
    }

    private HeaderValue value(String header) {
        String text = raw.get(header);
        return text == null ? HeaderValue.NONE : HeaderValue.of(text);
    }

    /** A field for files in which none was chosen has an empty file name; mod_python takes it for a text, and so is it here. */
    private static byte @Nullable [] fileOf(HeaderValue disposition) {
        byte[] plain = disposition.name("filename");
        String extended = disposition.extended("filename");
        byte[] name = extended == null ? plain : extended.getBytes(StandardCharsets.UTF_8);
        return name == null || name.length == 0 ? null : name;
    }

    Content content() {
        return content;
    }

    /** Whether its name is this one, of ASCII. */
    boolean isNamed(String ascii) {
        return new String(name, StandardCharsets.ISO_8859_1).equals(ascii);
    }

    /** What it is to handlers. */
    Field field(FormCharset charset) {
        Table headers = new Table();
        raw.forEach(header -> headers.add(header.getKey(), text(charset, header.getValue())));
        return new PartField(
                charset.text(name),
                filename == null ? null : withoutFolders(filename(charset, filename)),
                type,
                disposition,
                headers,
                content,
                charset.declared(HeaderValue.charset(type.parameters().get("charset"))));
    }

    private String filename(FormCharset charset, byte[] told) {
        return disposition.extended("filename") == null ? charset.text(told) : new String(told, StandardCharsets.UTF_8);
    }

    private static String text(FormCharset charset, String latin) {
        return charset.text(latin.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Browsers of old send the whole path, with the separators of their system; others send what no file can be called. */
    private static String withoutFolders(String path) {
        String name = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
        return name.matches("\\.{0,2}") ? "_" : CONTROL.matcher(name).replaceAll("_");
    }
}

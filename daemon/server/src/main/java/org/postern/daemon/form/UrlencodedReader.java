package org.postern.daemon.form;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.postern.api.Field;
import org.postern.api.spi.Urlencoded;
import org.postern.daemon.config.FormLimits;
import org.postern.daemon.config.Setting;

/**
 * Reads pairs of names and values, {@code a=1&b=2}, pair by pair. Semicolons separate as ampersands do, as in mod_python. A pair
 * without {@code =} has a blank value, an empty pair is none.
 */
final class UrlencodedReader {

    /** In the encoding a byte has three. */
    private static final int ENCODED = 3;

    private record Pair(byte[] name, byte[] value) {}

    private final Budget budget;
    private final long longest;
    private final List<Pair> pairs = new ArrayList<>();
    private final ByteArrayOutputStream pair = new ByteArrayOutputStream();

    UrlencodedReader(FormLimits limits) {
        this.budget = new Budget(limits);
        this.longest = ENCODED * ((long) limits.name() + limits.value()) + 1;
    }

    /** The fields, in order; what a field {@code _charset_} among them says of their charset beats all else. */
    List<Field> read(InputStream in, FormCharset charset) throws IOException {
        byte[] piece = new byte[8192];
        for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
            split(piece, count);
        }
        pairEnds();
        FormCharset declared = charset.declared(pairs.stream()
                .filter(each -> new String(each.name(), StandardCharsets.ISO_8859_1).equals("_charset_"))
                .findFirst()
                .map(each -> HeaderValue.charset(new String(each.value(), StandardCharsets.ISO_8859_1)))
                .orElse(null));
        return pairs.stream()
                .map(each -> Field.of(declared.text(each.name()), declared.text(each.value())))
                .toList();
    }

    private void split(byte[] piece, int count) {
        int from = 0;
        for (int i = 0; i < count; i++) {
            if (piece[i] == '&' || piece[i] == ';') {
                pair.write(piece, from, i - from);
                pairEnds();
                from = i + 1;
            }
        }
        pair.write(piece, from, count - from);
        if (pair.size() > longest) {
            throw Refused.tooLarge(
                    "a value of more bytes",
                    Setting.FORMS_VALUE_MAX,
                    budget.limits().value());
        }
    }

    private void pairEnds() {
        if (pair.size() == 0) {
            return;
        }
        byte[] text = pair.toByteArray();
        pair.reset();
        int equals = 0;
        while (equals < text.length && text[equals] != '=') {
            equals++;
        }
        byte[] name = Urlencoded.decode(text, 0, equals);
        byte[] value = Urlencoded.decode(text, Math.min(equals + 1, text.length), text.length);
        budget.field(name.length);
        budget.value(value.length, value.length);
        pairs.add(new Pair(name, value));
    }
}

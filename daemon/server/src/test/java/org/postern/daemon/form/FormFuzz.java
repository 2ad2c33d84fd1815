package org.postern.daemon.form;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.Charset;
import java.time.Clock;
import java.util.Random;
import java.util.stream.Collectors;

import org.postern.api.Field;
import org.postern.api.FormException;

/** Random forms of both kinds, with random headers and charsets: fields come of them, or a {@link FormException}. */
final class FormFuzz {

    private static final String[] HEADERS = {
        "Content-Disposition: form-data",
        "Content-Type: text/plain",
        "; name=",
        "; filename=",
        "; filename*=",
        "; charset=",
        "\"",
        "\\",
        "utf-8''",
        "''",
        "%00",
        "%C3%BC",
        "%",
        "=",
        ";",
        " ",
        "\r\n",
        "\r\n ",
        "a",
        "_charset_",
        "../",
        "\u00fc",
        "\0",
        "\r",
        "\u00c3\u00bc"
    };

    private static final String[] PAIRS = {
        "a", "=", "&", ";", "+", "%", "%C3", "%BC", "%zz", "_charset_", "\u00fc", "\0", "%00"
    };

    private static final String[] CHARSETS =
            Charset.availableCharsets().keySet().toArray(String[]::new);

    private FormFuzz() {}

    /** Tries so many forms of each kind. */
    static void run(long seed, int count) throws IOException {
        Random random = new Random(seed);
        try (Forms forms = new Forms(Bodies.LIMITS, Clock.systemUTC())) {
            for (int i = 0; i < count; i++) {
                String charset = CHARSETS[random.nextInt(CHARSETS.length)];
                String parts = "--B\r\nContent-Disposition: form-data; name=_charset_\r\n\r\n" + charset + "\r\n--B\r\n"
                        + tokens(random, HEADERS) + charset + "\r\n\r\n" + tokens(random, PAIRS) + "\r\n--B--";
                check(forms, "multipart/form-data; boundary=B", parts, random);
                String pairs = tokens(random, PAIRS) + (random.nextBoolean() ? "&_charset_=" + charset : "");
                check(forms, "application/x-www-form-urlencoded; charset=" + charset, pairs, random);
            }
        }
    }

    private static void check(Forms forms, String type, String body, Random random) throws IOException {
        String whole = outcome(forms, type, body, Integer.MAX_VALUE);
        int piece = 1 + random.nextInt(20);
        assertEquals(whole, outcome(forms, type, body, piece), () -> type + "\n" + body);
    }

    private static String outcome(Forms forms, String type, String body, int piece) throws IOException {
        try (Form form = forms.of("fuzz")) {
            return form.body("POST", type, Bodies.slowly(Bodies.bytes(body), piece), -1, null).stream()
                    .map(FormFuzz::told)
                    .collect(Collectors.joining(", "));
        } catch (FormException refused) {
            return String.valueOf(refused.getMessage());
        }
    }

    private static String told(Field field) {
        return field + field.value() + field.filename() + field.type() + field.typeOptions() + field.headers();
    }

    private static String tokens(Random random, String[] tokens) {
        StringBuilder text = new StringBuilder();
        for (int left = random.nextInt(15); left > 0; left--) {
            text.append(tokens[random.nextInt(tokens.length)]);
        }
        return text.toString();
    }
}

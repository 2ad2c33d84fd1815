package org.postern.daemon.form;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * How bytes of a form become text.
 *
 * @param declared what the form says; null if it does not
 * @param otherwise for what is not UTF-8 and not declared; null: U+FFFD stands for each byte that is wrong
 */
record FormCharset(@Nullable Charset declared, @Nullable Charset otherwise) {

    /** The same, for a part that may say more. */
    FormCharset declared(@Nullable Charset more) {
        return more == null ? this : new FormCharset(more, otherwise);
    }

    String text(byte[] bytes) {
        if (declared != null) {
            return new String(bytes, declared);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            return new String(bytes, otherwise == null ? StandardCharsets.UTF_8 : otherwise);
        }
    }
}

package org.postern.daemon.form;

import org.postern.api.Apache;
import org.postern.api.FormException;
import org.postern.daemon.config.Setting;

/** What is said of forms that are not taken. */
final class Refused {

    private Refused() {}

    /** It is larger than a setting allows. */
    static FormException tooLarge(String what, Setting setting, long most) {
        return new FormException(
                Apache.HTTP_REQUEST_ENTITY_TOO_LARGE,
                "form: " + what + " (expected: at most " + most + ", setting " + setting.key() + ")");
    }

    /** It is not what its Content-Type says. */
    static FormException malformed(String what, String expected) {
        return new FormException(Apache.HTTP_BAD_REQUEST, "form: " + what + " (expected: " + expected + ")");
    }
}

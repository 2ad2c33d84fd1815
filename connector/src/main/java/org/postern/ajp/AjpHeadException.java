package org.postern.ajp;

/** A response head that AJP or HTTP cannot carry; nothing of it was sent. The message names the field and what is wrong with it. */
public final class AjpHeadException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public AjpHeadException(String message) {
        super(message);
    }
}

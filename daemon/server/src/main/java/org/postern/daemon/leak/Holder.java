package org.postern.daemon.leak;

/**
 * What holds an old version.
 *
 * @param text in words
 * @param remedy what was expected instead
 */
record Holder(String text, String remedy) {

    /** Names come from modules; a line of the log stays one. */
    Holder {
        text = text.replaceAll("\\p{Cntrl}", "?");
        remedy = remedy.replaceAll("\\p{Cntrl}", "?");
    }
}

package org.postern.daemon.psp;

import java.util.LinkedHashMap;
import java.util.Map;

/** The names that stand by themselves in Java code, each with where it is first: not those of members, behind a dot or two colons, nor in strings and comments. */
final class NamesInCode {

    private final String code;
    private final Map<String, Integer> names = new LinkedHashMap<>();
    private int at;

    private NamesInCode(String code) {
        this.code = code;
    }

    static Map<String, Integer> of(String code) {
        NamesInCode names = new NamesInCode(code);
        names.read();
        return names.names;
    }

    private void read() {
        boolean isMember = false;
        while (at < code.length()) {
            char c = code.charAt(at);
            if (Character.isWhitespace(c)) {
                at++;
            } else if (code.startsWith("//", at)) {
                skipTo("\n");
            } else if (code.startsWith("/*", at)) {
                at += 2;
                skipTo("*/");
            } else if (code.startsWith("\"\"\"", at)) {
                quoted("\"\"\"");
            } else if (c == '"' || c == '\'') {
                quoted(String.valueOf(c));
            } else if (Character.isJavaIdentifierPart(c)) {
                name(isMember);
                isMember = false;
            } else {
                isMember = c == '.' || code.startsWith("::", at - 1);
                at++;
            }
        }
    }

    private void skipTo(String end) {
        int found = code.indexOf(end, at);
        at = found < 0 ? code.length() : found + end.length();
    }

    private void quoted(String quote) {
        at += quote.length();
        while (at < code.length() && !code.startsWith(quote, at)) {
            at += code.charAt(at) == '\\' ? 2 : 1;
        }
        at += quote.length();
    }

    private void name(boolean isMember) {
        int start = at;
        while (at < code.length() && Character.isJavaIdentifierPart(code.charAt(at))) {
            at++;
        }
        if (!isMember) {
            names.putIfAbsent(code.substring(start, at), start);
        }
    }
}

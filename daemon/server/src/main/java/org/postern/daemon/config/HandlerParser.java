package org.postern.daemon.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;

/**
 * Reads {@code "handler [handler ...] [| .ext [.ext ...]] [; ...]"}.
 *
 * <p>A handler that begins with a brace is Java source and goes on to its matching brace; blanks, bars and semicolons in it are its
 * own, and so are braces in its strings, character constants and comments.
 */
final class HandlerParser {

    private static final String TEXT_BLOCK = "\"\"\"";

    private final String directive;
    private final String text;
    private final @Nullable String root;
    private int at;

    private HandlerParser(String directive, String text, @Nullable String root) {
        this.directive = directive;
        this.text = text;
        this.root = root;
    }

    /** Parses a directive's value; {@code None} is an empty list. */
    static HandlerList parse(String directive, String text, @Nullable String root) {
        if (text.strip().equalsIgnoreCase("None")) {
            return HandlerList.EMPTY;
        }
        return new HandlerParser(directive, text, root).list();
    }

    /** Parses one handler, as {@code req.addHandler} gives it. */
    static Handler parseOne(String directive, String text, @Nullable String root) {
        HandlerList list = new HandlerParser(directive, text, root).list();
        if (list.plain().size() != 1 || !list.byExtension().isEmpty()) {
            throw new Fault(Code.BAD_DIRECTIVE, directive + " \"" + text + "\": expected one handler");
        }
        return list.plain().get(0);
    }

    private HandlerList list() {
        List<Handler> plain = new ArrayList<>();
        Map<String, List<Handler>> byExtension = new LinkedHashMap<>();
        do {
            List<Handler> handlers = handlers();
            if (handlers.isEmpty()) {
                throw bad("no handler", at);
            }
            List<String> extensions = skip('|') ? extensions() : List.of();
            if (extensions.isEmpty()) {
                plain.addAll(handlers);
            }
            for (String extension : extensions) {
                byExtension.computeIfAbsent(extension, e -> new ArrayList<>()).addAll(handlers);
            }
        } while (skip(';') && !atEnd());
        return new HandlerList(plain, byExtension);
    }

    private List<Handler> handlers() {
        List<Handler> handlers = new ArrayList<>();
        while (!atEnd() && "|;".indexOf(text.charAt(at)) < 0) {
            handlers.add(text.charAt(at) == '{' ? inline() : named());
        }
        return handlers;
    }

    private List<String> extensions() {
        List<String> extensions = new ArrayList<>();
        while (!atEnd() && text.charAt(at) != ';') {
            int start = at;
            String extension = word();
            if (!extension.startsWith(".") || extension.length() == 1) {
                throw bad("extension \"" + extension + "\" (expected: a dot and letters, as in .html)", start);
            }
            extensions.add(extension);
        }
        if (extensions.isEmpty()) {
            throw bad("no extension behind |", at);
        }
        return extensions;
    }

    private Handler named() {
        int start = at;
        String word = word();
        int colons = word.indexOf("::");
        String module = colons < 0 ? word : word.substring(0, colons);
        String member = colons < 0 ? null : word.substring(colons + 2);
        if (module.isEmpty() || member != null && (member.isEmpty() || member.contains(":"))) {
            throw bad("handler \"" + word + "\" (expected: module or module::member)", start);
        }
        return new Handler.Named(module, member, root, false);
    }

    private String word() {
        int start = at;
        while (at < text.length() && !Character.isWhitespace(text.charAt(at)) && "|;{".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        if (at == start) {
            throw bad("'" + text.charAt(at) + "'", at);
        }
        return text.substring(start, at);
    }

    private Handler inline() {
        int start = at;
        int depth = 0;
        do {
            if (at >= text.length()) {
                throw bad("source without its closing brace", start);
            }
            switch (text.charAt(at)) {
                case '{' -> depth++;
                case '}' -> depth--;
                case '"', '\'' -> skipLiteral(text.charAt(at));
                case '/' -> skipComment();
                default -> {}
            }
            at++;
        } while (depth > 0);
        return new Handler.Inline(text.substring(start, at));
    }

    /** Leaves {@code at} on the last closing quote, or behind the text. */
    private void skipLiteral(char quote) {
        String closing = text.startsWith(TEXT_BLOCK, at) ? TEXT_BLOCK : String.valueOf(quote);
        at += closing.length();
        while (at < text.length() && !text.startsWith(closing, at)) {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        at += closing.length() - 1;
    }

    /** Leaves {@code at} on the comment's last character, if there is a comment. */
    private void skipComment() {
        if (text.startsWith("//", at)) {
            int end = text.indexOf('\n', at);
            at = end < 0 ? text.length() : end;
        } else if (text.startsWith("/*", at)) {
            int end = text.indexOf("*/", at + 2);
            at = end < 0 ? text.length() : end + 1;
        }
    }

    private boolean skip(char c) {
        if (!atEnd() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    /** Skips blanks first. */
    private boolean atEnd() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at >= text.length();
    }

    private Fault bad(String what, int where) {
        return new Fault(Code.BAD_DIRECTIVE, directive + " \"" + text + "\": " + what + " at character " + (where + 1));
    }
}

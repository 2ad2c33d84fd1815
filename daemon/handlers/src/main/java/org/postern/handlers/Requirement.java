package org.postern.handlers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.postern.api.Request;
import org.postern.api.spi.Host;

/**
 * Who may enter, as the option AuthRequire says in the words of httpd's Require: {@code valid-user}, {@code user NAME ...}, {@code
 * group NAME ...}, or several with semicolons between them, of which one is enough. Names with blanks stand in quotes.
 */
final class Requirement {

    private static final String OPTION = "AuthRequire";

    /** How the options of our handlers begin. */
    private static final String PREFIX = "Auth";

    private static final String KNOWN = OPTION
            + ", AuthUserFile, AuthGroupFile, AuthFormLogin, AuthFormLogout, AuthFormPage, AuthFormCheck, AuthFormAttempts";

    private static final String EVERYBODY = "valid-user";
    private static final String EXPECTED =
            "valid-user, user NAME ... or group NAME ..., with semicolons between several";

    /** A semicolon, or a word, which may stand in quotes. */
    private static final Pattern TOKEN = Pattern.compile("\\s*(?:(;)"
            + "|\"((?:[^\"\\\\]|\\\\.)*)\"(?=[\\s;]|$)"
            + "|'((?:[^'\\\\]|\\\\.)*)'(?=[\\s;]|$)"
            + "|([^\\s;\"'][^\\s;]*))\\s*");

    private final Request req;
    private final String text;
    private final List<List<String>> rules;

    private Requirement(Request req, String text) {
        this.req = req;
        this.text = text;
        this.rules = rules(text);
    }

    /** What a section asks for; a misspelt option would let in whom it was to keep out. */
    static Requirement of(Request req) {
        for (String name : req.getOptions().keys()) {
            if (name.regionMatches(true, 0, PREFIX, 0, PREFIX.length()) && !isKnown(name)) {
                throw Host.current()
                        .badOption(
                                name,
                                req.getOptions().get(name),
                                "one of " + KNOWN + "; other options need other names");
            }
        }
        return new Requirement(req, req.getOptions().get(OPTION, EVERYBODY));
    }

    private static boolean isKnown(String name) {
        return Arrays.stream(KNOWN.split(", ")).anyMatch(name::equalsIgnoreCase);
    }

    /** As it is configured. */
    String text() {
        return text;
    }

    boolean admits(String user) {
        return rules.stream().anyMatch(rule -> switch (rule.get(0)) {
            case EVERYBODY -> true;
            case "user" -> rule.lastIndexOf(user) > 0;
            default -> !Collections.disjoint(rule.subList(1, rule.size()), groups(user));
        });
    }

    private Set<String> groups(String user) {
        return Host.current().passwordFiles().groups(Htpasswd.path(req, "AuthGroupFile"), user);
    }

    /** The words of each rule, checked. */
    private static List<List<String>> rules(String text) {
        List<List<String>> rules = new ArrayList<>(List.of(new ArrayList<>()));
        Matcher token = TOKEN.matcher(text);
        int at = 0;
        while (at < text.length()) {
            if (!token.region(at, text.length()).lookingAt()) {
                throw bad(text);
            }
            if (token.group(1) != null) {
                rules.add(new ArrayList<>());
            } else {
                rules.get(rules.size() - 1).add(word(token));
            }
            at = token.end();
        }
        rules.removeIf(List::isEmpty);
        if (rules.isEmpty() || !rules.stream().allMatch(Requirement::isRule)) {
            throw bad(text);
        }
        return rules;
    }

    private static String word(Matcher token) {
        return token.group(4) != null
                ? token.group(4)
                : (token.group(2) != null ? token.group(2) : token.group(3)).replaceAll("\\\\(.)", "$1");
    }

    private static boolean isRule(List<String> words) {
        return switch (words.get(0)) {
            case EVERYBODY -> words.size() == 1;
            case "user", "group" -> words.size() > 1;
            default -> false;
        };
    }

    private static RuntimeException bad(String text) {
        return Host.current().badOption(OPTION, text, EXPECTED);
    }
}

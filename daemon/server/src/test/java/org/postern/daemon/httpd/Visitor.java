package org.postern.daemon.httpd;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.TestSite;

/** A browser, as far as logging in concerns it: keeps cookies, and sends forms back with their hidden fields. */
final class Visitor {

    private static final Pattern HIDDEN =
            Pattern.compile("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\">");

    private final TestSite site;
    private final Map<String, String> cookies = new LinkedHashMap<>();

    Visitor(TestSite site) {
        this.site = site;
    }

    /** What it would send of its cookies. */
    String cookie() {
        return "Cookie: " + String.join("; ", cookies.values());
    }

    /** Takes a cookie from somebody else. */
    void plant(String cookie) {
        cookies.put(cookie.split("=")[0], cookie);
    }

    Answer get(String target, String... headers) throws IOException {
        return send("GET", target, "", headers);
    }

    Answer send(String method, String target, String form, String... headers) throws IOException {
        List<String> all = new ArrayList<>(List.of(headers));
        if (!cookies.isEmpty()) {
            all.add(cookie());
        }
        byte[] body = form.getBytes(StandardCharsets.UTF_8);
        if (body.length > 0) {
            all.add("Content-Type: application/x-www-form-urlencoded");
            all.add("Content-Length: " + body.length);
        }
        Answer answer = site.send(method, target, body, all.toArray(String[]::new));
        for (String set : answer.headers("Set-Cookie")) {
            cookies.put(set.split("=")[0], set.split(";")[0]);
        }
        return answer;
    }

    /** Sends the hidden fields of a page, and others, to a URL. */
    Answer post(String target, Answer page, String... fields) throws IOException {
        List<String> form = new ArrayList<>();
        Matcher hidden = HIDDEN.matcher(page.body());
        while (hidden.find()) {
            form.add(field(hidden.group(1), hidden.group(2).replace("&amp;", "&")));
        }
        for (int i = 0; i < fields.length; i += 2) {
            form.add(field(fields[i], fields[i + 1]));
        }
        return send("POST", target, String.join("&", form));
    }

    private static String field(String name, String value) {
        return name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}

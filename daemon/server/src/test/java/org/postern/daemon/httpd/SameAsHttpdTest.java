package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.Http;
import org.postern.daemon.kit.TestSite;

/** The default handler against httpd, which serves the same files under another URL: answer by answer the same. */
class SameAsHttpdTest {

    private static final int REQUESTS = 600;
    private static final Instant MODIFIED = Instant.parse("2021-03-04T05:06:07.123456Z");
    private static final String DATE = "Thu, 04 Mar 2021 05:06:07 GMT";
    private static final List<String> HEADERS = List.of(
            "Accept-Ranges",
            "Allow",
            "Content-Encoding",
            "Content-Language",
            "Content-Length",
            "Content-Range",
            "Content-Type",
            "ETag",
            "Last-Modified",
            "Location",
            "Vary");
    private static final Pattern BOUNDARY = Pattern.compile("boundary=(\\w+)");

    @RegisterExtension
    static final TestSite SITE = new TestSite().vhost("""
            Alias "/own" "@ROOT@/files"
            Alias "/ours" "@ROOT@/files"
            <Location "/ours">
                SetHandler ${postern}
                Use JavaHandler None
            </Location>
            TraceEnable Off
            AddType text/plain .special
            <Files "x.special">
                AddDefaultCharset ISO-8859-15
            </Files>
            <Files "one.css">
                ForceType text/x-forced
            </Files>
            AddCharset UTF-8 .utf8
            AddLanguage de .de
            AddEncoding x-gzip .gz
            """);

    private static final Map<String, Integer> SIZES = new TreeMap<>(Map.of(
            "digits.txt", 10,
            "page.html", 5_000,
            "empty.txt", 0,
            "one.css", 1,
            "data.bin", 100_000,
            "x.unknown-type", 300,
            "noextension", 300,
            "x.special", 300,
            "x.utf8.html.de", 300,
            "x.txt.gz", 300));

    /** The parts of their multipart bodies have types that httpd alone knows. */
    private static final Set<String> TYPED_BY_DIRECTIVE = Set.of("one.css", "x.special", "x.utf8.html.de");

    @BeforeAll
    static void files() throws IOException {
        for (Map.Entry<String, Integer> size : SIZES.entrySet()) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; text.length() < size.getValue(); i++) {
                text.append(i % 10).append(i % 70 == 69 ? "\n" : "");
            }
            Path file = SITE.file("files/" + size.getKey(), text.substring(0, size.getValue()));
            Files.setLastModifiedTime(file, FileTime.from(MODIFIED));
        }
    }

    @Test
    void generatedRequests_areAnsweredAlike() throws IOException {
        Requests requests = new Requests(new Random(20_260_101));
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            Asked asked = requests.next();
            String httpd = asked.answered("/own/");
            String postern = asked.answered("/ours/");
            if (!httpd.equals(postern)) {
                differences.add(asked + "\n  httpd:   " + httpd + "\n  Postern: " + postern);
            }
        }
        assertTrue(
                differences.isEmpty(),
                () -> differences.size() + " of " + REQUESTS + " differ:\n" + String.join("\n", differences));
    }

    @Test
    void otherTargets_areAnsweredAlike() throws IOException {
        for (String name : List.of("files/with index/index.html", "files/a b+c.txt")) {
            Files.setLastModifiedTime(SITE.file(name, name), FileTime.from(MODIFIED));
        }
        Files.createSymbolicLink(SITE.root().resolve("files/link.txt"), Path.of("digits.txt"));
        for (String target : List.of(
                "with%20index",
                "with%20index?a=b&c",
                "with%20index/",
                "with%20index/index.html",
                "with%20index/index.html/",
                "a%20b+c.txt",
                "link.txt",
                "%64igits.txt?q",
                "digits.txt/more",
                "digits.txt/",
                "nosuch.txt",
                "nosuch/",
                "DIGITS.txt",
                "./digits.txt",
                "with%20index/../digits.txt")) {
            for (String method : List.of("GET", "HEAD", "POST", "DELETE", "OPTIONS")) {
                Asked asked = new Asked(method, target, List.of());
                assertEquals(asked.answered("/own/"), asked.answered("/ours/"), method + " " + target);
            }
        }
    }

    record Asked(String method, String file, List<String> headers) {

        String answered(String folder) throws IOException {
            try (Http http = new Http(SITE.port())) {
                return essence(http.send(method, folder + file, new byte[0], headers.toArray(String[]::new)));
            }
        }

        private String essence(Answer answer) {
            StringBuilder essence = new StringBuilder().append(answer.status());
            boolean success = answer.status() < 300;
            for (String name : HEADERS) {
                if (success || !name.startsWith("Content-") || name.equals("Content-Range")) {
                    answer.headers(name).forEach(value -> essence.append("; " + name + ": " + comparable(name, value)));
                }
            }
            if (success) {
                essence.append("; ").append(new String(answer.bytes(), StandardCharsets.ISO_8859_1));
            }
            Matcher boundary = BOUNDARY.matcher(essence);
            return boundary.find()
                    ? essence.toString()
                            .replace(boundary.group(1), "BOUNDARY")
                            .replaceAll("Content-Length: \\d+", "") // boundaries differ in length
                    : essence.toString();
        }
    }

    /** The order in which httpd lists methods is that of a hash table. */
    private static String comparable(String name, String value) {
        return name.equals("Allow")
                ? String.join(",", new TreeSet<>(Arrays.asList(value.split(","))))
                : value.replace("/ours/", "/own/");
    }

    static final class Requests {

        private static final List<String> OTHER_METHODS =
                List.of("OPTIONS", "POST", "PUT", "DELETE", "PATCH", "PROPFIND", "MKCOL", "BREW");
        private static final List<String> DATES = List.of(
                DATE,
                "Thu, 04 Mar 2021 05:06:06 GMT",
                "Thu, 04 Mar 2021 05:06:08 GMT",
                "Thursday, 04-Mar-21 05:06:07 GMT",
                "Thu Mar  4 05:06:07 2021",
                "Thu, 4 Mar 2021 05:06:07 GMT",
                "Fri, 04 Mar 2021 05:06:07 GMT",
                "Thu, 01 Jan 1970 00:00:00 GMT",
                "Wed, 01 Jan 2300 00:00:00 GMT",
                "yesterday",
                "");

        private final Random random;

        Requests(Random random) {
            this.random = random;
        }

        Asked next() throws IOException {
            String file = one(List.copyOf(SIZES.keySet()));
            List<String> headers = new ArrayList<>();
            if (random.nextInt(100) < 60) {
                headers.add("Range: " + range(SIZES.get(file), TYPED_BY_DIRECTIVE.contains(file)));
            }
            for (String name : List.of("If-None-Match", "If-Match", "If-Range")) {
                if (random.nextInt(100) < 18) {
                    headers.add(
                            name + ": " + (name.equals("If-Range") && random.nextBoolean() ? one(DATES) : tags(file)));
                }
            }
            for (String name : List.of("If-Modified-Since", "If-Unmodified-Since")) {
                if (random.nextInt(100) < 18) {
                    headers.add(name + ": " + one(DATES));
                }
            }
            int method = random.nextInt(100);
            return new Asked(method < 75 ? "GET" : method < 88 ? "HEAD" : one(OTHER_METHODS), file, headers);
        }

        private <T> T one(List<T> list) {
            return list.get(random.nextInt(list.size()));
        }

        private String tags(String file) throws IOException {
            String etag = SITE.get("/own/" + file).header("ETag");
            return one(List.of(
                    etag,
                    etag,
                    "W/" + etag,
                    "\"other\", " + etag,
                    "\"a,b\"," + etag,
                    etag + ",\"other\"",
                    "\"other\"",
                    "W/\"other\"",
                    "*",
                    "* ",
                    etag.replace("\"", ""),
                    etag.substring(0, etag.length() - 1),
                    ""));
        }

        private String range(int size, boolean single) {
            if (!single && random.nextInt(4) == 0) {
                return one(List.of(
                        "bytes=",
                        "bytes=-",
                        "bytes=-0",
                        "bytes=a-b",
                        "bytes 0-1",
                        "lines=0-1",
                        "BYTES=0-1",
                        "bytes= 0-1",
                        "bytes=0 - 1",
                        "bytes=1-2,,4-5",
                        "bytes=0-1, 3-4",
                        "bytes=0-1,x",
                        "bytes=0-1,99999999-",
                        "bytes=99999999-,0-1",
                        "bytes=0-0,-1",
                        "bytes=0-0, -1",
                        "bytes=,0-0",
                        "bytes=0-0,",
                        "bytes=0- 3",
                        "bytes=0-,5-6",
                        "bytes=5-6,0-",
                        "bytes=0-9223372036854775807",
                        "bytes=0-9223372036854775808",
                        "bytes=-99999999999999999999",
                        "bytes=+1-2",
                        "bytes=1--2",
                        "bytes=0-1" + ",3-3".repeat(250),
                        "bytes=0-0" + ",2-2,1-1".repeat(15),
                        "bytes=" + "0-1,1-2,".repeat(15) + "3-4"));
            }
            List<String> specs = new ArrayList<>();
            for (int i = single || random.nextInt(2) == 0 ? 1 : 1 + random.nextInt(5); i > 0; i--) {
                specs.add(spec(size));
            }
            return "bytes=" + String.join(",", specs);
        }

        private String spec(int size) {
            int first = random.nextInt(size + 2);
            int last = first + random.nextInt(Math.max(size / 3, 2));
            return switch (random.nextInt(8)) {
                case 0 -> first + "-";
                case 1 -> "-" + random.nextInt(size + 3);
                case 2 -> last + "-" + first;
                default -> first + "-" + last;
            };
        }
    }
}

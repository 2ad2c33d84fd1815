package org.postern.daemon.exchange;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/** Dates in headers (RFC 9110, section 5.6.7): one form to write, three to read. As in httpd the day of the week is not looked at. */
final class HttpDate {

    private static final DateTimeFormatter WRITTEN = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final String TIME = "(?<time>\\d\\d:\\d\\d:\\d\\d)";
    private static final List<Pattern> READ = List.of(
            Pattern.compile("\\w+, (?<day>\\d{1,2}) (?<month>\\w{3}) (?<year>\\d{4}) " + TIME + "( .*)?"),
            Pattern.compile("\\w+, (?<day>\\d{1,2})-(?<month>\\w{3})-(?<year>\\d{2}) " + TIME + "( .*)?"),
            Pattern.compile("\\w+ (?<month>\\w{3}) +(?<day>\\d{1,2}) " + TIME + " (?<year>\\d{4})( .*)?"));

    private HttpDate() {}

    static String text(Instant time) {
        return WRITTEN.format(time);
    }

    /** The time that a header names; null for what is no date, and for the beginning of 1970, which httpd takes for none. */
    static @Nullable Instant read(@Nullable String header) {
        if (header == null) {
            return null;
        }
        for (Pattern form : READ) {
            Matcher matcher = form.matcher(header.strip());
            if (matcher.matches()) {
                Instant time = time(matcher);
                return Instant.EPOCH.equals(time) ? null : time;
            }
        }
        return null;
    }

    private static @Nullable Instant time(Matcher date) {
        int month = MONTHS.indexOf(date.group("month").toLowerCase(Locale.ROOT)) + 1;
        int year = Integer.parseInt(date.group("year"));
        if (year < 100) {
            year += year < 70 ? 2000 : 1900;
        }
        String[] time = date.group("time").split(":");
        try {
            return LocalDateTime.of(
                            year,
                            month,
                            Integer.parseInt(date.group("day")),
                            Integer.parseInt(time[0]),
                            Integer.parseInt(time[1]),
                            Integer.parseInt(time[2]))
                    .toInstant(ZoneOffset.UTC);
        } catch (DateTimeException noSuchDay) {
            return null;
        }
    }
}

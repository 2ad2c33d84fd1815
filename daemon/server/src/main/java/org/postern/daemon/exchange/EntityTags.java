package org.postern.daemon.exchange;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The list of an If-Match or If-None-Match header (RFC 9110, section 13.1). */
record EntityTags(String header) {

    private static final Pattern TAG = Pattern.compile("\\G[\\s,]*((?:W/)?\"[^\"]*\"|[^,\"]+)\\s*(?=,|$)");
    private static final String WEAK = "W/";

    boolean isAny() {
        return header.startsWith("*");
    }

    /**
     * Whether one of them is this tag.
     *
     * @param strong whether weak tags, which stand for what is only as good as equal, match nothing
     */
    boolean contain(String tag, boolean strong) {
        Matcher matcher = TAG.matcher(header);
        while (matcher.find()) {
            String each = matcher.group(1).strip();
            boolean same = strong
                    ? each.equals(tag) && !tag.startsWith(WEAK)
                    : opaque(each).equals(opaque(tag));
            if (same) {
                return true;
            }
        }
        return false;
    }

    private static String opaque(String tag) {
        return tag.startsWith(WEAK) ? tag.substring(WEAK.length()) : tag;
    }
}

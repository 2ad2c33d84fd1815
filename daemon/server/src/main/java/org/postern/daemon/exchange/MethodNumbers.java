package org.postern.daemon.exchange;

import java.util.List;

import org.postern.api.Apache;

/** The numbers that httpd gives to methods (httpd.h). */
final class MethodNumbers {

    private static final List<String> BY_NUMBER = List.of(
            "GET",
            "PUT",
            "POST",
            "DELETE",
            "CONNECT",
            "OPTIONS",
            "TRACE",
            "PATCH",
            "PROPFIND",
            "PROPPATCH",
            "MKCOL",
            "COPY",
            "MOVE",
            "LOCK",
            "UNLOCK",
            "VERSION-CONTROL",
            "CHECKOUT",
            "UNCHECKOUT",
            "CHECKIN",
            "UPDATE",
            "LABEL",
            "REPORT",
            "MKWORKSPACE",
            "MKACTIVITY",
            "BASELINE-CONTROL",
            "MERGE");

    private MethodNumbers() {}

    /** The number of a method; HEAD has that of GET. */
    static int of(String method) {
        int number = BY_NUMBER.indexOf(method.equals("HEAD") ? "GET" : method);
        return number < 0 ? Apache.M_INVALID : number;
    }

    /** A bit for each method that has a number. */
    static int mask(List<String> methods) {
        return methods.stream()
                .mapToInt(MethodNumbers::of)
                .filter(number -> number != Apache.M_INVALID)
                .reduce(0, (mask, number) -> mask | 1 << number);
    }
}

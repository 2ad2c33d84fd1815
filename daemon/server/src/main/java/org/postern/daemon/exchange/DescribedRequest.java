package org.postern.daemon.exchange;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.postern.api.Apache;
import org.postern.api.Table;

/** What handlers say of the answer: its headers, what it is, how old, and which methods there are. */
abstract class DescribedRequest extends MappedRequest {

    private final ResponseHead head;
    private List<String> allowed = List.of();
    private Instant mtime = Instant.EPOCH;
    private boolean noLocalCopy;

    DescribedRequest(Arrival arrival, Target target, @Nullable DescribedRequest previous) {
        super(arrival, target, previous);
        this.head = arrival.response().head();
    }

    @Override
    public Table headersOut() {
        return head.headersOut();
    }

    @Override
    public Table errHeadersOut() {
        return head.errHeadersOut();
    }

    @Override
    public @Nullable String contentType() {
        return head.contentType();
    }

    @Override
    public void contentType(String type) {
        head.contentType(type);
    }

    @Override
    public @Nullable String contentEncoding() {
        return headersOut().get("Content-Encoding");
    }

    @Override
    public void contentEncoding(String encoding) {
        headersOut().set("Content-Encoding", encoding);
    }

    @Override
    public List<String> contentLanguages() {
        return headersOut().getAll("Content-Language").stream()
                .flatMap(header -> Arrays.stream(header.split(",")))
                .map(String::strip)
                .toList();
    }

    // --- how old it is

    @Override
    public boolean noCache() {
        return head.noCache();
    }

    @Override
    public void noCache(boolean noCache) {
        head.noCache(noCache ? requestTime() : null);
    }

    @Override
    public boolean noLocalCopy() {
        return noLocalCopy;
    }

    @Override
    public void noLocalCopy(boolean noLocalCopy) {
        this.noLocalCopy = noLocalCopy;
    }

    @Override
    public Instant mtime() {
        return mtime;
    }

    @Override
    public void updateMtime(Instant time) {
        mtime = time.isAfter(mtime) ? time : mtime;
    }

    @Override
    public void setLastModified() {
        if (!mtime.equals(Instant.EPOCH)) {
            headersOut().set("Last-Modified", validators().lastModified());
        }
    }

    @Override
    public void setEtag() {
        headersOut().set("ETag", validators().etag());
    }

    private Validators validators() {
        return new Validators(finfo().size(), mtime, requestTime());
    }

    @Override
    public int meetsConditions() {
        if (noLocalCopy || head.status() / 100 != 2) {
            return Apache.OK;
        }
        return new Conditions(headersOut().get("ETag"), mtime, requestTime())
                .check(headersIn(), methodNumber() == Apache.M_GET);
    }

    // --- methods

    @Override
    public void allowMethods(List<String> methods) {
        allowMethods(methods, false);
    }

    @Override
    public void allowMethods(List<String> methods, boolean reset) {
        List<String> before = reset ? List.of() : allowed;
        allowed = Stream.concat(before.stream(), methods.stream()).distinct().toList();
    }

    @Override
    public List<String> allowedMethods() {
        return allowed;
    }

    @Override
    public List<String> allowedXmethods() {
        return allowed.stream()
                .filter(method -> MethodNumbers.of(method) == Apache.M_INVALID)
                .toList();
    }

    @Override
    public int allowed() {
        return MethodNumbers.mask(allowed);
    }
}

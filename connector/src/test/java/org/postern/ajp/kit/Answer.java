package org.postern.ajp.kit;

import java.util.List;
import java.util.Map;

/** A whole answer: one head, its data one character a byte, and its end. */
public record Answer(ReplyPacket.Head head, List<ReplyPacket.Chunk> chunks, boolean reuse) {

    public int status() {
        return head.status();
    }

    public String body() {
        StringBuilder body = new StringBuilder();
        chunks.forEach(chunk -> body.append(chunk.data()));
        return body.toString();
    }

    /** The only value of a header, or a failure. */
    public String header(String name) {
        List<String> values = head.headers().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .toList();
        if (values.size() != 1) {
            throw new AssertionError(name + ": " + values);
        }
        return values.get(0);
    }
}

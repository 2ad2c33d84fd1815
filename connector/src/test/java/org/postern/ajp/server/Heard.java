package org.postern.ajp.server;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.postern.ajp.AjpMonitor;

/** All that the connector tells its monitor, as lines. */
class Heard implements AjpMonitor {

    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    @Override
    public void secretRefused(String peer) {
        hear("secret refused", peer);
    }

    @Override
    public void protocolBroken(String peer, String what) {
        hear("protocol broken: " + what, peer);
    }

    @Override
    public void bodyRefused(String peer, long length) {
        hear("body refused: " + length, peer);
    }

    @Override
    public void connectionRefused(String peer) {
        hear("connection refused", peer);
    }

    @Override
    public void failed(String peer, Throwable cause) {
        hear("failed: " + cause, peer);
    }

    private void hear(String line, String peer) {
        lines.add(peer.isBlank() ? line + " (from whom?)" : line);
    }

    /** The next line, waited for. */
    String next() throws InterruptedException {
        String line = lines.poll(10, TimeUnit.SECONDS);
        if (line == null) {
            throw new AssertionError("the monitor hears nothing");
        }
        return line;
    }

    /** What nobody has asked for with {@link #next}. */
    @Override
    public String toString() {
        return lines.toString();
    }
}

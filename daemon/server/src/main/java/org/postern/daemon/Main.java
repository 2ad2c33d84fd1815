package org.postern.daemon;

import org.postern.daemon.ops.Commands;

/** Where the launcher {@code scripts/postern} arrives. */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        Commands.run(arguments);
    }
}

package org.postern.daemon.ops;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "version", description = "Print the versions of Postern and of the JVM that runs it.")
final class VersionCommand implements Callable<Integer> {

    @Option(names = "--help", usageHelp = true, description = "This text.")
    private boolean help;

    /** The versions in one line. */
    static String line() {
        String version = VersionCommand.class.getPackage().getImplementationVersion();
        return "postern " + (version == null ? "unpackaged" : version) + ", Java " + System.getProperty("java.version")
                + " (" + System.getProperty("java.vendor") + ")";
    }

    @Override
    public Integer call() {
        Commands.OUT.println(line());
        return 0;
    }
}

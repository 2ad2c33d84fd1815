package org.postern.daemon.ops;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "version", description = "Print the versions of Postern and of the JVM that runs it.")
final class VersionCommand implements Callable<Integer> {

    @Option(names = "--help", usageHelp = true, description = "This text.")
    private boolean help;

    @Override
    public Integer call() {
        String version = VersionCommand.class.getPackage().getImplementationVersion();
        Commands.OUT.println("postern " + (version == null ? "unpackaged" : version) + ", Java "
                + System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + ")");
        return 0;
    }
}

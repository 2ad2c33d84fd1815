package org.postern.daemon.config;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * An interpreter as the daemon's settings have it, for modules that no request asks for. A section of httpd's configuration with the same
 * values in its directives has the same interpreter.
 *
 * @param root as JavaRoot
 * @param path as JavaPath, cut at its colons
 */
public record NamedInterpreter(
        String name,
        String root,
        List<String> path,
        boolean autoReload,
        Plan.@Nullable ReloadOnError reloadOnError,
        Plan.Compiler compiler) {}

package org.postern.daemon.importer;

import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.postern.api.spi.Host;
import org.postern.api.spi.Json;
import org.postern.api.spi.LoginAttempts;
import org.postern.api.spi.Pages;
import org.postern.api.spi.PasswordFiles;
import org.postern.api.spi.PasswordHashes;
import org.postern.api.spi.Programs;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the functions of {@code Apache} do for modules on a bench. */
final class BenchHost extends Host {

    private static final Logger LOG = LoggerFactory.getLogger("interpreter.bench");

    @Override
    public <T> T keep(String name, Supplier<? extends T> supplier) {
        return Callers.keep(name, supplier);
    }

    @Override
    public <T> T shared(String name, Supplier<? extends T> supplier) {
        return Callers.shared(name, supplier);
    }

    @Override
    public Class<?> importModule(String name) {
        return Callers.importModule(name);
    }

    @Override
    public Class<?> importModule(String name, String dir) {
        return Callers.importModule(name, dir);
    }

    @Override
    public Class<?> moduleOfRequest(String dir, String name) {
        return ModuleView.ofRequest(dir, name);
    }

    @Override
    public @Nullable Class<?> loadedModule(String dir, String name) {
        return ModuleView.loadedOfRequest(dir, name);
    }

    @Override
    public String configDump() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isOfModule(Class<?> type) {
        return Callers.isModule(type);
    }

    @Override
    public void dependsOn(String path) {
        Callers.dependsOn(path);
    }

    @Override
    public ScheduledExecutorService executor(String name, int threads) {
        return Callers.executor(name, threads);
    }

    @Override
    public void logError(String message, int level) {
        LOG.error(message);
    }

    @Override
    public PasswordFiles passwordFiles() {
        throw new UnsupportedOperationException("no bundled handler runs on a bench");
    }

    @Override
    public PasswordHashes passwordHashes() {
        throw new UnsupportedOperationException("no bundled handler runs on a bench");
    }

    @Override
    public LoginAttempts loginAttempts() {
        throw new UnsupportedOperationException("no bundled handler runs on a bench");
    }

    @Override
    public RuntimeException badOption(String name, @Nullable String value, String expected) {
        throw new UnsupportedOperationException("no bundled handler runs on a bench");
    }

    @Override
    public RuntimeException badModule(String module, String found, String expected) {
        throw new UnsupportedOperationException("no bundled handler runs on a bench");
    }

    @Override
    public Pages pages() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Programs programs() {
        throw new UnsupportedOperationException("no program runs, and no module prints, on a bench");
    }

    @Override
    public Json json() {
        throw new UnsupportedOperationException("no cookie is signed on a bench");
    }
}

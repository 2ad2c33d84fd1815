package org.postern.daemon.exchange;

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
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;
import org.postern.daemon.fault.LogText;
import org.postern.daemon.importer.Callers;
import org.postern.daemon.importer.ModuleView;
import org.postern.daemon.interpreter.Interpreter;
import org.postern.daemon.interpreter.Interpreters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The daemon, as the static functions of {@link org.postern.api.Apache} need it. */
public final class ApacheHost extends Host {

    private static final Logger NOBODY = LoggerFactory.getLogger("interpreter");

    private final Interpreters interpreters;
    private final PasswordFiles passwordFiles;
    private final PasswordHashes passwordHashes;
    private final LoginAttempts loginAttempts;
    private final Supplier<String> configDump;
    private final Json json;
    private final Pages pages = new ServedPages();
    private final Programs programs = new ServedPrograms();

    /** @param configDump has httpd print its configuration */
    public ApacheHost(
            Interpreters interpreters,
            PasswordFiles passwordFiles,
            PasswordHashes passwordHashes,
            LoginAttempts loginAttempts,
            Supplier<String> configDump,
            Json json) {
        this.interpreters = interpreters;
        this.passwordFiles = passwordFiles;
        this.passwordHashes = passwordHashes;
        this.loginAttempts = loginAttempts;
        this.configDump = configDump;
        this.json = json;
    }

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
        try {
            return configDump.get();
        } catch (Fault fault) {
            throw new IllegalStateException(fault.line(), fault);
        }
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
        String caller = Callers.interpreter();
        Logger log = interpreters.all().stream()
                .filter(interpreter -> interpreter.label().equals(caller))
                .findFirst()
                .map(Interpreter::log)
                .orElse(NOBODY);
        log.atLevel(LogText.level(level)).log(LogText.of(message));
    }

    @Override
    public PasswordFiles passwordFiles() {
        return passwordFiles;
    }

    @Override
    public PasswordHashes passwordHashes() {
        return passwordHashes;
    }

    @Override
    public LoginAttempts loginAttempts() {
        return loginAttempts;
    }

    @Override
    public RuntimeException badOption(String name, @Nullable String value, String expected) {
        String found = value == null ? ": not set" : " \"" + LogText.of(value) + "\"";
        return new Fault(Code.BAD_OPTION, "JavaOption " + name + found + " (expected: " + expected + ")");
    }

    @Override
    public RuntimeException badModule(String module, String found, String expected) {
        return new Fault(Code.CANNOT_RUN, module + ": " + found + " (expected: " + expected + ")");
    }

    @Override
    public Pages pages() {
        return pages;
    }

    @Override
    public Programs programs() {
        return programs;
    }

    @Override
    public Json json() {
        return json;
    }
}

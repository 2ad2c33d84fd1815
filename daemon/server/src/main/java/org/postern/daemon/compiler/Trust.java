package org.postern.daemon.compiler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What may become code.
 *
 * <p>Every source lies, by its real path, below one of the roots. And none of the accounts in {@code writers}, nor the daemon's own
 * user, may own or be able to write it or its folder: what a web application can write, an attacker of that application can, so an
 * upload folder must not be a source folder. Modes that let everybody write are refused whoever asks.
 */
public final class Trust {

    private static final Logger LOG = LoggerFactory.getLogger(Trust.class);
    private static final int OTHERS_WRITE = 0002;
    private static final int GROUP_WRITES = 0020;

    private final List<Path> roots;
    private final Optional<List<Writer>> writers;

    /** @param why it must not be able to write sources, for messages */
    private record Writer(Account account, String why) {}

    /** @param writers names of accounts; empty: no check of owners and modes */
    public Trust(List<Path> roots, Optional<List<String>> writers) {
        this.roots = List.copyOf(roots);
        this.writers = writers.map(Trust::writers);
    }

    private static List<Writer> writers(List<String> names) {
        List<Writer> writers = new ArrayList<>();
        for (String name : names) {
            Account.of(name)
                    .ifPresentOrElse(
                            account -> writers.add(new Writer(account, "which the setting writers refuses")),
                            () -> LOG.warn(
                                    "setting writers: /etc/passwd has no account \"{}\", so nothing is checked for it"
                                            + " (expected: the web server's, or off)",
                                    name));
        }
        writers.add(new Writer(Account.ofThisProcess(), "as which the daemon runs"));
        return writers;
    }

    /** Whether a folder lies below one of the roots, or is one. */
    boolean covers(Path folder) {
        return roots.stream().anyMatch(root -> folder.startsWith(real(root)));
    }

    /** Lets a file pass, or throws a {@link Fault} that says which setting refuses it and why. */
    public void check(Path file) {
        Path source = real(file);
        if (roots.stream().noneMatch(root -> source.startsWith(real(root)))) {
            throw new Fault(Code.OUTSIDE_ROOTS, source + ": lies outside of the setting roots = " + text(roots));
        }
        writers.ifPresent(all -> {
            check(source, source, all);
            check(source, source.resolveSibling(""), all);
        });
    }

    private static void check(Path file, Path what, List<Writer> writers) {
        Map<String, Object> facts;
        try {
            facts = Files.readAttributes(what, "unix:uid,gid,mode");
        } catch (IOException e) {
            throw new Fault(Code.UNREADABLE, what + ": " + e, e);
        }
        int uid = number(facts, "uid");
        int gid = number(facts, "gid");
        int mode = number(facts, "mode");
        String who = what.equals(file) ? "" + file : file + ": its folder " + what;
        if ((mode & OTHERS_WRITE) != 0) {
            throw new Fault(
                    Code.WRITABLE_SOURCE,
                    who + " can be written by everybody (mode " + Integer.toOctalString(mode & 07777)
                            + "), which the setting writers refuses");
        }
        for (Writer writer : writers) {
            Account account = writer.account();
            boolean owns = uid == account.uid();
            if (owns || (mode & GROUP_WRITES) != 0 && account.gids().contains(gid)) {
                throw new Fault(
                        Code.WRITABLE_SOURCE,
                        who + (owns ? " belongs to" : " can be written by") + " account \""
                                + account.name()
                                + "\", " + writer.why() + " (expected: another owner, and no write bit"
                                + " for groups of that account; or the setting writers = off)");
            }
        }
    }

    private static int number(Map<String, Object> facts, String name) {
        return facts.get(name) instanceof Integer number ? number : -1;
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException gone) {
            return path;
        }
    }

    private static String text(List<Path> roots) {
        return String.join(", ", roots.stream().map(Path::toString).toList());
    }
}

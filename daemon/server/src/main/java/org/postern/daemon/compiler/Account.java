package org.postern.daemon.compiler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;

/** An account of the system, with its groups. */
record Account(String name, int uid, Set<Integer> gids) {

    static Optional<Account> of(String name) {
        try {
            for (String line : Files.readAllLines(Path.of("/etc/passwd"))) {
                String[] fields = line.split(":", -1);
                if (fields.length > 3 && fields[0].equals(name)) {
                    return Optional.of(new Account(name, Integer.parseInt(fields[2]), groups(name, fields[3])));
                }
            }
        } catch (IOException | NumberFormatException e) {
            throw new Fault(Code.BAD_SETTING, "setting writers: /etc/passwd or /etc/group cannot be read: " + e, e);
        }
        return Optional.empty();
    }

    private static Set<Integer> groups(String name, String ownGroup) throws IOException {
        Set<Integer> gids = new HashSet<>(Set.of(Integer.parseInt(ownGroup)));
        for (String line : Files.readAllLines(Path.of("/etc/group"))) {
            String[] fields = line.split(":", -1);
            if (fields.length > 3 && List.of(fields[3].split(",")).contains(name)) {
                gids.add(Integer.parseInt(fields[2]));
            }
        }
        return gids;
    }

    /** By the kernel's word: in a container the daemon's user need not be in /etc/passwd, nor its groups in /etc/group. */
    static Account ofThisProcess() {
        int uid = -1;
        Set<Integer> gids = new HashSet<>();
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                String[] fields = line.split("\\s+");
                switch (fields[0]) {
                    case "Uid:" -> uid = Integer.parseInt(fields[2]);
                    case "Gid:" -> gids.add(Integer.parseInt(fields[2]));
                    case "Groups:" ->
                        Arrays.stream(fields, 1, fields.length)
                                .map(Integer::valueOf)
                                .forEach(gids::add);
                    default -> {}
                }
            }
        } catch (IOException | NumberFormatException e) {
            throw new Fault(
                    Code.BAD_SETTING, "/proc/self/status, which says who the daemon is, cannot be read: " + e, e);
        }
        return new Account(System.getProperty("user.name", "of the daemon"), uid, gids);
    }
}

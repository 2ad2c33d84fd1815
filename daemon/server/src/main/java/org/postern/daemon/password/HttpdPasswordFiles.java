package org.postern.daemon.password;

import java.time.Clock;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.postern.api.spi.PasswordFiles;
import org.postern.daemon.fault.Code;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Files of users and groups as httpd's own modules read them. */
public final class HttpdPasswordFiles implements PasswordFiles {

    private static final Logger LOG = LoggerFactory.getLogger(HttpdPasswordFiles.class);

    private final FileCache<UserFile> users;
    private final FileCache<GroupFile> groups;

    /** @param clock that of the file system */
    public HttpdPasswordFiles(Clock clock) {
        this.users = new FileCache<>(HttpdPasswordFiles::userFile, clock);
        this.groups = new FileCache<>((path, bytes) -> new GroupFile(bytes), clock);
    }

    /** Tells once of what is wrong in it: one line, however many entries there are. */
    private static UserFile userFile(String path, byte[] bytes) {
        UserFile file = new UserFile(bytes);
        if (!file.unusable().isEmpty()) {
            LOG.warn(
                    "{} {}: entries without a hash that Postern knows: {}, the first of {} (expected: one of bcrypt, apr1,"
                            + " SHA, crypt; a password in plain text is none)",
                    Code.NO_HASH.id(),
                    path,
                    String.valueOf(file.unusable().get(0)).replaceAll("\\p{Cntrl}", "?"),
                    file.unusable().size());
        }
        return file;
    }

    @Override
    public Answer check(String path, String user, byte[] password) {
        return users.of(path).check(user, password);
    }

    @Override
    public @Nullable String mark(String path, String user) {
        return users.of(path).mark(user);
    }

    @Override
    public Set<String> groups(String path, String user) {
        return groups.of(path).of(user);
    }
}

package org.postern.daemon.password;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;
import org.postern.api.spi.PasswordFiles.Answer;

/** Users and the hashes of their passwords: {@code name:hash}, more fields say nothing, and the first line of a name counts. */
final class UserFile {

    private final Map<String, Optional<Hash>> users = new HashMap<>();
    private final List<Hash> hashes = new ArrayList<>();
    private final List<String> unusable = new ArrayList<>();
    private final int chance = ThreadLocalRandom.current().nextInt();

    private record Hash(HashFormat format, String text) {
        boolean isOf(byte[] password) {
            return format.matches(password.clone(), text);
        }
    }

    UserFile(byte[] file) {
        for (ConfigLines.Line line : ConfigLines.of(file)) {
            String[] fields = line.text().split(":", -1);
            String name = ConfigLines.name(fields[0]);
            String text = fields.length > 1 ? fields[1] : "";
            Optional<Hash> hash = HashFormat.of(text).map(format -> new Hash(format, text));
            if (users.putIfAbsent(name, hash) == null) {
                hash.ifPresentOrElse(hashes::add, () -> unusable.add("user " + name + " in line " + line.number()));
            }
        }
    }

    /** Those who cannot come in as their entries have no hash. */
    List<String> unusable() {
        return unusable;
    }

    /**
     * Whether a password is the user's. Where there is nothing to compare it with, it is compared with somebody else's hash, always the
     * same for a name, so that nobody can tell by the time it takes which names there are.
     */
    Answer check(String user, byte[] password) {
        Optional<Hash> known = users.get(user);
        Hash hash = known == null ? null : known.orElse(null);
        Hash compared = hash == null ? another(user) : hash;
        boolean right = compared != null && compared.isOf(password);
        if (known == null) {
            return Answer.UNKNOWN_USER;
        }
        return right && hash != null ? Answer.RIGHT : Answer.WRONG;
    }

    /** Stands for the user's hash, and does not tell it; null where there is none. */
    @Nullable
    String mark(String user) {
        Optional<Hash> known = users.getOrDefault(user, Optional.empty());
        return known.map(hash -> DigestUtils.sha256Hex(hash.text())).orElse(null);
    }

    private @Nullable Hash another(String user) {
        return hashes.isEmpty() ? null : hashes.get(Math.floorMod(user.hashCode() * 31 ^ chance, hashes.size()));
    }
}

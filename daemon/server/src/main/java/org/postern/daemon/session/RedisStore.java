package org.postern.daemon.session;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

import io.lettuce.core.RedisException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.sync.RedisCommands;
import org.jspecify.annotations.Nullable;
import org.postern.api.spi.SessionStore;
import org.postern.daemon.config.RedisSettings;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;

/**
 * Sessions in Redis, one under each key {@code PREFIX INTERPRETER:ID}: its version and its end, 8 bytes each, and its content. Redis
 * itself removes what has expired.
 *
 * <p>Only SET NX creates, and a script, which Redis runs as one step, replaces a version with the next: so several daemons may share
 * the sessions. No command is sent twice: whether one that has failed was carried out nobody knows, and the visitor gets a 503.
 */
public final class RedisStore implements SessionStore {

    private static final int HEAD = 16;

    private static final String REPLACE = """
            if redis.call('GETRANGE', KEYS[1], 0, 7) ~= ARGV[1] then return 0 end
            redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
            return 1""";

    private final String prefix;
    private final Clock clock;
    private final RedisLink link;
    private final Outage outage;

    /** @param clock by which sessions end; Redis is told how long they last from now, and may have another time */
    public RedisStore(RedisSettings settings, Clock clock) {
        this.prefix = settings.prefix();
        this.clock = clock;
        this.link = new RedisLink(settings);
        this.outage = new Outage(settings.place());
    }

    /** What Redis is asked. */
    private interface Command<T> {
        T answer(RedisCommands<byte[], byte[]> redis);
    }

    private <T> T ask(Command<T> command) throws IOException {
        return outage.ask(() -> {
            RedisLink.Connection connection = link.connection();
            try {
                return command.answer(connection.commands());
            } catch (RedisException e) {
                link.failed(connection, e);
                throw new IOException(Outage.told(e), e);
            }
        });
    }

    private byte[] name(Key key) {
        return (prefix + key.interpreter() + ":" + key.id()).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] version(long version) {
        return ByteBuffer.allocate(Long.BYTES).putLong(version).array();
    }

    private static byte[] value(Entry entry) {
        return ByteBuffer.allocate(HEAD + entry.content().length)
                .putLong(entry.version())
                .putLong(entry.expires().toEpochMilli())
                .put(entry.content())
                .array();
    }

    /** How long Redis keeps it, in milliseconds; what has expired is to be gone soon, and 0 is no time for Redis. */
    private long left(Entry entry) {
        return Math.max(1, entry.expires().toEpochMilli() - clock.millis());
    }

    @Override
    public @Nullable Entry load(Key key) throws IOException {
        byte[] value = ask(redis -> Optional.ofNullable(redis.get(name(key)))).orElse(null);
        if (value == null) {
            return null;
        }
        if (value.length < HEAD) {
            delete(key);
            throw new Fault(
                    Code.SESSION_DAMAGED,
                    "a stored session is damaged, and was removed: " + value.length + " bytes in Redis (expected: "
                            + HEAD + " or more)");
        }
        ByteBuffer head = ByteBuffer.wrap(value);
        long version = head.getLong();
        Instant expires = Instant.ofEpochMilli(head.getLong());
        return new Entry(Arrays.copyOfRange(value, HEAD, value.length), expires, version);
    }

    @Override
    public boolean create(Key key, Entry entry) throws IOException {
        SetArgs fresh = SetArgs.Builder.nx().px(left(entry));
        return ask(redis -> "OK".equals(redis.set(name(key), value(entry), fresh)));
    }

    @Override
    public boolean replace(Key key, Entry entry) throws IOException {
        byte[] left = Long.toString(left(entry)).getBytes(StandardCharsets.US_ASCII);
        return ask(redis -> {
            Long replaced = redis.eval(
                    REPLACE,
                    ScriptOutputType.INTEGER,
                    new byte[][] {name(key)},
                    version(entry.version() - 1),
                    value(entry),
                    left);
            return replaced == 1;
        });
    }

    @Override
    public void delete(Key key) throws IOException {
        ask(redis -> redis.del(name(key)));
    }

    /** Redis does that; this only finds out whether it answers. */
    @Override
    public boolean expire(Instant now) throws IOException {
        ask(RedisCommands::ping);
        return false;
    }

    @Override
    public void close() {
        link.close();
    }
}

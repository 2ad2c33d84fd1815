package org.postern.daemon.session;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import org.jspecify.annotations.Nullable;
import org.postern.daemon.config.RedisSettings;
import org.postern.daemon.config.Secret;
import org.postern.daemon.fault.Fault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection to Redis, one for all requests, whose commands follow one another in it without waiting for answers.
 *
 * <p>It is made when somebody needs it, and made anew after it was closed or did not answer in time. The client does not reconnect by
 * itself: it would send commands again, and wait ever longer.
 */
final class RedisLink implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RedisLink.class);
    private static final int THREADS = 2; // fewer there cannot be
    private static final Duration END = Duration.ofSeconds(2);

    private final RedisSettings settings;
    private final ClientResources resources;
    private final RedisClient client;
    private final ReentrantLock connecting = new ReentrantLock();
    private volatile @Nullable Connection current;
    private volatile boolean closed;

    RedisLink(RedisSettings settings) {
        this.settings = settings;
        this.resources = DefaultClientResources.builder()
                .ioThreadPoolSize(THREADS)
                .computationThreadPoolSize(THREADS)
                .build();
        this.client = RedisClient.create(resources);
        client.setOptions(ClientOptions.builder()
                .autoReconnect(false)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(settings.timeout())
                        .keepAlive(true)
                        .build())
                .build());
    }

    /** One that was made. */
    record Connection(StatefulRedisConnection<byte[], byte[]> redis, RedisCommands<byte[], byte[]> commands) {}

    /** The one there is, or a new one. */
    Connection connection() throws IOException {
        Connection there = current;
        if (there != null && there.redis().isOpen()) {
            return there;
        }
        try {
            if (!connecting.tryLock(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException(
                        "no connection within " + settings.timeout().toMillis() + " ms");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a connection was made", e);
        }
        try {
            Connection made = current;
            if (made == null || !made.redis().isOpen()) {
                made = connect();
                current = made;
            }
            return made;
        } finally {
            connecting.unlock();
        }
    }

    private Connection connect() throws IOException {
        if (closed) {
            throw new IOException("the daemon ends");
        }
        try {
            StatefulRedisConnection<byte[], byte[]> made = client.connect(ByteArrayCodec.INSTANCE, address());
            return new Connection(made, made.sync());
        } catch (RedisException | Fault e) {
            throw new IOException(Outage.told(e), e);
        }
    }

    /** With the password as it is now. */
    private RedisURI address() {
        RedisURI.Builder address = RedisURI.builder()
                .withHost(settings.host())
                .withPort(settings.port())
                .withDatabase(settings.database())
                .withSsl(settings.tls())
                .withTimeout(settings.timeout())
                .withClientName("postern");
        String password = settings.passwordFile() == null ? "" : Secret.password(settings.passwordFile());
        if (settings.user() != null) {
            address.withAuthentication(settings.user(), password.toCharArray());
        } else if (!password.isEmpty()) {
            address.withPassword(password.toCharArray());
        }
        return address.build();
    }

    /** A command has failed: unless Redis has said so itself, nobody waits for anything from that connection any more. */
    void failed(Connection connection, RedisException failure) {
        if (!(failure instanceof RedisCommandExecutionException)) {
            connection.redis().closeAsync();
        }
    }

    @Override
    public void close() {
        closed = true;
        client.shutdown(Duration.ZERO, END);
        Future<?> end = resources.shutdown(0, END.toMillis(), TimeUnit.MILLISECONDS);
        try {
            end.get(END.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("threads of the connection to {} do not end", settings.place(), e);
        }
    }
}

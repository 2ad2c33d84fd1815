package org.postern.ajp.loop;

import java.util.function.Supplier;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;

/** What a loop waits with. */
enum Io {
    EPOLL(EpollIoHandler::newFactory),
    NIO(NioIoHandler::newFactory),
    PATIENT(() -> PatientIo::new);

    private final Supplier<IoHandlerFactory> factory;

    Io(Supplier<IoHandlerFactory> factory) {
        this.factory = factory;
    }

    IoHandlerFactory factory() {
        return factory.get();
    }
}

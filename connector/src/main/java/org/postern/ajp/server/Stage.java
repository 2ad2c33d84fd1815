package org.postern.ajp.server;

/** How far a server is on its way to its end. */
enum Stage {
    SERVES,

    /** A successor listens on the same sockets: connections go on, but none is used for another request once it has answered one. */
    LEAVES,

    /** Idle connections are closed, the others after their answers. */
    CLOSES
}

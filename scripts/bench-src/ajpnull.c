/*
 * ajpnull: an AJP13 server that does nothing but answer.
 *
 *     ajpnull ADDRESS...        each a port on 127.0.0.1, or the path of a Unix socket to create
 *
 * Every forward request gets the same 13-byte page, unread: neither its URI nor its headers are looked at. What httpd
 * reaches with ajpnull behind it is therefore the most that it can reach with anything behind mod_proxy_ajp on this machine.
 * GET only: a request body is not expected, and its packets end the connection. Runs until a signal ends it.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { FORWARD_REQUEST = 2, CPING = 10 };
enum { HEADER = 4, LARGEST_PACKET = HEADER + 65535 };

struct peer {
    int fd;
    bool listens;
    size_t have; /* bytes of `in` that have arrived and are not answered */
    unsigned char in[LARGEST_PACKET];
};

static const char page[] =
    "AB\0\x20" "\4" "\0\xC8" "\0\2OK\0" "\0\2"              /* SEND_HEADERS, 200, reason, two headers: */
    "\xA0\1" "\0\12text/plain\0" "\xA0\3" "\0\2" "13\0"     /* Content-Type, Content-Length */
    "AB\0\x11" "\3" "\0\15Hello, world\n\0"                 /* SEND_BODY_CHUNK */
    "AB\0\2" "\5\1";                                        /* END_RESPONSE, reusable */
static const char pong[] = "AB\0\1" "\11";

static int epoll;

static void watch(int fd, bool listens)
{
    struct peer *peer = malloc(sizeof *peer);
    if (!peer)
        err(1, "memory for a connection");
    peer->fd = fd;
    peer->listens = listens;
    peer->have = 0;
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = peer};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event))
        err(1, "epoll_ctl");
}

static void listen_at(const char *address)
{
    struct sockaddr_un path = {.sun_family = AF_UNIX};
    struct sockaddr_in port = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    bool local = strchr(address, '/');
    int on = 1;
    int fd = socket(local ? AF_UNIX : AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);

    if (local && strlen(address) >= sizeof path.sun_path)
        errx(1, "%s: longer than the path of a Unix socket may be", address);
    strncpy(path.sun_path, address, sizeof path.sun_path - 1);
    port.sin_port = htons(atoi(address));
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (local ? bind(fd, (struct sockaddr *)&path, sizeof path) : bind(fd, (struct sockaddr *)&port, sizeof port))
        err(1, "bind %s", address);
    if (local && chmod(address, 0666)) /* httpd's children run as another user */
        err(1, "chmod %s", address);
    if (listen(fd, 1024))
        err(1, "listen %s", address);
    watch(fd, true);
}

static void greet(const struct peer *listener)
{
    int on = 1;
    int fd = accept4(listener->fd, NULL, NULL, SOCK_NONBLOCK);
    if (fd < 0)
        return; /* it left before we came */
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on); /* fails on a Unix socket, which does not need it */
    watch(fd, false);
}

/* Answers one whole packet; false where there is no answer. An answer that the socket does not take at once is none:
 * the peer has stopped reading. */
static bool answer(int fd, int code)
{
    switch (code) {
    case FORWARD_REQUEST:
        return write(fd, page, sizeof page - 1) == sizeof page - 1;
    case CPING:
        return write(fd, pong, sizeof pong - 1) == sizeof pong - 1;
    default:
        return false;
    }
}

/* Reads what has arrived and answers the packets that are complete; false when the connection is over. */
static bool serve(struct peer *peer)
{
    unsigned char *packet = peer->in, *end;
    ssize_t n = read(peer->fd, peer->in + peer->have, sizeof peer->in - peer->have);

    if (n <= 0)
        return n < 0 && errno == EAGAIN;
    end = peer->in + peer->have + n;
    while (end - packet >= HEADER) {
        size_t length = packet[2] << 8 | packet[3];
        if (packet[0] != 0x12 || packet[1] != 0x34 || length == 0)
            return false;
        if ((size_t)(end - packet) < HEADER + length)
            break;
        if (!answer(peer->fd, packet[HEADER]))
            return false;
        packet += HEADER + length;
    }
    peer->have = end - packet;
    memmove(peer->in, packet, peer->have);
    return true;
}

int main(int argc, char **argv)
{
    struct epoll_event ready[64];

    if (argc < 2)
        errx(2, "usage: ajpnull ADDRESS...   (a port on 127.0.0.1, or the path of a Unix socket)");
    signal(SIGPIPE, SIG_IGN); /* write() tells it too */
    epoll = epoll_create1(0);
    for (int i = 1; i < argc; i++)
        listen_at(argv[i]);
    for (;;) {
        int count = epoll_wait(epoll, ready, sizeof ready / sizeof *ready, -1);
        for (int i = 0; i < count; i++) {
            struct peer *peer = ready[i].data.ptr;
            if (peer->listens) {
                greet(peer);
            } else if (!serve(peer)) {
                close(peer->fd);
                free(peer);
            }
        }
    }
}

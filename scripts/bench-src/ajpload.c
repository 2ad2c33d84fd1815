/*
 * ajpload: loads an AJP13 server as httpd would, without httpd.
 *
 *     ajpload [-1] [-i] [-c CONNECTIONS] [-d SECONDS] [-n REQUESTS] [-s SECRET] [-a NAME=VALUE]... ADDRESS REQ_URI
 *
 * ADDRESS is a port on 127.0.0.1 or the path of a Unix socket. Closed loop: each connection sends a GET, waits for the end
 * of its answer, and sends it again. -a adds a request attribute, in the order given, as mod_proxy_ajp does for a
 * variable AJP_NAME. With -n, there are that many different requests, sent in turn by all connections together: "{}" in REQ_URI and
 * in values of attributes is the request's number, from 0 on. Prints one line:
 *
 *     REQUESTS requests/s  ERRORS errors  p50 MICROSECONDS us  p99 MICROSECONDS us
 *
 * With -i, each connection sends one GET, one after the other; then all stay open, idle, until standard input ends.
 *
 * An error is everything but a whole answer with status 200 whose END_RESPONSE leaves the connection open: it is counted,
 * and the connection is replaced. A request that is still without its answer after SECONDS, and has waited for more
 * than one of them, is an error too. Exits with 0 where there was no error, else with 1.
 *
 * With -1 it asks once, and prints the body of the answer in place of that line.
 */
#include <arpa/inet.h>
#include <err.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { SEND_BODY_CHUNK = 3, SEND_HEADERS = 4, END_RESPONSE = 5, CPONG = 9 };
enum { ATTRIBUTE = 0x0A, SECRET = 0x0C, ATTRIBUTES_END = 0xFF };
enum { HEADER = 4, LARGEST_PACKET = HEADER + 65535, SMALLEST_HEAD = 8 };
enum { SECOND = 1000000 }; /* all times are in microseconds */

enum outcome { INCOMPLETE, DONE, BROKEN };

struct connection {
    int fd;
    int status; /* 0 until SEND_HEADERS has come */
    int64_t sent;
    size_t have;
    unsigned char in[LARGEST_PACKET];
};

struct request {
    size_t size;
    unsigned char bytes[]; /* the whole packet */
};

static unsigned char draft[8192]; /* where it is built; mod_proxy_ajp's are no larger unless configured */
static size_t draft_size;
static struct request **requests;
static int request_count = 1, next_request;
static uint32_t latencies[SECOND + 1]; /* answers by microseconds; the last: a second or more */
static int epoll;
static bool once; /* -1: the body is wanted, not the rate */

static int64_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * (int64_t)SECOND + t.tv_nsec / 1000;
}

static void put(const void *bytes, size_t n)
{
    if (n > sizeof draft - draft_size)
        errx(2, "the request does not fit into a packet of %zu bytes", sizeof draft);
    memcpy(draft + draft_size, bytes, n);
    draft_size += n;
}

static void put_byte(unsigned char value)
{
    put(&value, 1);
}

static void put_short(size_t value)
{
    put_byte(value >> 8 & 0xFF);
    put_byte(value & 0xFF);
}

static void put_text(const char *text, size_t length)
{
    put_short(length);
    put(text, length);
    put_byte(0);
}

static void put_string(const char *text)
{
    put_text(text, strlen(text));
}

/* A string whose "{}" are the request's number. */
static void put_numbered(const char *text, int number)
{
    char filled[sizeof draft];
    size_t length = 0;

    while (*text && length + 16 < sizeof filled)
        if (text[0] == '{' && text[1] == '}') {
            length += sprintf(filled + length, "%d", number);
            text += 2;
        } else {
            filled[length++] = *text++;
        }
    if (*text)
        errx(2, "the request does not fit into a packet of %zu bytes", sizeof draft);
    put_text(filled, length);
}

static void put_attribute(const char *pair, int number)
{
    const char *equals = strchr(pair, '=');
    if (!equals)
        errx(2, "-a %s: expected NAME=VALUE", pair);
    put_byte(ATTRIBUTE);
    put_text(pair, equals - pair);
    put_numbered(equals + 1, number);
}

static void put_headers(void)
{
    static const struct { unsigned short code; const char *value; } headers[] = { /* what a browser sends */
        {0xA00B, "localhost:8080"},
        {0xA00E, "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"},
        {0xA001, "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"},
        {0xA004, "en-US,en;q=0.5"},
        {0xA003, "gzip, deflate, br"},
        {0xA009, "theme=dark; session=0123456789abcdef"},
        {0xA006, "keep-alive"},
    };
    size_t count = sizeof headers / sizeof *headers;

    put_short(count);
    for (size_t i = 0; i < count; i++) {
        put_short(headers[i].code);
        put_string(headers[i].value);
    }
}

/* The fields in mod_proxy_ajp's order: what comes first is what a server may rely on to come first. */
static struct request *build_request(const char *uri, const char *secret, char **attributes, int attribute_count, int number)
{
    draft_size = HEADER;
    put_byte(2); /* FORWARD_REQUEST */
    put_byte(2); /* GET */
    put_string("HTTP/1.1");
    put_numbered(uri, number);
    put_string("127.0.0.1");
    put_short(0xFFFF); /* no remote host: httpd looks up none */
    put_string("localhost");
    put_short(8080);
    put_byte(0); /* no TLS */
    put_headers();
    if (secret) {
        put_byte(SECRET);
        put_string(secret);
    }
    put_attribute("AJP_REMOTE_PORT=50000", number);
    put_attribute("AJP_LOCAL_ADDR=127.0.0.1", number);
    for (int i = 0; i < attribute_count; i++)
        put_attribute(attributes[i], number);
    put_byte(ATTRIBUTES_END);
    draft[0] = 0x12;
    draft[1] = 0x34;
    draft[2] = (draft_size - HEADER) >> 8;
    draft[3] = (draft_size - HEADER) & 0xFF;
    struct request *request = malloc(sizeof *request + draft_size);
    if (!request)
        err(1, "%d requests", request_count);
    request->size = draft_size;
    memcpy(request->bytes, draft, draft_size);
    return request;
}

static int dial(const char *address)
{
    struct sockaddr_un path = {.sun_family = AF_UNIX};
    struct sockaddr_in port = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    bool local = strchr(address, '/');
    int on = 1;
    int fd = socket(local ? AF_UNIX : AF_INET, SOCK_STREAM, 0);

    if (local && strlen(address) >= sizeof path.sun_path)
        errx(2, "%s: longer than the path of a Unix socket may be", address);
    strncpy(path.sun_path, address, sizeof path.sun_path - 1);
    port.sin_port = htons(atoi(address));
    if (local ? connect(fd, (struct sockaddr *)&path, sizeof path) : connect(fd, (struct sockaddr *)&port, sizeof port))
        err(1, "connect %s", address);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on); /* fails on a Unix socket, which does not need it */
    return fd;
}

static void open_connection(struct connection *c, const char *address)
{
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
    c->fd = dial(address);
    c->have = 0;
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, c->fd, &event))
        err(1, "epoll_ctl");
}

/* A failure to write needs no look: reading will meet it. */
static void send_request(struct connection *c)
{
    const struct request *request = requests[next_request];

    next_request = (next_request + 1) % request_count;
    c->status = 0;
    c->sent = now();
    ssize_t ignored = write(c->fd, request->bytes, request->size);
    (void)ignored;
}

static enum outcome take_packet(struct connection *c, const unsigned char *payload, size_t length)
{
    switch (payload[0]) {
    case SEND_HEADERS:
        if (length < SMALLEST_HEAD || c->status != 0)
            return BROKEN;
        c->status = payload[1] << 8 | payload[2];
        return INCOMPLETE;
    case SEND_BODY_CHUNK: /* code, length, bytes, NUL: httpd accepts no other length */
        if (c->status == 0 || length < 4 || (size_t)(payload[1] << 8 | payload[2]) != length - 4)
            return BROKEN;
        if (once)
            fwrite(payload + 3, 1, length - 4, stdout);
        return INCOMPLETE;
    case END_RESPONSE:
        return c->status == 200 && length == 2 && payload[1] != 0 ? DONE : BROKEN;
    case CPONG:
        return INCOMPLETE;
    default:
        return BROKEN;
    }
}

static enum outcome receive(struct connection *c)
{
    enum outcome outcome = INCOMPLETE;
    unsigned char *packet = c->in, *end;
    ssize_t n = read(c->fd, c->in + c->have, sizeof c->in - c->have);

    if (n <= 0)
        return BROKEN;
    end = c->in + c->have + n;
    while (outcome == INCOMPLETE && end - packet >= HEADER) {
        size_t length = packet[2] << 8 | packet[3];
        if (packet[0] != 'A' || packet[1] != 'B' || length == 0)
            return BROKEN;
        if ((size_t)(end - packet) < HEADER + length)
            break;
        outcome = take_packet(c, packet + HEADER, length);
        packet += HEADER + length;
    }
    c->have = end - packet;
    if (outcome == DONE && c->have > 0) /* httpd would take it for the next answer */
        return BROKEN;
    memmove(c->in, packet, c->have);
    return outcome;
}

static bool ask_once(struct connection *c, const char *address)
{
    enum outcome outcome = INCOMPLETE;

    open_connection(c, address);
    send_request(c);
    while (outcome == INCOMPLETE)
        outcome = receive(c);
    return outcome == DONE;
}

static int percentile(uint64_t answers, int percent)
{
    uint64_t seen = 0;
    for (int us = 0; us < SECOND; us++)
        if ((seen += latencies[us]) * 100 >= answers * percent)
            return us;
    return SECOND;
}

static bool run(struct connection *connections, int count, int seconds, const char *address)
{
    struct epoll_event ready[64];
    uint64_t answers = 0, errors = 0;
    int64_t start = now(), finish = start + seconds * (int64_t)SECOND, t;

    for (int i = 0; i < count; i++) {
        open_connection(&connections[i], address);
        send_request(&connections[i]);
    }
    while ((t = now()) < finish) {
        int n = epoll_wait(epoll, ready, sizeof ready / sizeof *ready, 100);
        for (int i = 0; i < n; i++) {
            struct connection *c = ready[i].data.ptr;
            enum outcome outcome = receive(c);
            if (outcome == INCOMPLETE)
                continue;
            if (outcome == DONE) {
                int64_t took = now() - c->sent;
                latencies[took < SECOND ? took : SECOND]++;
                answers++;
            } else {
                errors++;
                close(c->fd);
                open_connection(c, address);
            }
            send_request(c);
        }
    }
    for (int i = 0; i < count; i++)
        errors += t - connections[i].sent > SECOND;
    printf("%.0f requests/s  %llu errors  p50 %d us  p99 %d us\n", answers * (double)SECOND / (t - start),
        (unsigned long long)errors, percentile(answers, 50), percentile(answers, 99));
    return errors == 0 && answers > 0;
}

static bool stay_idle(struct connection *connections, int count, const char *address)
{
    for (int i = 0; i < count; i++) {
        enum outcome outcome;
        open_connection(&connections[i], address);
        send_request(&connections[i]);
        while ((outcome = receive(&connections[i])) == INCOMPLETE)
            ;
        if (outcome == BROKEN)
            errx(1, "connection %d: no good answer", i + 1);
    }
    printf("%d idle\n", count);
    fflush(stdout);
    while (getchar() != EOF)
        ;
    return true;
}

static int positive(const char *text, int option)
{
    int value = atoi(text);
    if (value < 1)
        errx(2, "-%c %s: expected a whole number above 0", option, text);
    return value;
}

int main(int argc, char **argv)
{
    char *attributes[argc]; /* more than enough */
    int attribute_count = 0, count = 16, seconds = 5, option;
    const char *secret = NULL;
    bool idle = false;

    while ((option = getopt(argc, argv, "1ic:d:n:s:a:")) != -1) {
        switch (option) {
        case '1': once = true; break;
        case 'i': idle = true; break;
        case 'c': count = positive(optarg, option); break;
        case 'd': seconds = positive(optarg, option); break;
        case 'n': request_count = positive(optarg, option); break;
        case 's': secret = optarg; break;
        case 'a': attributes[attribute_count++] = optarg; break;
        default: return 2;
        }
    }
    if (argc - optind != 2)
        errx(2, "usage: ajpload [-1] [-i] [-c CONNECTIONS] [-d SECONDS] [-n REQUESTS] [-s SECRET] [-a NAME=VALUE]... "
                "PORT|SOCKET REQ_URI");
    requests = calloc(request_count, sizeof *requests);
    if (!requests)
        err(1, "%d requests", request_count);
    for (int i = 0; i < request_count; i++)
        requests[i] = build_request(argv[optind + 1], secret, attributes, attribute_count, i);
    signal(SIGPIPE, SIG_IGN); /* a server that hangs up is an error to count */
    epoll = epoll_create1(0);
    struct connection *connections = calloc(count, sizeof *connections);
    if (!connections || epoll < 0)
        err(1, "%d connections", count);
    if (idle)
        return stay_idle(connections, count, argv[optind]) ? 0 : 1;
    return (once ? ask_once(connections, argv[optind]) : run(connections, count, seconds, argv[optind])) ? 0 : 1;
}

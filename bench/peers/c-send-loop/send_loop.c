/*
 * The physical limit that the benchmark compares with: the same bytes to every socket, one send(2) per delivery,
 * nothing else. No protocol, no queue, no accounting.
 *
 * Usage: send_loop PORT
 *
 * A connection introduces itself with one byte: 'S' receives, 'P' publishes. A publisher then sends messages, each
 * with its length before it (4 bytes, big endian, at most 64 KiB); each goes as it is to every receiver.
 * One thread, one epoll instance. A receiver whose socket is full is waited for up to a second and then closed, with a
 * line on stderr: this program has no queue, so a run with slow receivers says nothing about them.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MAX_MESSAGE = 64 * 1024, EVENTS = 512, WAIT_MILLIS = 1000 };

enum role { UNKNOWN = 0, RECEIVER, PUBLISHER };

/* Indexed by file descriptor. */
static enum role *roles;
static int limit;

/* Receivers, in no order; position[fd] is where fd stands in it. */
static int *receivers, *position, receiver_count;

/* What a publisher has sent so far of its current message; there is one publisher at a time. */
static unsigned char inbox[4 + MAX_MESSAGE];
static size_t inbox_used;

static void die(const char *doing) {
  fprintf(stderr, "send_loop: %s: %s\n", doing, strerror(errno));
  exit(1);
}

static void add_receiver(int fd) {
  position[fd] = receiver_count;
  receivers[receiver_count++] = fd;
}

static void close_connection(int fd) {
  if (roles[fd] == RECEIVER) {
    int last = receivers[--receiver_count];
    receivers[position[fd]] = last;
    position[last] = position[fd];
  }
  if (roles[fd] == PUBLISHER) inbox_used = 0;
  roles[fd] = UNKNOWN;
  close(fd);
}

/* Returns 0, or -1 when the receiver has to be closed. */
static int deliver(int fd, const unsigned char *bytes, size_t length) {
  while (length > 0) {
    ssize_t sent = send(fd, bytes, length, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent >= 0) {
      bytes += sent;
      length -= (size_t)sent;
    } else if (errno == EAGAIN) {
      struct pollfd writable = {.fd = fd, .events = POLLOUT};
      if (poll(&writable, 1, WAIT_MILLIS) != 1) {
        fprintf(stderr, "send_loop: a receiver was not writable for %d ms, closing it\n", WAIT_MILLIS);
        return -1;
      }
    } else if (errno != EINTR) {
      return -1;
    }
  }
  return 0;
}

static void fan_out(const unsigned char *bytes, size_t length) {
  /* Backwards, so that closing one moves only a receiver that has had its copy. */
  for (int i = receiver_count - 1; i >= 0; i--) {
    if (deliver(receivers[i], bytes, length) < 0) close_connection(receivers[i]);
  }
}

/* Returns 0, or -1 when the connection has to be closed. */
static int read_publisher(int fd) {
  ssize_t got = recv(fd, inbox + inbox_used, sizeof inbox - inbox_used, MSG_DONTWAIT);
  if (got <= 0) return got < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : -1;
  inbox_used += (size_t)got;
  size_t at = 0;
  while (inbox_used - at >= 4) {
    uint32_t length;
    memcpy(&length, inbox + at, 4);
    length = ntohl(length);
    if (length > MAX_MESSAGE) return -1;
    if (inbox_used - at < 4 + (size_t)length) break;
    fan_out(inbox + at + 4, length);
    at += 4 + (size_t)length;
  }
  memmove(inbox, inbox + at, inbox_used - at);
  inbox_used -= at;
  return 0;
}

/* Returns 0, or -1 when the connection has to be closed. */
static int read_connection(int fd) {
  if (roles[fd] == PUBLISHER) return read_publisher(fd);
  unsigned char ignored[1024];
  unsigned char *into = ignored;
  size_t room = roles[fd] == UNKNOWN ? 1 : sizeof ignored;
  ssize_t got = recv(fd, into, room, MSG_DONTWAIT);
  if (got <= 0) return got < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : -1;
  if (roles[fd] != UNKNOWN) return 0;
  if (ignored[0] == 'S') {
    roles[fd] = RECEIVER;
    add_receiver(fd);
    return send(fd, "R", 1, MSG_NOSIGNAL) == 1 ? 0 : -1;
  }
  if (ignored[0] == 'P') {
    roles[fd] = PUBLISHER;
    inbox_used = 0;
    return send(fd, "R", 1, MSG_NOSIGNAL) == 1 ? 0 : -1;
  }
  return -1;
}

static int listen_on(int port) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  int one = 1;
  if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) < 0) die("creating a socket");
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(fd, (struct sockaddr *)&address, sizeof address) < 0 || listen(fd, 4096) < 0) die("listening");
  return fd;
}

static void accept_all(int server, int epoll) {
  for (;;) {
    int fd = accept4(server, NULL, NULL, SOCK_NONBLOCK);
    if (fd < 0) {
      if (errno == EAGAIN) return;
      if (errno == EINTR || errno == ECONNABORTED) continue;
      die("accepting");
    }
    int one = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    roles[fd] = UNKNOWN;
    struct epoll_event interest = {.events = EPOLLIN, .data.fd = fd};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &interest) < 0) die("registering a connection");
  }
}

int main(int argc, char **argv) {
  if (argc != 2 || atoi(argv[1]) <= 0) {
    fprintf(stderr, "usage: send_loop PORT\n");
    return 2;
  }
  struct rlimit files;
  if (getrlimit(RLIMIT_NOFILE, &files) < 0) die("reading the limit of open files");
  limit = (int)files.rlim_cur;
  roles = calloc((size_t)limit, sizeof *roles);
  receivers = calloc((size_t)limit, sizeof *receivers);
  position = calloc((size_t)limit, sizeof *position);
  if (!roles || !receivers || !position) die("allocating tables");

  int server = listen_on(atoi(argv[1]));
  int epoll = epoll_create1(0);
  struct epoll_event interest = {.events = EPOLLIN, .data.fd = server};
  if (epoll < 0 || epoll_ctl(epoll, EPOLL_CTL_ADD, server, &interest) < 0) die("creating epoll");

  struct epoll_event events[EVENTS];
  for (;;) {
    int ready = epoll_wait(epoll, events, EVENTS, -1);
    if (ready < 0 && errno != EINTR) die("waiting");
    for (int i = 0; i < ready; i++) {
      int fd = events[i].data.fd;
      if (fd == server) accept_all(server, epoll);
      else if (read_connection(fd) < 0) close_connection(fd);
    }
  }
}

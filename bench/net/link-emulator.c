/*
 * A township line between two TUN devices: per direction a rate, a delay, random loss and a queue that overflows, and on
 * request outages of both. Real packets of real kernels go through it; it knows nothing of what they carry. For benches
 * and tests; the devices are then put into two network namespaces (link.mjs).
 *
 *   link-emulator TUN_A TUN_B RATE_BPS DELAY_MS LOSS QUEUE_PACKETS SEED [UP_S DOWN_S]
 *
 * Prints "ready" once both devices are there; on SIGTERM one line of JSON with what it counted, and ends.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>
#include <sys/prctl.h>

enum { LARGEST_PACKET = 65536, MOST_ON_THE_WAY = 4096 };

struct packet {
  double arrives_at; /* when it comes out at the other end, seconds */
  int length;
  unsigned char *bytes;
};

/* One direction: what is on the way, in the order it comes out. */
struct direction {
  int from, to;
  struct packet ring[MOST_ON_THE_WAY];
  int first, count;
  double wire_free_at; /* when the last bit so far has been put on the wire */
  uint64_t random;
  long packets, bytes, lost, overflowed, in_outage;
};

struct line {
  double bits_per_second, delay, loss;
  int queue;
  double up, down; /* seconds; 0 = no outages */
  double began_at;
};

static volatile sig_atomic_t ending = 0;

static void on_signal(int number) {
  (void)number;
  ending = 1;
}

static void give_up(const char *what) {
  perror(what);
  exit(1);
}

static double seconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* xorshift64*: each direction has its own, so that traffic one way does not change what is lost the other way. */
static double chance(struct direction *way) {
  way->random ^= way->random >> 12;
  way->random ^= way->random << 25;
  way->random ^= way->random >> 27;
  return (double)((way->random * 2685821657736338717ULL) >> 11) / 9007199254740992.0;
}

static int open_tun(const char *name) {
  struct ifreq request;
  int file = open("/dev/net/tun", O_RDWR | O_NONBLOCK);
  if (file < 0) give_up("/dev/net/tun");
  memset(&request, 0, sizeof request);
  request.ifr_flags = IFF_TUN | IFF_NO_PI;
  strncpy(request.ifr_name, name, IFNAMSIZ - 1);
  if (ioctl(file, TUNSETIFF, &request) < 0) give_up(name);
  return file;
}

static int is_out(const struct line *line, double now) {
  double period = line->up + line->down;
  double within;
  if (line->down <= 0) return 0;
  within = now - line->began_at;
  within -= (double)(long)(within / period) * period;
  return within >= line->up;
}

/* How many packets still wait for the wire; those already on it only take their time. */
static int queued(const struct line *line, const struct direction *way, double now) {
  int waiting = 0;
  for (int n = way->count - 1; n >= 0; n--) {
    if (way->ring[(way->first + n) % MOST_ON_THE_WAY].arrives_at - line->delay <= now) break;
    waiting++;
  }
  return waiting;
}

static void take(const struct line *line, struct direction *way, const unsigned char *bytes, int length, double now) {
  double starts_at = way->wire_free_at > now ? way->wire_free_at : now;
  struct packet *packet;
  if (bytes[0] >> 4 != 4) return; /* the namespaces speak IPv4 only; router solicitations are not traffic */
  way->packets++;
  way->bytes += length;
  if (is_out(line, now)) {
    way->in_outage++;
    return;
  }
  if (way->count == MOST_ON_THE_WAY || queued(line, way, now) >= line->queue) {
    way->overflowed++;
    return;
  }
  way->wire_free_at = starts_at + length * 8 / line->bits_per_second;
  /* a lost packet was sent all the same: it took its time on the wire */
  if (chance(way) < line->loss) {
    way->lost++;
    return;
  }
  packet = &way->ring[(way->first + way->count) % MOST_ON_THE_WAY];
  packet->arrives_at = way->wire_free_at + line->delay;
  packet->length = length;
  packet->bytes = malloc((size_t)length);
  if (packet->bytes == NULL) give_up("malloc");
  memcpy(packet->bytes, bytes, (size_t)length);
  way->count++;
}

static void read_all(const struct line *line, struct direction *way) {
  static unsigned char bytes[LARGEST_PACKET];
  for (;;) {
    ssize_t length = read(way->from, bytes, sizeof bytes);
    if (length <= 0) return;
    take(line, way, bytes, (int)length, seconds());
  }
}

/* Hands over what has arrived; a device that is not up yet loses it, as a cable would. */
static void deliver(struct direction *way, double now) {
  while (way->count > 0 && way->ring[way->first].arrives_at <= now) {
    struct packet *packet = &way->ring[way->first];
    if (write(way->to, packet->bytes, (size_t)packet->length) < 0 && errno != EIO && errno != EAGAIN) give_up("write");
    free(packet->bytes);
    way->first = (way->first + 1) % MOST_ON_THE_WAY;
    way->count--;
  }
}

static int milliseconds_to_next(const struct direction ways[2], double now) {
  int wait = 1000;
  for (int n = 0; n < 2; n++) {
    int until;
    if (ways[n].count == 0) continue;
    until = (int)((ways[n].ring[ways[n].first].arrives_at - now) * 1000) + 1;
    if (until < wait) wait = until < 0 ? 0 : until;
  }
  return wait;
}

static void report(const char *name, const struct direction *way) {
  printf("\"%s\":{\"packets\":%ld,\"bytes\":%ld,\"lost\":%ld,\"overflowed\":%ld,\"inOutage\":%ld}", name, way->packets,
         way->bytes, way->lost, way->overflowed, way->in_outage);
}

int main(int count, char **words) {
  /* nobody is left to be a line for */
  prctl(PR_SET_PDEATHSIG, SIGKILL);

  static struct direction ways[2];
  struct line line;
  int a, b;
  if (count != 8 && count != 10) {
    fprintf(stderr, "link-emulator TUN_A TUN_B RATE_BPS DELAY_MS LOSS QUEUE_PACKETS SEED [UP_S DOWN_S]\n");
    return 2;
  }
  a = open_tun(words[1]);
  b = open_tun(words[2]);
  line.bits_per_second = atof(words[3]);
  line.delay = atof(words[4]) / 1000;
  line.loss = atof(words[5]);
  line.queue = atoi(words[6]);
  line.up = count == 10 ? atof(words[8]) : 0;
  line.down = count == 10 ? atof(words[9]) : 0;
  line.began_at = seconds();
  for (int n = 0; n < 2; n++) {
    ways[n].from = n == 0 ? a : b;
    ways[n].to = n == 0 ? b : a;
    ways[n].random = (uint64_t)atoll(words[7]) * 2654435761u + (uint64_t)n + 1;
  }
  signal(SIGTERM, on_signal);
  signal(SIGINT, on_signal);
  printf("ready\n");
  fflush(stdout);
  while (!ending) {
    struct pollfd files[2] = {{a, POLLIN, 0}, {b, POLLIN, 0}};
    double now = seconds();
    for (int n = 0; n < 2; n++) deliver(&ways[n], now);
    poll(files, 2, milliseconds_to_next(ways, seconds()));
    for (int n = 0; n < 2; n++)
      if (files[n].revents & POLLIN) read_all(&line, &ways[n]);
  }
  printf("{");
  report("up", &ways[0]);
  printf(",");
  report("down", &ways[1]);
  printf("}\n");
  return 0;
}

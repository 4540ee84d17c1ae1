#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "interfaces.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>

struct address {
  sa_family_t family;
  unsigned char bytes[16];
};

#define SHOWN 48
static struct address shown[SHOWN];
static unsigned next_shown;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

// Call with the lock held.
static bool is_shown(const struct address *address) {
  for (unsigned index = 0; index < SHOWN; index++)
    if (shown[index].family == address->family && !memcmp(shown[index].bytes, address->bytes, sizeof address->bytes))
      return true;
  return false;
}

void interfaces_show(const char *text) {
  struct address address = {0};
  if (inet_pton(AF_INET, text, address.bytes) == 1)
    address.family = AF_INET;
  else if (inet_pton(AF_INET6, text, address.bytes) == 1)
    address.family = AF_INET6;
  else
    return;
  pthread_mutex_lock(&lock);
  if (!is_shown(&address)) shown[next_shown++ % SHOWN] = address;
  pthread_mutex_unlock(&lock);
}

#ifdef __linux__
static bool read_address(const struct sockaddr *socket_address, struct address *address) {
  memset(address, 0, sizeof *address);
  if (!socket_address) return false;
  address->family = socket_address->sa_family;
  switch (socket_address->sa_family) {
    case AF_INET:
      memcpy(address->bytes, &((const struct sockaddr_in *)socket_address)->sin_addr, 4);
      return true;
    case AF_INET6:
      memcpy(address->bytes, &((const struct sockaddr_in6 *)socket_address)->sin6_addr, 16);
      return true;
    default:
      return false;
  }
}

static bool is_libnice(void *caller) {
  Dl_info info;
  return dladdr(caller, &info) && info.dli_fname && strstr(info.dli_fname, "libnice");
}

// Found before libc's by every library of the process.
__attribute__((visibility("default"), used)) int getifaddrs(struct ifaddrs **list) {
  int (*original)(struct ifaddrs **) = (int (*)(struct ifaddrs **))dlsym(RTLD_NEXT, "getifaddrs");
  if (!original) return -1;
  int result = original(list);
  if (result != 0 || !is_libnice(__builtin_return_address(0))) return result;
  unsigned count = 0;
  struct address address;
  for (struct ifaddrs *entry = *list; entry; entry = entry->ifa_next)
    if (read_address(entry->ifa_addr, &address)) count++;
  if (count <= INTERFACES_LIMIT) return result;
  pthread_mutex_lock(&lock);
  for (struct ifaddrs *entry = *list; entry; entry = entry->ifa_next)
    // libnice passes over what is down. The list is one block of memory, so no entry can be taken out.
    if (read_address(entry->ifa_addr, &address) && !is_shown(&address)) entry->ifa_flags &= ~(unsigned)IFF_UP;
  pthread_mutex_unlock(&lock);
  return result;
}

bool interfaces_are_filtered(void) { return dlsym(RTLD_DEFAULT, "getifaddrs") == (void *)getifaddrs; }
#else
bool interfaces_are_filtered(void) { return false; }
#endif

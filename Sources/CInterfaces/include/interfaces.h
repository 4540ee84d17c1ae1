// Which of this host's addresses libnice sees.
#pragma once

#include <stdbool.h>

// libnice ends the process (an assertion in candidate.c) when a candidate's address comes after the first 64 of those
// that getifaddrs lists, whichever addresses the agent was given. So getifaddrs is replaced for callers within
// libnice: on a host with more than `INTERFACES_LIMIT` addresses it shows those of `interfaces_show` only.
#define INTERFACES_LIMIT 60

// Lets libnice see this address, numeric IPv4 or IPv6. The last 48 are kept.
void interfaces_show(const char *address);

// Whether getifaddrs has been replaced: not where an executable exports no symbols, nor on macOS.
bool interfaces_are_filtered(void);

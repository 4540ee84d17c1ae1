#include "terminal.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

// In C, because all of it may run in a signal handler, where only what POSIX calls async-signal-safe is allowed
// (XSH 2.4.3): `tcgetpgrp`, `tcsetattr`, `poll`, `write`, `sigaction`, `pthread_sigmask`, `raise` are. Nothing blocks
// on a paused terminal: `TCSANOW` does not drain, and a write is left out when the terminal takes none within 100 ms.

static int input, output;
static struct termios original, raw;
static volatile sig_atomic_t is_open, is_raw;

static const int endings[] = {SIGHUP, SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGPIPE, SIGTERM};
static struct sigaction previous[NSIG];

static void send(const char *text) {
  struct pollfd entry = {.fd = output, .events = POLLOUT};
  if (poll(&entry, 1, 100) != 1) return;
  while (write(output, text, strlen(text)) < 0 && errno == EINTR) {
  }
}

static void enter(void) {
  // From the background a change would suspend the program.
  if (is_raw || !is_open || tcgetpgrp(input) != getpgrp()) return;
  is_raw = true;
  tcsetattr(input, TCSANOW, &raw);
  send("\033[?2004h");
}

static void leave(void) {
  if (!is_raw) return;
  is_raw = false;
  tcsetattr(input, TCSANOW, &original);
  // The line at the bottom is no part of what stays.
  send("\r\033[K\033[?2004l");
}

static bool is_fault(int number) {
  return number == SIGSEGV || number == SIGBUS || number == SIGFPE || number == SIGILL || number == SIGTRAP;
}

static void end(int number, siginfo_t *info, void *context) {
  (void)context;
  leave();
  sigaction(number, &previous[number], NULL);
  // A fault happens again, now for whoever was there before; what was sent must be sent again, and a trap is not repeated.
  if (!is_fault(number) || number == SIGTRAP || info->si_code <= 0) raise(number);
}

static void suspend(int number) {
  int error = errno;
  leave();
  struct sigaction action = {.sa_handler = SIG_DFL}, own;
  sigaction(SIGTSTP, &action, &own);
  sigset_t set, before;
  sigemptyset(&set);
  sigaddset(&set, number);
  raise(number);
  // Until now it was blocked; here the program stops, until SIGCONT.
  pthread_sigmask(SIG_UNBLOCK, &set, &before);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  sigaction(SIGTSTP, &own, NULL);
  enter();
  errno = error;
}

static void resume(int number) {
  (void)number;
  int error = errno;
  // Stopped by SIGSTOP, of which no handler hears, it finds the terminal as the shell has left it.
  is_raw = false;
  enter();
  errno = error;
}

bool terminal_open(int from, int to) {
  input = from;
  output = to;
  if (is_open || tcgetattr(input, &original) != 0) return false;
  raw = original;
  raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
  raw.c_iflag &= ~(tcflag_t)(ICRNL | IXON);
  is_open = true;
  atexit(terminal_close);
  struct sigaction action = {.sa_sigaction = end, .sa_flags = SA_SIGINFO | SA_ONSTACK};
  sigemptyset(&action.sa_mask);
  for (size_t index = 0; index < sizeof endings / sizeof *endings; index++) {
    int number = endings[index];
    sigaction(number, NULL, &previous[number]);
    // What is ignored or handled by somebody else already ends nothing, but for the faults.
    bool is_default = !(previous[number].sa_flags & SA_SIGINFO) && previous[number].sa_handler == SIG_DFL;
    if (is_default || is_fault(number) || number == SIGABRT) sigaction(number, &action, NULL);
  }
  struct sigaction stop = {.sa_handler = suspend, .sa_flags = SA_RESTART};
  sigemptyset(&stop.sa_mask);
  sigaction(SIGTSTP, &stop, NULL);
  struct sigaction go = {.sa_handler = resume, .sa_flags = SA_RESTART};
  sigemptyset(&go.sa_mask);
  sigaction(SIGCONT, &go, NULL);
  enter();
  return true;
}

void terminal_close(void) {
  leave();
  is_open = false;
}

int terminal_columns(int descriptor) {
  struct winsize size;
  return ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

bool signal_is_ignored(int number) {
  struct sigaction action;
  return sigaction(number, NULL, &action) == 0 && !(action.sa_flags & SA_SIGINFO) && action.sa_handler == SIG_IGN;
}

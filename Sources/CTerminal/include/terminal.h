#pragma once

#include <stdbool.h>

// The terminal without its line editing, on `input`, and with bracketed paste, asked for on `output`: a line of any
// length arrives whole, and a paste can be told from typing. Ctrl-C and Ctrl-Z work as ever. It is as it was before
// while the program is suspended, and after every end but SIGKILL. For one terminal, once.
bool terminal_open(int input, int output);

// Makes it as it was. Calling it again does nothing.
void terminal_close(void);

// The width of the terminal, 80 where it is not known.
int terminal_columns(int output);

// Whether a signal is ignored, as SIGHUP is under nohup.
bool signal_is_ignored(int number);

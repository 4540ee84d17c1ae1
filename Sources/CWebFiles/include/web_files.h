#pragma once

#include <stddef.h>

// One file of `web/`, inside the binary.
struct web_file {
  const char *name;
  const unsigned char *bytes;
  size_t size;
};

const struct web_file *web_files(void);
size_t web_file_count(void);

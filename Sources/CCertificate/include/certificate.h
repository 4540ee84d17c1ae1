// A certificate that nobody but its owner has signed, by OpenSSL.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Makes a key on the curve P-256 and a certificate for it, good from a day ago for a year, as PEM.
///
/// `names` are its subject alternative names in OpenSSL's syntax (x509v3_config): `DNS:localhost,IP:127.0.0.1`.
/// Both texts are the caller's to `free`; there are none when the answer is false.
bool certificate_make(const char *names, char **certificate, char **key);

/// Puts the SHA-256 of some bytes into `digest`, 32 bytes.
void certificate_sha256(const uint8_t *bytes, size_t count, uint8_t *digest);

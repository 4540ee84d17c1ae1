// SRTP's two primitives (RFC 3711: AES in counter mode, HMAC-SHA1) from OpenSSL instead of what libsrtp was built with.
// Debian builds libsrtp with NSS, which makes a new cipher context for each packet.
#pragma once

#include <stdbool.h>

/// Puts OpenSSL's AES-128-CTR and HMAC-SHA1 into libsrtp, for all SRTP sessions that this process makes from now on.
/// libsrtp checks them against its own test vectors and ours first; if it refuses, its own stay.
///
/// To be called once, before any other thread uses libsrtp.
bool srtp_crypto_use_openssl(void);

// libsrtp2, and the libcrypto that GStreamer's DTLS element uses too.
#pragma once

#include <openssl/evp.h>
#include <openssl/sha.h>
#include <srtp2/auth.h>
#include <srtp2/cipher.h>

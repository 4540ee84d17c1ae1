#pragma once

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <srtp2/auth.h>
#include <srtp2/cipher.h>

extern const srtp_cipher_type_t srtp_crypto_aes_counter_mode;
extern const srtp_auth_type_t srtp_crypto_hmac_sha1;

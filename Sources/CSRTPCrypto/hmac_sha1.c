// HMAC-SHA1 (RFC 2104), with the states after the two key blocks kept, so that a packet costs its own blocks and two more.
// OpenSSL's older functions, because they work on a plain structure that can be copied; the newer ones allocate.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <stdlib.h>
#include <string.h>

#include "primitives.h"

struct hmac {
  SHA_CTX after_inner_key;
  SHA_CTX after_outer_key;
  SHA_CTX current;
};

static srtp_err_status_t hmac_alloc(srtp_auth_t **result, int key_length, int tag_length) {
  if (key_length < 0 || key_length > SHA_CBLOCK || tag_length < 0 || tag_length > SHA_DIGEST_LENGTH) {
    return srtp_err_status_bad_param;
  }
  srtp_auth_t *auth = calloc(1, sizeof *auth);
  struct hmac *state = calloc(1, sizeof *state);
  if (auth == NULL || state == NULL) {
    free(state);
    free(auth);
    return srtp_err_status_alloc_fail;
  }
  *auth = (srtp_auth_t){.type = &srtp_crypto_hmac_sha1, .state = state, .out_len = tag_length, .key_len = key_length};
  *result = auth;
  return srtp_err_status_ok;
}

static srtp_err_status_t hmac_dealloc(srtp_auth_t *auth) {
  OPENSSL_cleanse(auth->state, sizeof(struct hmac));
  free(auth->state);
  free(auth);
  return srtp_err_status_ok;
}

static void begin_with_key(SHA_CTX *sha, const uint8_t *key, int key_length, uint8_t pad) {
  uint8_t block[SHA_CBLOCK];
  memset(block, pad, sizeof block);
  for (int i = 0; i < key_length; i++) block[i] ^= key[i];
  SHA1_Init(sha);
  SHA1_Update(sha, block, sizeof block);
  OPENSSL_cleanse(block, sizeof block);
}

static srtp_err_status_t hmac_start(void *opaque) {
  struct hmac *state = opaque;
  state->current = state->after_inner_key;
  return srtp_err_status_ok;
}

static srtp_err_status_t hmac_init(void *opaque, const uint8_t *key, int key_length) {
  struct hmac *state = opaque;
  if (key_length < 0 || key_length > SHA_CBLOCK) return srtp_err_status_bad_param;
  begin_with_key(&state->after_inner_key, key, key_length, 0x36);
  begin_with_key(&state->after_outer_key, key, key_length, 0x5c);
  return hmac_start(state);
}

static srtp_err_status_t hmac_update(void *opaque, const uint8_t *data, int length) {
  struct hmac *state = opaque;
  return SHA1_Update(&state->current, data, (size_t)length) == 1 ? srtp_err_status_ok : srtp_err_status_auth_fail;
}

static srtp_err_status_t hmac_compute(void *opaque, const uint8_t *data, int length, int tag_length, uint8_t *tag) {
  struct hmac *state = opaque;
  uint8_t digest[SHA_DIGEST_LENGTH];
  if (tag_length < 0 || tag_length > SHA_DIGEST_LENGTH) return srtp_err_status_bad_param;
  SHA_CTX outer = state->after_outer_key;
  if (SHA1_Update(&state->current, data, (size_t)length) != 1 || SHA1_Final(digest, &state->current) != 1 ||
      SHA1_Update(&outer, digest, sizeof digest) != 1 || SHA1_Final(digest, &outer) != 1) {
    return srtp_err_status_auth_fail;
  }
  memcpy(tag, digest, (size_t)tag_length);
  return srtp_err_status_ok;
}

// RFC 2202, section 3, test case 1.
static const uint8_t test_key[20] = {
    0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b,
    0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b,
};
static const uint8_t test_data[8] = "Hi There";
static const uint8_t test_tag[SHA_DIGEST_LENGTH] = {
    0xb6, 0x17, 0x31, 0x86, 0x55, 0x05, 0x72, 0x64, 0xe2, 0x8b,
    0xc0, 0xb6, 0xfb, 0x37, 0x8c, 0x8e, 0xf1, 0x46, 0xbe, 0x00,
};
static const srtp_auth_test_case_t test_case = {
    .key_length_octets = sizeof test_key,
    .key = test_key,
    .data_length_octets = sizeof test_data,
    .data = test_data,
    .tag_length_octets = sizeof test_tag,
    .tag = test_tag,
};

const srtp_auth_type_t srtp_crypto_hmac_sha1 = {
    .alloc = hmac_alloc,
    .dealloc = hmac_dealloc,
    .init = hmac_init,
    .compute = hmac_compute,
    .update = hmac_update,
    .start = hmac_start,
    .description = "HMAC-SHA1, OpenSSL",
    .test_data = &test_case,
    .id = SRTP_HMAC_SHA1,
};

// AES-128 in counter mode (RFC 3711, section 4.1.1).
#include <stdlib.h>
#include <string.h>

#include "primitives.h"

enum { KEY_LENGTH = 16, BLOCK_LENGTH = 16 };

struct counter_mode {
  EVP_CIPHER_CTX *context;
  // The session salt, shifted left by 16 bits.
  uint8_t salt[BLOCK_LENGTH];
};

static srtp_err_status_t counter_mode_dealloc(srtp_cipher_t *cipher) {
  struct counter_mode *state = cipher->state;
  EVP_CIPHER_CTX_free(state->context);
  OPENSSL_cleanse(state, sizeof *state);
  free(state);
  free(cipher);
  return srtp_err_status_ok;
}

static srtp_err_status_t counter_mode_alloc(srtp_cipher_t **result, int key_length, int tag_length) {
  (void)tag_length;
  if (key_length != SRTP_AES_ICM_128_KEY_LEN_WSALT) return srtp_err_status_bad_param;
  srtp_cipher_t *cipher = calloc(1, sizeof *cipher);
  struct counter_mode *state = calloc(1, sizeof *state);
  EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
  if (cipher == NULL || state == NULL || context == NULL) {
    EVP_CIPHER_CTX_free(context);
    free(state);
    free(cipher);
    return srtp_err_status_alloc_fail;
  }
  state->context = context;
  *cipher = (srtp_cipher_t){
      .type = &srtp_crypto_aes_counter_mode, .state = state, .key_len = key_length, .algorithm = SRTP_AES_ICM_128};
  *result = cipher;
  return srtp_err_status_ok;
}

static srtp_err_status_t counter_mode_init(void *opaque, const uint8_t *key) {
  struct counter_mode *state = opaque;
  memset(state->salt, 0, sizeof state->salt);
  memcpy(state->salt, key + KEY_LENGTH, SRTP_SALT_LEN);
  int set = EVP_EncryptInit_ex(state->context, EVP_aes_128_ctr(), NULL, key, NULL);
  return set == 1 ? srtp_err_status_ok : srtp_err_status_init_fail;
}

static srtp_err_status_t counter_mode_set_iv(void *opaque, uint8_t *iv, srtp_cipher_direction_t direction) {
  (void)direction;
  struct counter_mode *state = opaque;
  uint8_t counter[BLOCK_LENGTH];
  for (int i = 0; i < BLOCK_LENGTH; i++) counter[i] = state->salt[i] ^ iv[i];
  int set = EVP_EncryptInit_ex(state->context, NULL, NULL, NULL, counter);
  return set == 1 ? srtp_err_status_ok : srtp_err_status_cipher_fail;
}

// Both directions: the key stream is added.
static srtp_err_status_t counter_mode_apply(void *opaque, uint8_t *data, unsigned int *length) {
  struct counter_mode *state = opaque;
  int written = 0;
  int done = EVP_EncryptUpdate(state->context, data, &written, data, (int)*length);
  return done == 1 && written == (int)*length ? srtp_err_status_ok : srtp_err_status_cipher_fail;
}

// RFC 3711, appendix B.2: the key stream, so the plaintext is zero.
static const uint8_t test_key[SRTP_AES_ICM_128_KEY_LEN_WSALT] = {
    0x2b, 0x7e, 0x15, 0x16, 0x28, 0xae, 0xd2, 0xa6, 0xab, 0xf7, 0x15, 0x88, 0x09, 0xcf, 0x4f,
    0x3c, 0xf0, 0xf1, 0xf2, 0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8, 0xf9, 0xfa, 0xfb, 0xfc, 0xfd,
};
static uint8_t test_index[BLOCK_LENGTH];
static const uint8_t test_plaintext[48];
static const uint8_t test_ciphertext[48] = {
    0xe0, 0x3e, 0xad, 0x09, 0x35, 0xc9, 0x5e, 0x80, 0xe1, 0x66, 0xb1, 0x6d, 0xd9, 0x2b, 0x4e, 0xb4,
    0xd2, 0x35, 0x13, 0x16, 0x2b, 0x02, 0xd0, 0xf7, 0x2a, 0x43, 0xa2, 0xfe, 0x4a, 0x5f, 0x97, 0xab,
    0x41, 0xe9, 0x5b, 0x3b, 0xb0, 0xa2, 0xe8, 0xdd, 0x47, 0x79, 0x01, 0xe4, 0xfc, 0xa8, 0x94, 0xc0,
};
static const srtp_cipher_test_case_t test_case = {
    .key_length_octets = SRTP_AES_ICM_128_KEY_LEN_WSALT,
    .key = test_key,
    .idx = test_index,
    .plaintext_length_octets = sizeof test_plaintext,
    .plaintext = test_plaintext,
    .ciphertext_length_octets = sizeof test_ciphertext,
    .ciphertext = test_ciphertext,
};

const srtp_cipher_type_t srtp_crypto_aes_counter_mode = {
    .alloc = counter_mode_alloc,
    .dealloc = counter_mode_dealloc,
    .init = counter_mode_init,
    .encrypt = counter_mode_apply,
    .decrypt = counter_mode_apply,
    .set_iv = counter_mode_set_iv,
    .description = "AES-128 counter mode, OpenSSL",
    .test_data = &test_case,
    .id = SRTP_AES_ICM_128,
};

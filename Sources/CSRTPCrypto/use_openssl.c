#include "include/srtp_crypto.h"
#include "primitives.h"

bool srtp_crypto_use_openssl(void) {
  // GStreamer's element calls it too; a second call is refused as one and changes nothing.
  srtp_err_status_t initialized = srtp_init();
  if (initialized != srtp_err_status_ok && initialized != srtp_err_status_bad_param) return false;
  return srtp_replace_cipher_type(&srtp_crypto_aes_counter_mode, SRTP_AES_ICM_128) == srtp_err_status_ok &&
         srtp_replace_auth_type(&srtp_crypto_hmac_sha1, SRTP_HMAC_SHA1) == srtp_err_status_ok;
}

#include "include/certificate.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>

static const long kDay = 24 * 60 * 60;

static bool add_extension(X509 *certificate, int kind, const char *value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, NULL, NULL, 0);
  X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, kind, value);
  bool added = extension && X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
  return added;
}

static bool set_serial_number(X509 *certificate) {
  uint64_t number;
  // Positive, as RFC 5280, section 4.1.2.2, wants it.
  return RAND_bytes((unsigned char *)&number, sizeof number) == 1 &&
         ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), number >> 1 | 1);
}

static bool fill(X509 *certificate, EVP_PKEY *key, const char *names) {
  X509_NAME *subject = X509_get_subject_name(certificate);
  return X509_set_version(certificate, X509_VERSION_3) && set_serial_number(certificate) &&
         // Clocks differ.
         X509_gmtime_adj(X509_getm_notBefore(certificate), -kDay) &&
         X509_gmtime_adj(X509_getm_notAfter(certificate), 364 * kDay) && X509_set_pubkey(certificate, key) &&
         X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, (const unsigned char *)"PipelineBridge", -1, -1, 0) &&
         X509_set_issuer_name(certificate, subject) &&
         add_extension(certificate, NID_basic_constraints, "critical,CA:FALSE") &&
         add_extension(certificate, NID_key_usage, "critical,digitalSignature") &&
         add_extension(certificate, NID_ext_key_usage, "serverAuth") &&
         add_extension(certificate, NID_subject_alt_name, names) && X509_sign(certificate, key, EVP_sha256());
}

static char *text(BIO *memory) {
  char *bytes = NULL;
  long count = BIO_get_mem_data(memory, &bytes);
  return count > 0 ? strndup(bytes, (size_t)count) : NULL;
}

bool certificate_make(const char *names, char **certificate, char **key) {
  *certificate = NULL;
  *key = NULL;
  EVP_PKEY *pair = EVP_EC_gen("P-256");
  X509 *made = X509_new();
  BIO *public = BIO_new(BIO_s_mem());
  BIO *private = BIO_new(BIO_s_mem());
  if (pair && made && public && private && fill(made, pair, names) && PEM_write_bio_X509(public, made) &&
      PEM_write_bio_PrivateKey(private, pair, NULL, NULL, 0, NULL, NULL)) {
    *certificate = text(public);
    *key = text(private);
  }
  BIO_free(private);
  BIO_free(public);
  X509_free(made);
  EVP_PKEY_free(pair);
  if (*certificate && *key) return true;
  free(*certificate);
  free(*key);
  *certificate = *key = NULL;
  return false;
}

void certificate_sha256(const uint8_t *bytes, size_t count, uint8_t *digest) { SHA256(bytes, count, digest); }

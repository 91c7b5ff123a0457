#include "ccurl.h"

#include <curl/curl.h>
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

// The types come from the headers; the macros that check arguments would hide the function pointers.
#undef curl_easy_setopt
#undef curl_easy_getinfo

static struct {
  CURLcode (*global_init)(long);
  CURL *(*easy_init)(void);
  void (*easy_cleanup)(CURL *);
  void (*easy_reset)(CURL *);
  CURLcode (*easy_setopt)(CURL *, CURLoption, ...);
  CURLcode (*easy_perform)(CURL *);
  CURLcode (*easy_getinfo)(CURL *, CURLINFO, ...);
  const char *(*easy_strerror)(CURLcode);
  struct curl_slist *(*slist_append)(struct curl_slist *, const char *);
  void (*slist_free_all)(struct curl_slist *);
} api;

static pthread_once_t loading = PTHREAD_ONCE_INIT;
static int is_loaded;
static char load_error[256];

static void load(void) {
  void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    const char *why = dlerror();
    snprintf(load_error, sizeof load_error, "%s", why ? why : "libcurl.so.4 cannot be loaded");
    return;
  }
  const struct {
    const char *name;
    void *place;
  } wanted[] = {
      {"curl_global_init", &api.global_init},   {"curl_easy_init", &api.easy_init},
      {"curl_easy_cleanup", &api.easy_cleanup}, {"curl_easy_reset", &api.easy_reset},
      {"curl_easy_setopt", &api.easy_setopt},   {"curl_easy_perform", &api.easy_perform},
      {"curl_easy_getinfo", &api.easy_getinfo}, {"curl_easy_strerror", &api.easy_strerror},
      {"curl_slist_append", &api.slist_append}, {"curl_slist_free_all", &api.slist_free_all},
  };
  for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
    void *symbol = dlsym(library, wanted[i].name);
    if (!symbol) {
      snprintf(load_error, sizeof load_error, "libcurl.so.4 has no %s", wanted[i].name);
      return;
    }
    memcpy(wanted[i].place, &symbol, sizeof symbol);
  }
  if (api.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
    snprintf(load_error, sizeof load_error, "libcurl cannot start");
    return;
  }
  is_loaded = 1;
}

struct ccurl_handle {
  CURL *easy;
  uint8_t *bytes;
  size_t count, capacity, limit;
  // What `receive` refused for: CCURL_TOO_LONG, CCURL_NO_MEMORY or 0.
  int refused;
  char retry_after[64];
  char reason[CURL_ERROR_SIZE];
};

ccurl_handle *ccurl_open(void) {
  pthread_once(&loading, load);
  if (!is_loaded) return NULL;
  ccurl_handle *handle = calloc(1, sizeof *handle);
  if (!handle) return NULL;
  handle->easy = api.easy_init();
  if (!handle->easy) {
    free(handle);
    return NULL;
  }
  return handle;
}

void ccurl_close(ccurl_handle *handle) {
  if (!handle) return;
  api.easy_cleanup(handle->easy);
  free(handle->bytes);
  free(handle);
}

static size_t receive(char *data, size_t size, size_t n, void *user) {
  ccurl_handle *handle = user;
  size_t more = size * n;
  if (more > handle->limit - handle->count) {
    handle->refused = CCURL_TOO_LONG;
    return 0;
  }
  if (handle->count + more > handle->capacity) {
    size_t capacity = handle->capacity ? handle->capacity : 1 << 16;
    while (capacity < handle->count + more) capacity *= 2;
    uint8_t *grown = realloc(handle->bytes, capacity);
    if (!grown) {
      handle->refused = CCURL_NO_MEMORY;
      return 0;
    }
    handle->bytes = grown;
    handle->capacity = capacity;
  }
  memcpy(handle->bytes + handle->count, data, more);
  handle->count += more;
  return more;
}

static size_t receive_header(char *data, size_t size, size_t n, void *user) {
  ccurl_handle *handle = user;
  size_t count = size * n;
  static const char name[] = "Retry-After:";
  if (count >= 5 && memcmp(data, "HTTP/", 5) == 0) handle->retry_after[0] = 0;
  if (count < sizeof name || strncasecmp(data, name, sizeof name - 1) != 0) return count;
  const char *from = data + sizeof name - 1, *end = data + count;
  while (from < end && (*from == ' ' || *from == '\t')) from++;
  while (end > from && (unsigned char)end[-1] <= ' ') end--;
  size_t length = (size_t)(end - from);
  if (length >= sizeof handle->retry_after) length = sizeof handle->retry_after - 1;
  memcpy(handle->retry_after, from, length);
  handle->retry_after[length] = 0;
  return count;
}

int ccurl_post(ccurl_handle *handle, const char *url, const char *const *headers, size_t header_count,
               const uint8_t *body, size_t body_count, long connect_timeout, long timeout, size_t limit,
               ccurl_answer *answer) {
  memset(answer, 0, sizeof *answer);
  handle->count = 0;
  handle->limit = limit;
  handle->refused = 0;
  handle->retry_after[0] = 0;
  handle->reason[0] = 0;
  // A long answer once is no reason to keep its memory for ever.
  if (handle->capacity > 1 << 24) {
    free(handle->bytes);
    handle->bytes = NULL;
    handle->capacity = 0;
  }
  CURL *easy = handle->easy;
  // Forgets options, keeps connections.
  api.easy_reset(easy);
  struct curl_slist *list = NULL;
  int code = CURLE_OK;
  for (size_t i = 0; i < header_count; i++) {
    struct curl_slist *longer = api.slist_append(list, headers[i]);
    if (!longer) {
      code = CCURL_NO_MEMORY;
      goto done;
    }
    list = longer;
  }
#define SET(option, value) \
  if ((code = api.easy_setopt(easy, option, value)) != CURLE_OK) goto done
  SET(CURLOPT_ERRORBUFFER, handle->reason);
  SET(CURLOPT_URL, url);
#if CURL_AT_LEAST_VERSION(7, 85, 0)
  if (api.easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https") != CURLE_OK)
#endif
  {
    // Deprecated, but what older libraries know.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
    SET(CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#pragma GCC diagnostic pop
  }
  SET(CURLOPT_NOSIGNAL, 1L);
  SET(CURLOPT_FOLLOWLOCATION, 0L);
  SET(CURLOPT_SSL_VERIFYPEER, 1L);
  SET(CURLOPT_SSL_VERIFYHOST, 2L);
  SET(CURLOPT_TCP_KEEPALIVE, 1L);
  SET(CURLOPT_ACCEPT_ENCODING, "");
  SET(CURLOPT_USERAGENT, "lymer");
  SET(CURLOPT_HTTPHEADER, list);
  SET(CURLOPT_POST, 1L);
  SET(CURLOPT_POSTFIELDS, (const char *)body);
  SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body_count);
  SET(CURLOPT_CONNECTTIMEOUT_MS, connect_timeout);
  SET(CURLOPT_TIMEOUT_MS, timeout);
  SET(CURLOPT_WRITEFUNCTION, receive);
  SET(CURLOPT_WRITEDATA, handle);
  SET(CURLOPT_HEADERFUNCTION, receive_header);
  SET(CURLOPT_HEADERDATA, handle);
#undef SET
  code = api.easy_perform(easy);
  if (handle->refused) code = handle->refused;
  long status = 0;
  if (api.easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK) answer->status = status;
  memcpy(answer->retry_after, handle->retry_after, sizeof answer->retry_after);
  answer->body = handle->bytes;
  answer->body_count = handle->count;
done:
  // The handle must not point to what ends here.
  api.easy_setopt(easy, CURLOPT_HTTPHEADER, (struct curl_slist *)NULL);
  api.slist_free_all(list);
  return code;
}

const char *ccurl_reason(const ccurl_handle *handle, int code) {
  switch (code) {
    case CCURL_NO_LIBRARY: return load_error;
    case CCURL_TOO_LONG: return "the answer is longer than allowed";
    case CCURL_NO_MEMORY: return "no memory for the answer";
    default: return handle->reason[0] ? handle->reason : api.easy_strerror((CURLcode)code);
  }
}

const char *ccurl_load_error(void) { return load_error[0] ? load_error : "libcurl cannot start"; }

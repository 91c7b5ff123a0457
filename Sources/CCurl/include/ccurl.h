// HTTP POST through libcurl, which is loaded when first needed: its thirty libraries would slow every start.
//
// libcurl's own functions take arguments of varying type, which Swift cannot call; this is the little that is needed of
// them. Not thread-safe: one handle, one thread at a time.
#ifndef CCURL_H
#define CCURL_H

#include <stddef.h>
#include <stdint.h>

typedef struct ccurl_handle ccurl_handle;

// Why a request brought no answer.
enum {
  CCURL_OK = 0,
  // libcurl.so.4 is not installed, or too old.
  CCURL_NO_LIBRARY = -1,
  // The answer was longer than allowed.
  CCURL_TOO_LONG = -2,
  CCURL_NO_MEMORY = -3,
  // Else libcurl's own numbers (CURLcode).
  CCURL_TIMED_OUT = 28,
};

typedef struct {
  // HTTP status of the last response; 0 where there was none.
  long status;
  // The Retry-After header's value, cut off at 63 bytes; empty where there was none.
  char retry_after[64];
  // The answer; belongs to the handle, valid until its next request.
  const uint8_t *body;
  size_t body_count;
} ccurl_answer;

// A connection that is kept open from request to request; NULL where libcurl cannot be loaded.
ccurl_handle *ccurl_open(void);
void ccurl_close(ccurl_handle *);

// Posts `body` to `url`. `headers` are lines like "Content-Type: application/json". Times in milliseconds, sizes in bytes.
// Redirects are not followed; certificates are verified; proxies are taken from the environment as curl does.
int ccurl_post(ccurl_handle *, const char *url, const char *const *headers, size_t header_count, const uint8_t *body,
               size_t body_count, long connect_timeout, long timeout, size_t limit, ccurl_answer *answer);

// The sentence for what `ccurl_post` returned; valid until the handle's next request.
const char *ccurl_reason(const ccurl_handle *, int code);

// Why `ccurl_open` failed.
const char *ccurl_load_error(void);

#endif

// SHA-256 by its context is deprecated in favour of EVP, which costs a fetch and a context on the heap; transactions are
// short, and a block has thousands.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/evp.h>
#include <openssl/sha.h>

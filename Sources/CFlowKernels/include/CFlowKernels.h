#ifndef C_FLOW_KERNELS_H
#define C_FLOW_KERNELS_H

#include <stdint.h>

// Ask for the cache line at `p` before it is needed. No effect on meaning.
static inline void flow_prefetch_read(const void *_Nonnull p) { __builtin_prefetch(p, 0, 3); }
static inline void flow_prefetch_write(const void *_Nonnull p) { __builtin_prefetch(p, 1, 3); }

#endif

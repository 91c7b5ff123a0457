#ifndef C_FLOW_KERNELS_H
#define C_FLOW_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#include "TransferRows.h"

// Ask for the cache line at `p` before it is needed. No effect on meaning.
static inline void flow_prefetch_read(const void *_Nonnull p) { __builtin_prefetch(p, 0, 3); }
static inline void flow_prefetch_write(const void *_Nonnull p) { __builtin_prefetch(p, 1, 3); }

// One word that other threads read while one thread writes it: who sees the word also sees what was written before it.
static inline uint64_t flow_load_acquire(const uint64_t *_Nonnull p) { return __atomic_load_n(p, __ATOMIC_ACQUIRE); }
static inline void flow_store_release(uint64_t *_Nonnull p, uint64_t value) {
    __atomic_store_n(p, value, __ATOMIC_RELEASE);
}

#endif

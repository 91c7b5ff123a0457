#ifndef C_FLOW_KERNELS_H
#define C_FLOW_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#include "TransferRows.h"

// Ask for the cache line at `p` before it is needed. No effect on meaning.
static inline void flow_prefetch_read(const void *_Nonnull p) { __builtin_prefetch(p, 0, 3); }
static inline void flow_prefetch_write(const void *_Nonnull p) { __builtin_prefetch(p, 1, 3); }

// a · b / c, rounded down, for a <= c or b <= c (so that the quotient fits). Compilers call a library routine of some
// forty instructions for this; the processor has one.
static inline uint64_t flow_muldiv(uint64_t a, uint64_t b, uint64_t c) {
    unsigned __int128 product = (unsigned __int128)a * b;
    if (product >> 64 == 0) return (uint64_t)product / c;
#if defined(__x86_64__)
    uint64_t quotient, remainder;
    __asm__("divq %4" : "=a"(quotient), "=d"(remainder) : "a"((uint64_t)product), "d"((uint64_t)(product >> 64)), "r"(c) : "cc");
    return quotient;
#else
    return (uint64_t)(product / c);
#endif
}

// One word that other threads read while one thread writes it: who sees the word also sees what was written before it.
static inline uint64_t flow_load_acquire(const uint64_t *_Nonnull p) { return __atomic_load_n(p, __ATOMIC_ACQUIRE); }
static inline void flow_store_release(uint64_t *_Nonnull p, uint64_t value) {
    __atomic_store_n(p, value, __ATOMIC_RELEASE);
}

#endif

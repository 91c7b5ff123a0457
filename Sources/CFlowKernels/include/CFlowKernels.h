#ifndef C_FLOW_KERNELS_H
#define C_FLOW_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#include "TransferRows.h"

// Ask for the cache line at `p` before it is needed. No effect on meaning.
static inline void flow_prefetch_read(const void *_Nonnull p) { __builtin_prefetch(p, 0, 3); }
static inline void flow_prefetch_write(const void *_Nonnull p) { __builtin_prefetch(p, 1, 3); }

// Whether the processor has instructions for SHA-256.
int flow_sha256_is_native(void);
// Takes a block of 16 words, in the machine's order, into the eight words of `state` (FIPS 180-4), where it has;
// `constants` are the standard's 64.
void flow_sha256_block(
    uint32_t *_Nonnull state, const uint32_t *_Nonnull words, const uint32_t *_Nonnull constants);

// (high · 2^64 + low) / divisor for high < divisor. Compilers call a library routine of some forty instructions for
// this; the processor has one.
static inline uint64_t flow_divide(uint64_t high, uint64_t low, uint64_t divisor, uint64_t *_Nonnull remainder) {
#if defined(__x86_64__)
    uint64_t quotient;
    __asm__("divq %4" : "=a"(quotient), "=d"(*remainder) : "a"(low), "d"(high), "r"(divisor) : "cc");
    return quotient;
#else
    unsigned __int128 dividend = (unsigned __int128)high << 64 | low;
    *remainder = (uint64_t)(dividend % divisor);
    return (uint64_t)(dividend / divisor);
#endif
}

// a · b / c, rounded down, for b <= c (so that the quotient fits).
static inline uint64_t flow_muldiv(uint64_t a, uint64_t b, uint64_t c) {
    unsigned __int128 product = (unsigned __int128)a * b;
    if (product >> 64 == 0) return (uint64_t)product / c;
    uint64_t remainder;
    return flow_divide((uint64_t)(product >> 64), (uint64_t)product, c, &remainder);
}

// One digit of a long division in base 2^64 by the two-digit divisor v1 v0, whose top bit is set (Knuth, The Art of
// Computer Programming 4.3.1, algorithm D, where two digits make the estimate exact). u2 u1 u0 becomes the remainder.
static inline uint64_t flow_divide_step(uint64_t *_Nonnull u2, uint64_t *_Nonnull u1, uint64_t u0, uint64_t v1, uint64_t v0) {
    unsigned __int128 rest;
    uint64_t digit, r;
    if (*u2 >= v1) {
        digit = UINT64_MAX;
        rest = (unsigned __int128)*u1 + v1;
    } else {
        digit = flow_divide(*u2, *u1, v1, &r);
        rest = r;
    }
    while (rest >> 64 == 0 && (unsigned __int128)digit * v0 > (rest << 64 | u0)) {
        digit--;
        rest += v1;
    }
    unsigned __int128 divisor = (unsigned __int128)v1 << 64 | v0;
    unsigned __int128 low = ((unsigned __int128)*u1 << 64 | u0) - (unsigned __int128)digit * divisor;
    *u2 = (uint64_t)(low >> 64);
    *u1 = (uint64_t)low;
    return digit;
}

// The same for 128-bit numbers, through a 256-bit product; each number as two words, low first.
static inline void flow_muldiv_wide(
    const uint64_t *_Nonnull a, const uint64_t *_Nonnull b, const uint64_t *_Nonnull c, uint64_t *_Nonnull quotient) {
    unsigned __int128 p00 = (unsigned __int128)a[0] * b[0], p01 = (unsigned __int128)a[0] * b[1];
    unsigned __int128 p10 = (unsigned __int128)a[1] * b[0], p11 = (unsigned __int128)a[1] * b[1];
    unsigned __int128 middle = (p00 >> 64) + (uint64_t)p01 + (uint64_t)p10;
    unsigned __int128 top = p11 + (p01 >> 64) + (p10 >> 64) + (middle >> 64);
    uint64_t p[4] = {(uint64_t)p00, (uint64_t)middle, (uint64_t)top, (uint64_t)(top >> 64)};
    uint64_t remainder;
    if (c[1] == 0) {
        // b <= c fits one word too, so the product has three and the top one is below c.
        quotient[1] = flow_divide(p[2], p[1], c[0], &remainder);
        quotient[0] = flow_divide(remainder, p[0], c[0], &remainder);
        return;
    }
    int shift = __builtin_clzll(c[1]);
    uint64_t v1 = c[1], v0 = c[0];
    if (shift) {
        v1 = v1 << shift | v0 >> (64 - shift);
        v0 <<= shift;
        p[3] = p[3] << shift | p[2] >> (64 - shift);
        p[2] = p[2] << shift | p[1] >> (64 - shift);
        p[1] = p[1] << shift | p[0] >> (64 - shift);
        p[0] <<= shift;
    }
    quotient[1] = flow_divide_step(&p[3], &p[2], p[1], v1, v0);
    p[1] = p[2];
    p[2] = p[3];
    quotient[0] = flow_divide_step(&p[2], &p[1], p[0], v1, v0);
}

// One word that other threads read while one thread writes it: who sees the word also sees what was written before it.
static inline uint64_t flow_load_acquire(const uint64_t *_Nonnull p) { return __atomic_load_n(p, __ATOMIC_ACQUIRE); }
static inline void flow_store_release(uint64_t *_Nonnull p, uint64_t value) {
    __atomic_store_n(p, value, __ATOMIC_RELEASE);
}

#endif

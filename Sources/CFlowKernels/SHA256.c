#include "CFlowKernels.h"

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>

int flow_sha256_is_native(void) {
    unsigned a, b, c, d;
    // SSSE3 and SSE4.1 for the shuffles, then the SHA extensions.
    if (!__get_cpuid(1, &a, &b, &c, &d) || !(c >> 9 & 1) || !(c >> 19 & 1)) return 0;
    return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b >> 29 & 1);
}

// The processor takes the state as two registers: a b e f and c d g h, the first in the highest place.
__attribute__((target("sha,sse4.1,ssse3"))) void flow_sha256_block(
    uint32_t *state, const uint32_t *words, const uint32_t *constants) {
    __m128i dcba = _mm_loadu_si128((const __m128i *)state);
    __m128i hgfe = _mm_loadu_si128((const __m128i *)(state + 4));
    __m128i cdab = _mm_shuffle_epi32(dcba, 0xB1), efgh = _mm_shuffle_epi32(hgfe, 0x1B);
    __m128i abef = _mm_alignr_epi8(cdab, efgh, 8), cdgh = _mm_blend_epi16(efgh, cdab, 0xF0);
    const __m128i oldAbef = abef, oldCdgh = cdgh;
    __m128i m[4];
    for (int i = 0; i < 4; i++) m[i] = _mm_loadu_si128((const __m128i *)(words + 4 * i));
#pragma clang loop unroll(full)
    for (int i = 0; i < 16; i++) {
        __m128i input = _mm_add_epi32(m[i & 3], _mm_loadu_si128((const __m128i *)(constants + 4 * i)));
        cdgh = _mm_sha256rnds2_epu32(cdgh, abef, input);
        abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(input, 0x0E));
        if (i < 12) {
            // The four words that come sixteen places later.
            __m128i next = _mm_sha256msg1_epu32(m[i & 3], m[(i + 1) & 3]);
            next = _mm_add_epi32(next, _mm_alignr_epi8(m[(i + 3) & 3], m[(i + 2) & 3], 4));
            m[i & 3] = _mm_sha256msg2_epu32(next, m[(i + 3) & 3]);
        }
    }
    abef = _mm_add_epi32(abef, oldAbef);
    cdgh = _mm_add_epi32(cdgh, oldCdgh);
    __m128i feba = _mm_shuffle_epi32(abef, 0x1B), dchg = _mm_shuffle_epi32(cdgh, 0xB1);
    _mm_storeu_si128((__m128i *)state, _mm_blend_epi16(feba, dchg, 0xF0));
    _mm_storeu_si128((__m128i *)(state + 4), _mm_alignr_epi8(dchg, feba, 8));
}
#else
int flow_sha256_is_native(void) { return 0; }
void flow_sha256_block(uint32_t *state, const uint32_t *words, const uint32_t *constants) {
    (void)state, (void)words, (void)constants;
    __builtin_trap();
}
#endif

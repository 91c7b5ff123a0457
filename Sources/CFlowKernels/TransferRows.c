#include "TransferRows.h"

#include <stdlib.h>
#include <string.h>

// The row reader is written once, in ReadRows.inc, over a few primitives (hex digits, digit runs, decimal numbers) that
// each way of reading spells with the instructions it has. Bytes are little-endian words everywhere below.
#if !defined(__BYTE_ORDER__) || __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "the row reader is written for little-endian machines"
#endif

typedef unsigned __int128 u128;

static inline uint64_t load64(const uint8_t *p) {
    uint64_t word;
    memcpy(&word, p, 8);
    return word;
}

// How far ahead of a row its successors' bytes are asked for.
enum { FLOW_ROW_AHEAD = 2048 };

// A number and its text, with what follows it; of 15 digits at most, else it is not remembered.
struct last_number {
    uint64_t value;
    uint64_t text[2], mask[2];
    uint32_t length;
};

static inline bool repeats(const struct last_number *last, const uint8_t *p) {
    if (last->length == 0) return false;
    return (((load64(p) ^ last->text[0]) & last->mask[0]) | ((load64(p + 8) ^ last->text[1]) & last->mask[1])) == 0;
}

static inline void remember(struct last_number *last, const uint8_t *p, uint32_t length, uint64_t value) {
    last->value = value;
    last->length = length <= 15 ? length : 0;
    last->text[0] = load64(p), last->text[1] = load64(p + 8);
    last->mask[0] = length >= 7 ? ~0ull : ~(~0ull << (8 * (length + 1)));
    last->mask[1] = length <= 7 ? 0 : ~0ull >> (8 * (15 - (length <= 15 ? length : 15)));
}

enum { FLOW_TEXT_SLOTS = 2 * FLOW_TEXT_CAPACITY };

struct flow_texts {
    int32_t count;
    uint16_t slots[FLOW_TEXT_SLOTS];  // number + 1
    struct flow_text texts[FLOW_TEXT_CAPACITY];
};

struct flow_texts *flow_texts_make(void) { return calloc(1, sizeof(struct flow_texts)); }
void flow_texts_free(struct flow_texts *texts) { free(texts); }
void flow_texts_clear(struct flow_texts *texts) {
    texts->count = 0;
    memset(texts->slots, 0, sizeof texts->slots);
}
int32_t flow_texts_count(const struct flow_texts *texts) { return texts->count; }
const struct flow_text *flow_texts_at(const struct flow_texts *texts, int32_t number) { return &texts->texts[number]; }

// The number that `text` of `length` bytes, read with chain text `group`, has in `texts`; -1 where it cannot be plain
// text, -2 where the table is full.
static inline int32_t text_number(struct flow_texts *texts, const uint8_t *text, uint32_t length, uint32_t group) {
    if (length == 0 || length > FLOW_TEXT_BYTES) return -1;
    uint64_t head = length >= 8 ? load64(text) : load64(text) & ~(~0ull << (8 * length));
    uint64_t tail = length > 8 ? load64(text + length - 8) : 0;
    uint64_t hash = (head ^ (tail * 0x9E3779B97F4A7C15ull) ^ ((uint64_t)group << 32) ^ length) * 0xD6E8FEB86659FD93ull;
    hash ^= hash >> 32;
    for (uint32_t probe = 0; probe < FLOW_TEXT_SLOTS; probe++) {
        uint16_t *slot = &texts->slots[(hash + probe) % FLOW_TEXT_SLOTS];
        if (*slot == 0) {
            for (uint32_t i = 0; i < length; i++)
                if (text[i] <= ' ' || text[i] >= 0x7f || text[i] == '"' || text[i] == ',') return -1;
            if (texts->count == FLOW_TEXT_CAPACITY) return -2;
            struct flow_text *new = &texts->texts[texts->count];
            memset(new->bytes, 0, FLOW_TEXT_BYTES);
            memcpy(new->bytes, text, length);
            new->length = length;
            new->group = group;
            *slot = ++texts->count;
            return texts->count - 1;
        }
        struct flow_text *known = &texts->texts[*slot - 1];
        if (known->length == length && known->group == group && load64(known->bytes) == head &&
            (length <= 8 || memcmp(known->bytes + 8, text + 8, length - 8) == 0))
            return *slot - 1;
    }
    return -1;
}

// MARK: portable

#define PATH(name) name##_portable
#define TARGET

typedef uint8_t bytes16 __attribute__((vector_size(16)));
typedef uint16_t words8 __attribute__((vector_size(16)));
typedef uint8_t bytes8 __attribute__((vector_size(8)));

// 16 hex digits as 8 bytes in text order; `*bad` gets bits where a byte is no hex digit.
static inline uint64_t hex16_portable(const uint8_t *p, bytes16 *bad) {
    bytes16 text;
    memcpy(&text, p, 16);
    bytes16 digit = text - '0';
    bytes16 letter = (text | 0x20) - 'a';
    bytes16 is_digit = (bytes16)(digit < 10);
    bytes16 is_letter = (bytes16)(letter < 6);
    *bad |= ~(is_digit | is_letter);
    words8 pairs = (words8)((digit & is_digit) | ((letter + 10) & is_letter));
    bytes8 packed = __builtin_convertvector((pairs << 4 | pairs >> 8) & 0xff, bytes8);
    uint64_t word;
    memcpy(&word, &packed, 8);
    return word;
}

static inline bool any_portable(bytes16 mask) {
    uint64_t words[2];
    memcpy(words, &mask, 16);
    return (words[0] | words[1]) != 0;
}

// 64 hex digits as four words, first byte most significant. True where one is no hex digit.
static inline bool hex_hash_portable(const uint8_t *p, uint64_t *out) {
    bytes16 bad = {0};
    for (int i = 0; i < 4; i++) out[i] = __builtin_bswap64(hex16_portable(p + 16 * i, &bad));
    return any_portable(bad);
}

// 40 hex digits as five words. May write FLOW_ROW_SLACK bytes from `out` on.
static inline bool hex_address_portable(const uint8_t *p, uint32_t *out) {
    bytes16 bad = {0}, last_bad = {0};
    uint64_t high = __builtin_bswap64(hex16_portable(p, &bad));
    uint64_t middle = __builtin_bswap64(hex16_portable(p + 16, &bad));
    // The last eight digits stand at the end of a load that begins eight digits before them.
    uint64_t low = __builtin_bswap64(hex16_portable(p + 24, &last_bad));
    out[0] = high >> 32, out[1] = high, out[2] = middle >> 32, out[3] = middle, out[4] = low;
    return any_portable(bad | last_bad);
}

// How many digits stand at `p`, counted up to 40.
static inline uint32_t digit_run_portable(const uint8_t *p) {
    uint32_t length = 0;
    while (length < 40) {
        uint64_t word = load64(p + length);
        // High nibble 3 before and after adding 6 to the low one. A carry only reaches bytes after one that fails.
        uint64_t odd = ((word & 0xF0F0F0F0F0F0F0F0ull) ^ 0x3030303030303030ull) |
                       (((word + 0x0606060606060606ull) & 0xF0F0F0F0F0F0F0F0ull) ^ 0x3030303030303030ull);
        if (odd) return length + (uint32_t)__builtin_ctzll(odd) / 8;
        length += 8;
    }
    return length;
}

// `count` < 9 digits as a number: the first digit is the lowest byte of the word.
static inline uint64_t digits8(const uint8_t *p, uint32_t count) {
    if (count == 0) return 0;
    uint64_t v = (load64(p) - 0x3030303030303030ull) << (64 - 8 * count);
    v = v * 10 + (v >> 8);
    return (((v & 0x000000FF000000FFull) * 0x000F424000000064ull) +
            (((v >> 16) & 0x000000FF000000FFull) * 0x0000271000000001ull)) >> 32;
}

// `count` ≤ 19 digits as a number.
static inline uint64_t number_portable(const uint8_t *p, uint32_t count) {
    uint32_t first = count & 7;
    uint64_t value = digits8(p, first);
    for (p += first; count >= 8; count -= 8, p += 8) value = value * 100000000 + digits8(p, 8);
    return value;
}

// `count` ≤ 38 digits as a number.
static inline u128 wide_number_portable(const uint8_t *p, uint32_t count) {
    if (count <= 16) return number_portable(p, count);
    uint32_t high = count - 16;
    if (high <= 16) return (u128)number_portable(p, high) * 10000000000000000ull + number_portable(p + high, 16);
    u128 top = (u128)number_portable(p, high - 16) * 10000000000000000ull + number_portable(p + high - 16, 16);
    return top * 10000000000000000ull + number_portable(p + high, 16);
}

// How many bytes stand before the next comma or line end, counted up to 64.
static inline uint32_t text_run_portable(const uint8_t *p) {
    uint32_t length = 0;
    while (length < 64) {
        uint64_t word = load64(p + length);
        uint64_t comma = word ^ 0x2C2C2C2C2C2C2C2Cull, line = word ^ 0x0A0A0A0A0A0A0A0Aull, cr = word ^ 0x0D0D0D0D0D0D0D0Dull;
        uint64_t hit = ((comma - 0x0101010101010101ull) & ~comma) | ((line - 0x0101010101010101ull) & ~line) |
                       ((cr - 0x0101010101010101ull) & ~cr);
        hit &= 0x8080808080808080ull;
        if (hit) return length + (uint32_t)__builtin_ctzll(hit) / 8;
        length += 8;
    }
    return length;
}

#include "ReadRows.inc"
#undef PATH
#undef TARGET

#if defined(__x86_64__)
#include <immintrin.h>

// MARK: AVX2

#define PATH(name) name##_avx2
#define TARGET __attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt")))

// 32 hex digits as 16 bytes in text order, each in a 16-bit word.
TARGET static inline __m256i hex32_avx2(__m256i text, __m256i *bad) {
    __m256i digit = _mm256_sub_epi8(text, _mm256_set1_epi8('0'));
    __m256i letter = _mm256_sub_epi8(_mm256_or_si256(text, _mm256_set1_epi8(0x20)), _mm256_set1_epi8('a'));
    __m256i is_digit = _mm256_cmpeq_epi8(_mm256_min_epu8(digit, _mm256_set1_epi8(9)), digit);
    __m256i is_letter = _mm256_cmpeq_epi8(_mm256_min_epu8(letter, _mm256_set1_epi8(5)), letter);
    *bad = _mm256_or_si256(*bad, _mm256_andnot_si256(_mm256_or_si256(is_digit, is_letter), _mm256_set1_epi8(-1)));
    __m256i nibbles = _mm256_blendv_epi8(_mm256_add_epi8(letter, _mm256_set1_epi8(10)), digit, is_digit);
    return _mm256_maddubs_epi16(nibbles, _mm256_set1_epi16(0x0110));
}

TARGET static inline bool hex_hash_avx2(const uint8_t *p, uint64_t *out) {
    __m256i bad = _mm256_setzero_si256();
    __m256i first = hex32_avx2(_mm256_loadu_si256((const __m256i *)p), &bad);
    __m256i second = hex32_avx2(_mm256_loadu_si256((const __m256i *)(p + 32)), &bad);
    __m256i packed = _mm256_permute4x64_epi64(_mm256_packus_epi16(first, second), 0xD8);
    const __m256i reverse = _mm256_setr_epi8(
        7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8);
    _mm256_storeu_si256((__m256i *)out, _mm256_shuffle_epi8(packed, reverse));
    return !_mm256_testz_si256(bad, bad);
}

TARGET static inline bool hex_address_avx2(const uint8_t *p, uint32_t *out) {
    __m256i bad = _mm256_setzero_si256();
    __m256i first = hex32_avx2(_mm256_loadu_si256((const __m256i *)p), &bad);
    // Digits 8 to 39: bytes 4 to 19.
    __m256i second = hex32_avx2(_mm256_loadu_si256((const __m256i *)(p + 8)), &bad);
    __m256i packed = _mm256_permute4x64_epi64(_mm256_packus_epi16(first, second), 0xD8);
    const __m256i reverse = _mm256_setr_epi8(
        3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
    packed = _mm256_shuffle_epi8(packed, reverse);
    _mm_storeu_si128((__m128i *)out, _mm256_castsi256_si128(packed));
    out[4] = _mm_extract_epi32(_mm256_extracti128_si256(packed, 1), 3);
    return !_mm256_testz_si256(bad, bad);
}

TARGET static inline uint32_t odd_digits_avx2(const uint8_t *p) {
    __m256i digit = _mm256_sub_epi8(_mm256_loadu_si256((const __m256i *)p), _mm256_set1_epi8('0'));
    return ~(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_min_epu8(digit, _mm256_set1_epi8(9)), digit));
}

TARGET static inline uint32_t digit_run_avx2(const uint8_t *p) {
    uint32_t odd = odd_digits_avx2(p);
    if (odd) return __builtin_ctz(odd);
    odd = odd_digits_avx2(p + 32);
    return odd ? 32 + __builtin_ctz(odd) : 64;
}

// For n at offset n: a shuffle that moves the first n of 16 bytes to the end and puts zeros before them.
static const uint8_t right_align[32] = {
    0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80,
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

// `count` ≤ 16 digits as a number.
TARGET static inline uint64_t digits16_avx2(const uint8_t *p, uint32_t count) {
    __m128i digit = _mm_sub_epi8(_mm_loadu_si128((const __m128i *)p), _mm_set1_epi8('0'));
    digit = _mm_shuffle_epi8(digit, _mm_loadu_si128((const __m128i *)(right_align + count)));
    __m128i pairs = _mm_maddubs_epi16(digit, _mm_set1_epi16(0x010A));
    __m128i fours = _mm_madd_epi16(pairs, _mm_set1_epi32(0x00010064));
    __m128i packed = _mm_packus_epi32(fours, fours);
    __m128i eights = _mm_madd_epi16(packed, _mm_set1_epi32(0x00012710));
    uint64_t both = _mm_cvtsi128_si64(eights);
    return (uint64_t)(uint32_t)both * 100000000 + (both >> 32);
}

TARGET static inline uint64_t number_avx2(const uint8_t *p, uint32_t count) {
    if (count <= 16) return digits16_avx2(p, count);
    return digits16_avx2(p, count - 16) * 10000000000000000ull + digits16_avx2(p + count - 16, 16);
}

TARGET static inline u128 wide_number_avx2(const uint8_t *p, uint32_t count) {
    if (count > 32) {
        u128 top = (u128)number_portable(p, count - 32) * 10000000000000000ull + digits16_avx2(p + count - 32, 16);
        return top * 10000000000000000ull + digits16_avx2(p + count - 16, 16);
    }
    // Short or long, nothing foretells which: always both halves, no branch.
    uint32_t low = count < 16 ? count : 16;
    return (u128)digits16_avx2(p, count - low) * 10000000000000000ull + digits16_avx2(p + count - low, low);
}

TARGET static inline uint32_t text_ends_avx2(const uint8_t *p) {
    __m256i text = _mm256_loadu_si256((const __m256i *)p);
    __m256i ends = _mm256_or_si256(
        _mm256_cmpeq_epi8(text, _mm256_set1_epi8('\n')),
        _mm256_or_si256(_mm256_cmpeq_epi8(text, _mm256_set1_epi8(',')), _mm256_cmpeq_epi8(text, _mm256_set1_epi8('\r'))));
    return _mm256_movemask_epi8(ends);
}

TARGET static inline uint32_t text_run_avx2(const uint8_t *p) {
    uint32_t ends = text_ends_avx2(p);
    if (ends) return __builtin_ctz(ends);
    ends = text_ends_avx2(p + 32);
    return ends ? 32 + __builtin_ctz(ends) : 64;
}

#include "ReadRows.inc"
#undef PATH
#undef TARGET

// MARK: AVX-512 with VBMI

#define PATH(name) name##_avx512
#define TARGET \
    __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vbmi,avx2,bmi,bmi2,lzcnt,popcnt"), \
                   min_vector_width(512)))

// What a byte below 128 is worth as a hex digit; 0x80 for none.
static const uint8_t hex_values[128] __attribute__((aligned(64))) = {
#define NONE8 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80
    NONE8, NONE8, NONE8, NONE8, NONE8, NONE8,
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80,
    0x80, 10, 11, 12, 13, 14, 15, 0x80, NONE8, NONE8, NONE8,
    0x80, 10, 11, 12, 13, 14, 15, 0x80, NONE8, NONE8, NONE8,
#undef NONE8
};

// 64 hex digits as 32 bytes in text order; bits of `*bad` tell which are none.
TARGET static inline __m256i hex64_avx512(const uint8_t *p, uint64_t *bad) {
    __m512i text = _mm512_loadu_si512(p);
    __m512i nibbles =
        _mm512_permutex2var_epi8(_mm512_load_si512(hex_values), text, _mm512_load_si512(hex_values + 64));
    *bad = _mm512_movepi8_mask(_mm512_or_si512(nibbles, text));
    return _mm512_cvtepi16_epi8(_mm512_maddubs_epi16(nibbles, _mm512_set1_epi16(0x0110)));
}

TARGET static inline bool hex_hash_avx512(const uint8_t *p, uint64_t *out) {
    uint64_t bad;
    const __m256i reverse = _mm256_setr_epi8(
        7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8);
    _mm256_storeu_si256((__m256i *)out, _mm256_shuffle_epi8(hex64_avx512(p, &bad), reverse));
    return bad != 0;
}

TARGET static inline bool hex_address_avx512(const uint8_t *p, uint32_t *out) {
    uint64_t bad;
    const __m256i reverse = _mm256_setr_epi8(
        3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
    __m256i bytes = _mm256_shuffle_epi8(hex64_avx512(p, &bad), reverse);
    _mm256_storeu_si256((__m256i *)out, bytes);
    return (bad & 0xFFFFFFFFFFull) != 0;
}

TARGET static inline uint32_t digit_run_avx512(const uint8_t *p) {
    __m512i digit = _mm512_sub_epi8(_mm512_loadu_si512(p), _mm512_set1_epi8('0'));
    uint64_t odd = _mm512_cmpgt_epu8_mask(digit, _mm512_set1_epi8(9));
    return (uint32_t)_tzcnt_u64(odd);
}

TARGET static inline uint64_t number_avx512(const uint8_t *p, uint32_t count) {
    if (count <= 16) return digits16_avx2(p, count);
    return digits16_avx2(p, count - 16) * 10000000000000000ull + digits16_avx2(p + count - 16, 16);
}

TARGET static inline u128 wide_number_avx512(const uint8_t *p, uint32_t count) {
    if (count > 32) return wide_number_avx2(p, count);
    // One byte shuffle moves the digits to the end of 32, zeros before them; then pairs, fours, eights of digits.
    const __m256i places = _mm256_setr_epi8(
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30,
        31);
    __m256i from = _mm256_add_epi8(places, _mm256_set1_epi8((char)(count - 32)));
    __m256i text = _mm256_sub_epi8(_mm256_loadu_si256((const __m256i *)p), _mm256_set1_epi8('0'));
    __m256i digit = _mm256_maskz_permutexvar_epi8(~_mm256_movepi8_mask(from), from, text);
    __m256i pairs = _mm256_maddubs_epi16(digit, _mm256_set1_epi16(0x010A));
    __m256i fours = _mm256_madd_epi16(pairs, _mm256_set1_epi32(0x00010064));
    __m128i packed = _mm256_cvtepi32_epi16(fours);
    __m128i eights = _mm_madd_epi16(packed, _mm_set1_epi32(0x00012710));
    uint64_t high = _mm_cvtsi128_si64(eights), low = _mm_extract_epi64(eights, 1);
    high = (uint64_t)(uint32_t)high * 100000000 + (high >> 32);
    low = (uint64_t)(uint32_t)low * 100000000 + (low >> 32);
    return (u128)high * 10000000000000000ull + low;
}

TARGET static inline uint32_t text_run_avx512(const uint8_t *p) {
    __m512i text = _mm512_loadu_si512(p);
    uint64_t ends = _mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8(',')) |
                    _mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8('\n')) |
                    _mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8('\r'));
    return (uint32_t)_tzcnt_u64(ends);
}

#include "ReadRows.inc"
#undef PATH
#undef TARGET
#endif

enum flow_path flow_best_path(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    bool has_bits = __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("avx2");
    if (has_bits && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vbmi"))
        return FLOW_AVX512;
    if (has_bits) return FLOW_AVX2;
#endif
    return FLOW_PORTABLE;
}

enum flow_stop flow_read_rows(
    enum flow_path path, const struct flow_layout *layout, const uint8_t **at, const uint8_t *stop,
    const uint8_t *readable, struct flow_rows *rows, struct flow_texts *texts) {
#if defined(__x86_64__)
    enum flow_path best = flow_best_path();
    if (path > best) path = best;
    if (path == FLOW_AVX512) return read_rows_avx512(layout, at, stop, readable, rows, texts);
    if (path == FLOW_AVX2) return read_rows_avx2(layout, at, stop, readable, rows, texts);
#endif
    (void)path;
    return read_rows_portable(layout, at, stop, readable, rows, texts);
}

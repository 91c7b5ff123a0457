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
#include "PathsX86.inc"
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

#ifndef C_FLOW_TRANSFER_ROWS_H
#define C_FLOW_TRANSFER_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Reads rows of plain transfers from CSV bytes into columns.
//
// A plain row has, in the order a layout names, the columns of a transfer written in the one way that needs no thought:
// hashes as 0x and 64 hex digits, addresses as 0x and 40, numbers as digits, assets as printable ASCII; no quotes, no
// spaces. The reader checks every byte it uses. At the first row that is anything else it stops and says where; nothing
// of that row is kept.

// What a column holds.
enum flow_field {
    FLOW_HASH = 1,      // transaction
    FLOW_SENDER,
    FLOW_RECIPIENT,
    FLOW_BLOCK,         // at most 19 digits
    FLOW_TIME,          // unix seconds below 1e11
    FLOW_INDEX,         // at most 4294967294
    FLOW_AMOUNT,        // at most 38 digits
    FLOW_FEE,           // as amount; blank is 0
    FLOW_CHAIN,         // text
    FLOW_ASSET,         // text; numbered together with the row's chain
    FLOW_FEE_ASSET,     // text; blank is the row's own asset; counts only where there is a fee
    FLOW_BLANK,         // blank in every row
};

enum { FLOW_MAX_FIELDS = 12 };

// Columns of a file, from left to right. A chain column is read before assets whatever its place: see `flow_read_rows`.
struct flow_layout {
    uint8_t fields[FLOW_MAX_FIELDS];
    int32_t field_count;
    bool ends_with_cr;  // lines end with CR LF
};

// The longest text a plain row may have, and how many different texts one table numbers.
enum { FLOW_TEXT_BYTES = 48, FLOW_TEXT_CAPACITY = 4096 };

// A text of a row. `group` is the number of the chain text it was read with.
struct flow_text {
    uint8_t bytes[FLOW_TEXT_BYTES];
    uint16_t length;
    uint16_t group;
};

// Numbers texts in order of first appearance.
struct flow_texts;
// An empty table, to be given back with `flow_texts_free`; null where memory is lacking.
struct flow_texts *_Nullable flow_texts_make(void);
void flow_texts_free(struct flow_texts *_Nonnull texts);
void flow_texts_clear(struct flow_texts *_Nonnull texts);
int32_t flow_texts_count(const struct flow_texts *_Nonnull texts);
const struct flow_text *_Nonnull flow_texts_at(const struct flow_texts *_Nonnull texts, int32_t number);

// Columns that rows are read into; each has room for `capacity` rows and FLOW_ROW_SLACK bytes more.
struct flow_rows {
    int32_t capacity;
    int32_t count;
    // Hashes are stored once for consecutive rows of one transaction; bit i of `begins` says that row i starts another.
    int32_t hash_count;
    uint64_t *_Nonnull begins;
    uint64_t *_Nonnull hashes;      // four words each, first byte most significant
    uint32_t *_Nonnull senders;     // five words each, first byte most significant
    uint32_t *_Nonnull recipients;
    uint64_t *_Nonnull blocks;
    int64_t *_Nonnull times;
    uint32_t *_Nonnull indexes;
    uint64_t *_Nonnull amounts;     // two words each, low first
    uint64_t *_Nonnull fees;
    uint32_t *_Nonnull assets;      // numbers of texts
    uint32_t *_Nonnull fee_assets;  // as assets; UINT32_MAX where blank
};

enum { FLOW_ROW_SLACK = 64 };

// No plain row, with what the reader may look at past it, is longer than this.
enum { FLOW_ROW_SPAN = 1024 };

// Ways to read, by what the processor offers; all give the same rows.
enum flow_path { FLOW_PORTABLE = 0, FLOW_AVX2 = 1, FLOW_AVX512 = 2 };

// The best path this processor has.
enum flow_path flow_best_path(void);

enum flow_stop {
    FLOW_END = 0,       // the next row starts at or after `stop`, or has fewer than FLOW_ROW_SPAN bytes before `readable`
    FLOW_FULL,          // no room for another row
    FLOW_ODD,           // the next row is not plain
    FLOW_TEXTS_FULL,    // the next row has a text that the table has no room for
};

// Reads rows from `*at` on; on return `*at` is where the next row starts. Rows that start at or after `stop` are left.
enum flow_stop flow_read_rows(
    enum flow_path path, const struct flow_layout *_Nonnull layout, const uint8_t *_Nonnull *_Nonnull at,
    const uint8_t *_Nonnull stop, const uint8_t *_Nonnull readable, struct flow_rows *_Nonnull rows,
    struct flow_texts *_Nonnull texts);

#endif

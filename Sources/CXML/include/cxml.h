// XML as a stream of events through libxml2, which is loaded when first needed: most runs read no XML.
//
// Names that the caller asks for become numbers here, so that the millions of elements nobody asked for cost no call.
// Documents with a DOCTYPE are refused: no entity is ever declared, so none is expanded and nothing outside is fetched.
// Not thread-safe: one parser, one thread at a time.
#ifndef CXML_H
#define CXML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct cxml_parser cxml_parser;

typedef struct {
  // Elements asked for, by local name; an event gives the place of the name here.
  const char *const *names;
  size_t name_count;
  // Most elements inside one another, and most bytes of text in one element.
  size_t depth_limit, text_limit;
  // At a start tag asked for. Attributes are read by `cxml_attribute` until it returns.
  void (*start)(void *user, int name);
  // At an end tag asked for, with the text since the last tag: the text of an element without others inside.
  void (*end)(void *user, int name, const uint8_t *text, size_t count);
  void *user;
} cxml_events;

// NULL where libxml2 cannot be loaded or there is no memory; `cxml_load_error` says why.
cxml_parser *cxml_open(const cxml_events *);
void cxml_close(cxml_parser *);

// Reads the next bytes of the document; the last call has `is_last`. False at a fault, then and ever after.
bool cxml_feed(cxml_parser *, const uint8_t *bytes, size_t count, bool is_last);

// The value of an attribute of the element that starts, by local name; false where it has none.
bool cxml_attribute(const cxml_parser *, const char *name, const uint8_t **value, size_t *count);

// Line of what was read last, from 1.
long cxml_line(const cxml_parser *);

// What is wrong, and in which line; valid until `cxml_close`.
const char *cxml_reason(const cxml_parser *, long *line);
const char *cxml_load_error(void);

#endif

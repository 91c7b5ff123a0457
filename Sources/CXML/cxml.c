#include "cxml.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// What is used of libxml2's binary interface, the same since 2.6: its headers are not needed to build.
typedef unsigned char xmlChar;
typedef void (*unused)(void);

typedef struct {
  int domain, code;
  char *message;
  int level;
  char *file;
  int line;
} fault;

typedef struct {
  void (*doctype)(void *, const xmlChar *, const xmlChar *, const xmlChar *);
  unused before_reference[15];
  void (*reference)(void *, const xmlChar *);
  void (*characters)(void *, const xmlChar *, int);
  void (*blanks)(void *, const xmlChar *, int);
  unused before_cdata[6];
  void (*cdata)(void *, const xmlChar *, int);
  unused external_subset;
  unsigned int initialized;
  void *reserved;
  void (*start)(void *, const xmlChar *, const xmlChar *, const xmlChar *, int, const xmlChar **, int, int,
                const xmlChar **);
  void (*end)(void *, const xmlChar *, const xmlChar *, const xmlChar *);
  void (*report)(void *, const fault *);
} sax_handler;

enum { SAX2 = 0xDEEDBEAF, FATAL = 3, NO_MEMORY = 2, NO_NETWORK = 1 << 11, CDATA_IS_TEXT = 1 << 14 };

static struct {
  void (*init)(void);
  void *(*create)(sax_handler *, void *, const char *, int, const char *);
  int (*use_options)(void *, int);
  int (*parse)(void *, const char *, int, int);
  void (*stop)(void *);
  void (*destroy)(void *);
  int (*line)(void *);
} api;

static pthread_once_t loading = PTHREAD_ONCE_INIT;
static int is_loaded;
static char load_error[256];

static void load(void) {
  // The second name is that of libxml2 2.14 and later; what is used here is the same in both.
  void *library = dlopen("libxml2.so.2", RTLD_NOW | RTLD_LOCAL);
  if (!library) library = dlopen("libxml2.so.16", RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    const char *why = dlerror();
    snprintf(load_error, sizeof load_error, "%s", why ? why : "libxml2 cannot be loaded");
    return;
  }
  const struct {
    const char *name;
    void *place;
  } wanted[] = {
      {"xmlInitParser", &api.init},       {"xmlCreatePushParserCtxt", &api.create},
      {"xmlCtxtUseOptions", &api.use_options}, {"xmlParseChunk", &api.parse},
      {"xmlStopParser", &api.stop},       {"xmlFreeParserCtxt", &api.destroy},
      {"xmlSAX2GetLineNumber", &api.line},
  };
  for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
    void *symbol = dlsym(library, wanted[i].name);
    if (!symbol) {
      snprintf(load_error, sizeof load_error, "libxml2 has no %s", wanted[i].name);
      return;
    }
    memcpy(wanted[i].place, &symbol, sizeof symbol);
  }
  api.init();
  is_loaded = 1;
}

// Names are kept once by libxml2: the same name is the same pointer.
typedef struct {
  const xmlChar *pointer;
  int name;
} known_name;

enum { KNOWN = 1024 };

struct cxml_parser {
  void *context;
  cxml_events events;
  known_name known[KNOWN];
  // Number of each open element, -1 for those nobody asked for.
  int *open;
  size_t depth;
  bool has_root, failed;
  uint8_t *text;
  size_t count, capacity;
  const xmlChar **attributes;
  int attribute_count;
  long fault_line;
  char reason[256];
};

static void fail(cxml_parser *parser, const char *reason) {
  if (parser->failed) return;
  parser->failed = true;
  parser->fault_line = parser->context ? api.line(parser->context) : 0;
  snprintf(parser->reason, sizeof parser->reason, "%s", reason);
  if (parser->context) api.stop(parser->context);
}

static int look_up(const cxml_parser *parser, const xmlChar *name) {
  for (size_t i = 0; i < parser->events.name_count; i++)
    if (strcmp((const char *)name, parser->events.names[i]) == 0) return (int)i;
  return -1;
}

static int number_of(cxml_parser *parser, const xmlChar *name) {
  size_t slot = ((uintptr_t)name >> 3) * 0x9E3779B97F4A7C15u >> 54;
  known_name *known = &parser->known[slot];
  if (known->pointer != name) {
    known->pointer = name;
    known->name = look_up(parser, name);
  }
  return known->name;
}

static void on_start(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int namespaces,
                     const xmlChar **declared, int attributes, int defaulted, const xmlChar **list) {
  (void)prefix, (void)uri, (void)namespaces, (void)declared, (void)defaulted;
  cxml_parser *parser = user;
  if (parser->failed) return;
  if (parser->depth == parser->events.depth_limit) {
    fail(parser, "elements are nested too deep");
    return;
  }
  int number = number_of(parser, name);
  parser->open[parser->depth++] = number;
  parser->has_root = true;
  parser->count = 0;
  if (number < 0) return;
  parser->attributes = list;
  parser->attribute_count = attributes;
  parser->events.start(parser->events.user, number);
  parser->attribute_count = 0;
}

static void on_end(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri) {
  (void)name, (void)prefix, (void)uri;
  cxml_parser *parser = user;
  if (parser->failed || parser->depth == 0) return;
  int number = parser->open[--parser->depth];
  if (number >= 0) parser->events.end(parser->events.user, number, parser->text, parser->count);
  parser->count = 0;
}

static void on_text(void *user, const xmlChar *text, int length) {
  cxml_parser *parser = user;
  if (parser->failed || length <= 0 || parser->depth == 0 || parser->open[parser->depth - 1] < 0) return;
  size_t more = (size_t)length;
  if (more > parser->events.text_limit - parser->count) {
    fail(parser, "the text of an element is too long");
    return;
  }
  if (parser->count + more > parser->capacity) {
    size_t capacity = parser->capacity ? parser->capacity : 4096;
    while (capacity < parser->count + more) capacity *= 2;
    uint8_t *grown = realloc(parser->text, capacity);
    if (!grown) {
      fail(parser, "no memory for the text of an element");
      return;
    }
    parser->text = grown;
    parser->capacity = capacity;
  }
  memcpy(parser->text + parser->count, text, more);
  parser->count += more;
}

static void on_doctype(void *user, const xmlChar *name, const xmlChar *external, const xmlChar *system) {
  (void)name, (void)external, (void)system;
  fail(user, "has a DOCTYPE, which is not read");
}

static void on_reference(void *user, const xmlChar *name) {
  (void)name;
  fail(user, "refers to an entity that nobody declared");
}

static void on_fault(void *user, const fault *found) {
  cxml_parser *parser = user;
  if (found->level != FATAL || parser->failed) return;
  parser->failed = true;
  parser->fault_line = found->line > 0 ? found->line : api.line(parser->context);
  char text[200];
  snprintf(text, sizeof text, "%s", found->message ? found->message : "unknown fault");
  size_t length = strlen(text);
  while (length > 0 && (unsigned char)text[length - 1] <= ' ') text[--length] = 0;
  snprintf(parser->reason, sizeof parser->reason, "malformed XML: %s", text);
}

cxml_parser *cxml_open(const cxml_events *events) {
  pthread_once(&loading, load);
  if (!is_loaded) return NULL;
  cxml_parser *parser = calloc(1, sizeof *parser);
  if (!parser) return NULL;
  parser->events = *events;
  parser->open = calloc(events->depth_limit, sizeof *parser->open);
  sax_handler handler = {
      .doctype = on_doctype,
      .reference = on_reference,
      .characters = on_text,
      .blanks = on_text,
      .cdata = on_text,
      .initialized = SAX2,
      .start = on_start,
      .end = on_end,
      .report = on_fault,
  };
  if (parser->open) parser->context = api.create(&handler, parser, NULL, 0, NULL);
  if (!parser->context) {
    cxml_close(parser);
    return NULL;
  }
  api.use_options(parser->context, NO_NETWORK | CDATA_IS_TEXT);
  return parser;
}

void cxml_close(cxml_parser *parser) {
  if (!parser) return;
  if (parser->context) api.destroy(parser->context);
  free(parser->open);
  free(parser->text);
  free(parser);
}

bool cxml_feed(cxml_parser *parser, const uint8_t *bytes, size_t count, bool is_last) {
  // Well below what an `int` holds.
  const size_t most = 1 << 28;
  while (!parser->failed && count > 0) {
    size_t step = count < most ? count : most;
    int code = api.parse(parser->context, (const char *)bytes, (int)step, 0);
    if (code == NO_MEMORY) fail(parser, "no memory");
    bytes += step;
    count -= step;
  }
  if (parser->failed || !is_last) return !parser->failed;
  api.parse(parser->context, NULL, 0, 1);
  if (!parser->failed && (!parser->has_root || parser->depth > 0)) fail(parser, "malformed XML: the document ends too early");
  return !parser->failed;
}

bool cxml_attribute(const cxml_parser *parser, const char *name, const uint8_t **value, size_t *count) {
  // Five pointers an attribute: name, prefix, namespace, begin and end of the value.
  for (int i = 0; i < parser->attribute_count; i++) {
    const xmlChar **one = parser->attributes + 5 * i;
    if (strcmp((const char *)one[0], name) != 0) continue;
    *value = one[3];
    *count = (size_t)(one[4] - one[3]);
    return true;
  }
  return false;
}

long cxml_line(const cxml_parser *parser) { return api.line(parser->context); }

const char *cxml_reason(const cxml_parser *parser, long *line) {
  *line = parser->fault_line;
  return parser->reason;
}

const char *cxml_load_error(void) { return load_error[0] ? load_error : "libxml2 cannot start"; }

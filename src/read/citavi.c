/* citavi.c - see citavi.h. */
#include "citavi.h"

#include <expat.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

enum { GROUP = 2, ITEM = 3, VALUE = 4, PIECE = 1 << 20 }; /* levels of elements; bytes parsed at a time */

struct sheaf_citavi {
  sheaf_arena arena;        /* of the texts */
  sheaf_citavi_fact *facts; /* by key, kind and place; owned */
  size_t count;             /* facts in use */
  size_t capacity;          /* facts allocated */
};

/* ---- what the tables hold ---- */

typedef struct item {
  const char *name;                        /* element; NULL ends the table */
  sheaf_citavi_kind kind;                  /* what it is */
  const char *key;                         /* element whose text is its key; NULL where that is its id */
  const char *values[SHEAF_CITAVI_VALUES]; /* elements whose texts are its values */
} item;

static const item items[] = {
    {"Person", SHEAF_CITAVI_PERSON, NULL, {"LastName", "FirstName", "MiddleName", "Suffix", "Prefix"}},
    {"Periodical", SHEAF_CITAVI_PERIODICAL, NULL, {"Name", "StandardAbbreviation", "UserAbbreviation1", "ISSN", NULL}},
    {"Reference", SHEAF_CITAVI_WORK, NULL, {"Title", "Subtitle", "Year", NULL, NULL}},
    {"Keyword", SHEAF_CITAVI_NAME, NULL, {"Name", NULL, NULL, NULL, NULL}},
    {"Publisher", SHEAF_CITAVI_NAME, NULL, {"Name", NULL, NULL, NULL, NULL}},
    {"SeriesTitle", SHEAF_CITAVI_NAME, NULL, {"Name", NULL, NULL, NULL, NULL}},
    {"Category", SHEAF_CITAVI_NAME, NULL, {"Name", NULL, NULL, NULL, NULL}},
    {"Group", SHEAF_CITAVI_NAME, NULL, {"Name", NULL, NULL, NULL, NULL}},
    {"KnowledgeItem", SHEAF_CITAVI_QUOTATION, "ReferenceID", {"CoreStatement", "Text", "PageRange", NULL, NULL}},
    {"TaskItem", SHEAF_CITAVI_TASK, "ReferenceID", {"Name", "Notes", NULL, NULL, NULL}},
    {"Location",
     SHEAF_CITAVI_LOCATION,
     "ReferenceID",
     {"Address", "CallNumber", "MirrorsReferencePropertyId", NULL, NULL}},
    {NULL, SHEAF_CITAVI_NAME, NULL, {NULL, NULL, NULL, NULL, NULL}},
};

static const struct list {
  const char *group;      /* element around its <OnetoN> */
  sheaf_citavi_kind kind; /* what those behind the first are to it */
} lists[] = {{"ReferenceAuthors", SHEAF_CITAVI_AUTHORS},
             {"ReferenceEditors", SHEAF_CITAVI_EDITORS},
             {"ReferenceCollaborators", SHEAF_CITAVI_COLLABORATORS},
             {"ReferenceOrganizations", SHEAF_CITAVI_ORGANIZATIONS},
             {"ReferenceOthersInvolved", SHEAF_CITAVI_INVOLVED},
             {"ReferenceKeywords", SHEAF_CITAVI_KEYWORDS},
             {"ReferencePublishers", SHEAF_CITAVI_PUBLISHERS},
             {"ReferenceCategories", SHEAF_CITAVI_CATEGORIES},
             {"ReferenceGroups", SHEAF_CITAVI_GROUPS},
             {"ReferenceReferences", SHEAF_CITAVI_PARENT}};

/* ---- reading ---- */

typedef struct reading {
  sheaf_citavi *self;      /* filled */
  XML_Parser parser;       /* stopped on failure */
  size_t depth;            /* open elements */
  const item *item;        /* being read, or NULL */
  const struct list *list; /* the open group is, or NULL */
  sheaf_citavi_fact fact;  /* of the item so far */
  const char **slot;       /* where the text goes, or NULL */
  sheaf_buf text;          /* so far */
  int failed;              /* out of memory */
} reading;

static const char *keep(reading *r, const char *text, size_t length) {
  const char *copy = sheaf_arena_copy(&r->self->arena, text, length);
  if (!copy) r->failed = 1;
  return copy ? copy : "";
}

static void add_fact(reading *r, sheaf_citavi_fact fact) {
  sheaf_citavi *self = r->self;
  if (self->count == self->capacity) {
    const size_t capacity = self->capacity ? self->capacity * 2 : 256;
    sheaf_citavi_fact *grown = sheaf_mem_resize(self->facts, capacity * sizeof *grown);
    if (!grown) {
      r->failed = 1;
      return;
    }
    self->facts = grown;
    self->capacity = capacity;
  }
  for (size_t i = 0; i < SHEAF_CITAVI_VALUES; i++)
    if (!fact.values[i]) fact.values[i] = "";
  fact.place = self->count;
  if (*fact.key) self->facts[self->count++] = fact;
}

/* "r;p;q": p and q are what the group says to r; of references, r is what p and q are part of. */
static void add_list(reading *r) {
  const char *text = keep(r, r->text.data, r->text.length);
  const size_t length = strcspn(text, ";");
  const char *first = keep(r, text, length);
  for (text += length; *text; text += strcspn(text, ";")) {
    text++;
    const char *other = keep(r, text, strcspn(text, ";"));
    const int part = r->list->kind == SHEAF_CITAVI_PARENT;
    add_fact(r, (sheaf_citavi_fact){part ? other : first, r->list->kind, 0, {part ? first : other}});
  }
}

static const char **slot_of(reading *r, const char *name) {
  if (!r->item) return NULL;
  if (r->item->key && !strcmp(name, r->item->key)) return &r->fact.key;
  for (size_t i = 0; i < SHEAF_CITAVI_VALUES && r->item->values[i]; i++)
    if (!strcmp(name, r->item->values[i])) return &r->fact.values[i];
  return NULL;
}

static void begin_item(reading *r, const char *name, const char **attributes) {
  const item *row = items;
  while (row->name && strcmp(name, row->name)) row++;
  r->item = row->name ? row : NULL;
  r->fact = (sheaf_citavi_fact){"", row->kind, 0, {NULL}};
  for (; *attributes && !row->key; attributes += 2)
    if (!strcmp(attributes[0], "id")) r->fact.key = keep(r, attributes[1], strlen(attributes[1]));
  if (strcmp(name, "OnetoN")) r->list = NULL;
}

static void on_start(void *data, const char *name, const char **attributes) {
  reading *r = data;
  r->depth++;
  sheaf_buf_reset(&r->text);
  if (r->depth == GROUP) {
    r->list = NULL;
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
      if (!strcmp(name, lists[i].group)) r->list = &lists[i];
  } else if (r->depth == ITEM) {
    begin_item(r, name, attributes);
  } else if (r->depth == VALUE) {
    r->slot = slot_of(r, name);
  }
}

static void on_text(void *data, const char *text, int length) {
  reading *r = data;
  const int wanted = r->depth == VALUE ? r->slot != NULL : r->depth == ITEM && r->list;
  if (wanted) sheaf_buf_add(&r->text, text, (size_t)length);
}

static void on_end(void *data, const char *name) {
  reading *r = data;
  (void)name;
  if (r->depth == VALUE && r->slot) *r->slot = keep(r, r->text.data, r->text.length);
  if (r->depth == VALUE) r->slot = NULL;
  if (r->depth == ITEM && r->list) add_list(r);
  if (r->depth == ITEM && r->item) add_fact(r, r->fact);
  if (r->depth == ITEM) r->item = NULL;
  r->depth--;
  if (r->failed || r->text.failed) XML_StopParser(r->parser, XML_FALSE);
}

static int compare(const void *a, const void *b) {
  const sheaf_citavi_fact *one = a, *other = b;
  const int keys = strcmp(one->key, other->key);
  if (keys) return keys;
  if (one->kind != other->kind) return one->kind < other->kind ? -1 : 1;
  return (one->place > other->place) - (one->place < other->place);
}

static int read_tables(sheaf_citavi *self, const char *xml, size_t length) {
  reading r = {.self = self, .parser = XML_ParserCreate(NULL), .fact = {"", SHEAF_CITAVI_NAME, 0, {NULL}}};
  if (!r.parser) return SHEAF_ENOMEM;
  XML_SetUserData(r.parser, &r);
  XML_SetElementHandler(r.parser, on_start, on_end);
  XML_SetCharacterDataHandler(r.parser, on_text);
  enum XML_Status status = XML_STATUS_OK;
  for (size_t at = 0; at < length && status == XML_STATUS_OK; at += PIECE) {
    const size_t size = length - at < PIECE ? length - at : PIECE;
    status = XML_Parse(r.parser, xml + at, (int)size, at + size == length);
  }
  const int failed = r.failed || r.text.failed || XML_GetErrorCode(r.parser) == XML_ERROR_NO_MEMORY;
  XML_ParserFree(r.parser);
  sheaf_buf_clear(&r.text);
  if (self->count) qsort(self->facts, self->count, sizeof *self->facts, compare);
  return failed ? SHEAF_ENOMEM : SHEAF_OK;
}

int sheaf_citavi_open(sheaf_citavi **out, const char *xml, size_t length, sheaf_error *err) {
  *out = NULL;
  sheaf_citavi *self = sheaf_mem_zero(1, sizeof *self);
  if (!self) return sheaf_error_memory(err);
  if (read_tables(self, xml, length)) {
    sheaf_citavi_close(self);
    return sheaf_error_memory(err);
  }
  *out = self;
  return SHEAF_OK;
}

void sheaf_citavi_close(sheaf_citavi *self) {
  if (!self) return;
  sheaf_arena_clear(&self->arena);
  sheaf_mem_free(self->facts);
  sheaf_mem_free(self);
}

/* ---- looking up ---- */

const sheaf_citavi_fact *sheaf_citavi_first(const sheaf_citavi *self, const char *key, sheaf_citavi_kind kind) {
  const sheaf_citavi_fact wanted = {key, kind, 0, {NULL}};
  size_t low = 0, high = self->count;
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (compare(&self->facts[middle], &wanted) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  const sheaf_citavi_fact *fact = low < self->count ? &self->facts[low] : NULL;
  return fact && fact->kind == kind && !strcmp(fact->key, key) ? fact : NULL;
}

const sheaf_citavi_fact *sheaf_citavi_next(const sheaf_citavi *self, const sheaf_citavi_fact *fact) {
  const sheaf_citavi_fact *next = fact + 1;
  if (next == self->facts + self->count) return NULL;
  return next->kind == fact->kind && !strcmp(next->key, fact->key) ? next : NULL;
}

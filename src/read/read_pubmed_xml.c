/* read_pubmed_xml.c - PubMed XML: PubmedArticleSet, PubmedBookArticleSet, MedlineCitationSet, or one record as root. */
#include <inttypes.h>
#include <string.h>

#include "base/mem.h"
#include "pubmed.h"
#include "xml.h"

typedef struct pubmed_xml {
  sheaf_xml *xml;        /* the parser */
  int in_deleted;        /* in DeleteCitation */
  uint64_t deleted;      /* PMIDs there */
  uint64_t deleted_line; /* where the first stood */
  uint64_t deleted_byte; /* its offset */
  sheaf_pubmed walk;     /* the record being filled */
} pubmed_xml;

static void begin(void *to, sheaf_record *record, const char *name, size_t length, const char **attributes) {
  pubmed_xml *self = to;
  self->in_deleted = 0;
  sheaf_pubmed_begin(&self->walk, record, name, length, attributes);
}

static int start(void *to, const char *name, size_t length, const char **attributes) {
  return sheaf_pubmed_start(&((pubmed_xml *)to)->walk, name, length, attributes);
}

static void add_text(void *to, const char *text, size_t length) {
  sheaf_pubmed_text(&((pubmed_xml *)to)->walk, text, length);
}

static void whole(void *to, const char *text, size_t length) {
  sheaf_pubmed_whole(&((pubmed_xml *)to)->walk, text, length);
}

static void end(void *to) { sheaf_pubmed_end(&((pubmed_xml *)to)->walk); }

static int finish(void *to) { return sheaf_pubmed_finish(&((pubmed_xml *)to)->walk); }

static void outside(void *to, sheaf_xml *xml, const char *name, int begins) {
  pubmed_xml *self = to;
  if (!strcmp(name, "DeleteCitation")) {
    self->in_deleted = begins;
  } else if (begins && self->in_deleted && !strcmp(name, "PMID") && !self->deleted++) {
    self->deleted_byte = sheaf_xml_byte(xml);
    self->deleted_line = sheaf_xml_line(xml);
  }
}

static const char *const record_names[] = {"PubmedArticle", "PubmedBookArticle", NULL};
static const char *const all_names[] = {"PubmedArticle", "PubmedBookArticle", "MedlineCitation", NULL};
static const sheaf_xml_format events = {
    record_names, "MedlineCitation", "<PubmedArticleSet>", begin, start, add_text, end, whole, finish, NULL, outside};

static void report_deleted(pubmed_xml *self, sheaf_reader *reader) {
  if (!self->deleted) return;
  sheaf_reader_leave_records(reader);
  sheaf_reader_report(reader, SHEAF_WARNING, "deleted-citation", self->deleted_line, self->deleted_byte,
                      "the file asks to delete %" PRIu64 " citation%s from PubMed; nothing was deleted here",
                      self->deleted, self->deleted == 1 ? "" : "s");
  self->deleted = 0;
}

static int next(void *state, sheaf_reader *reader, sheaf_record *record, sheaf_error *err) {
  pubmed_xml *self = state;
  const int result = sheaf_xml_next(self->xml, record, err);
  if (result <= 0 && result != SHEAF_ENOMEM) report_deleted(self, reader);
  return result;
}

static void close_reader(void *state) {
  pubmed_xml *self = state;
  if (!self) return;
  sheaf_xml_close(self->xml);
  sheaf_pubmed_clear(&self->walk);
  sheaf_mem_free(self);
}

static void *open_reader(sheaf_reader *reader) {
  pubmed_xml *self = sheaf_mem_zero(1, sizeof *self);
  if (!self) return NULL;
  if ((self->xml = sheaf_xml_open(reader, &events, self))) return self;
  close_reader(self);
  return NULL;
}

static int detect(const char *head, size_t length, const char **dialect) {
  (void)dialect;
  size_t at = 0;
  while (at < length && strchr(" \t\r\n", head[at])) at++;
  if (at == length || head[at] != '<') return 0;
  if (sheaf_xml_find(all_names, head + at, length - at)) return 98;
  static const char *const roots[] = {"PubmedArticleSet", "PubmedBookArticleSet", "MedlineCitationSet"};
  for (size_t i = 0; i < sizeof roots / sizeof *roots; i++)
    if (sheaf_xml_contains(head + at, length - at, roots[i])) return 97;
  return 0;
}

const sheaf_format sheaf_read_pubmed_xml = {"pubmed-xml", "PubMed XML", "xml", detect, open_reader, next, close_reader};

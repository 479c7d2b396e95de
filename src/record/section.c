/* section.c - the sections of a record: see section.h. */
#include "section.h"

#include "section_book.h"

/* What can stand before a section with a heading of this kind, in a text that has none itself. */
static unsigned before(sheaf_section_kind kind) {
  const unsigned early = SHEAF_SECTION_BIT(SHEAF_SECTION_BACKGROUND) | SHEAF_SECTION_BIT(SHEAF_SECTION_AIM);
  switch (kind) {
    case SHEAF_SECTION_BACKGROUND:
    case SHEAF_SECTION_AIM: return early;
    case SHEAF_SECTION_DESIGN:
    case SHEAF_SECTION_SETTING:
    case SHEAF_SECTION_PARTICIPANTS:
    case SHEAF_SECTION_METHODS: return early | SHEAF_SECTION_HOW;
    case SHEAF_SECTION_RESULTS: return early | SHEAF_SECTION_HOW | SHEAF_SECTION_BIT(SHEAF_SECTION_RESULTS);
    default: return SHEAF_SECTION_ALL;
  }
}

/* Sections that the source kept apart: 1 where there are any, in `out`, with their places in the abstract. */
static int given(const sheaf_section_book *book, const sheaf_record *record, sheaf_sections *out) {
  size_t at = 0;
  int labelled = 0;
  for (const sheaf_entry *e = sheaf_record_first(record, SHEAF_FIELD_ABSTRACT); e; e = sheaf_record_next(record, e)) {
    const char *label, *name;
    const size_t label_length = sheaf_record_part(e->note, e->note_length, 0, &label);
    const size_t name_length = sheaf_record_part(e->note, e->note_length, 1, &name);
    const int said = sheaf_section_named(name, name_length);
    sheaf_section section = {.kind = SHEAF_SECTION_OTHER, .confidence = 1};
    if (out->count) at++;
    section.label = section.label_end = at;
    if (label_length) {
      section.label_end = at + label_length;
      at = section.label_end + 2;
    }
    section.kind = sheaf_section_of_label(book, label, label_length, &section.kinds);
    if (said >= 0 && said != SHEAF_SECTION_OTHER) { /* a label within the methods says more than "methods" */
      const unsigned own = section.kinds;
      section.kind = (sheaf_section_kind)said;
      section.kinds = SHEAF_SECTION_BIT(said);
      if (said == SHEAF_SECTION_METHODS && !(own & ~(unsigned)SHEAF_SECTION_HOW)) section.kinds |= own;
      labelled = 1;
    }
    section.first = at;
    section.last = at += e->length;
    labelled |= label_length > 0;
    if (sheaf_sections_add(out, &section)) return SHEAF_ENOMEM;
  }
  return labelled || out->count > 1;
}

/* Sections without a heading are told by their sentences. */
static int fill(const sheaf_section_book *book, const sheaf_buf *abstract, const sheaf_section *marked, size_t count,
                sheaf_sections *out) {
  int code = SHEAF_OK;
  for (size_t i = 0; i < count && !code; i++) {
    const int unknown = marked[i].label == marked[i].label_end && marked[i].kind == SHEAF_SECTION_OTHER;
    const unsigned allowed = i == 0 && count > 1 ? before(marked[1].kind) : SHEAF_SECTION_ALL;
    code = unknown ? sheaf_section_infer(book, abstract->data, marked[i].first, marked[i].last, allowed, out)
                   : sheaf_sections_add(out, &marked[i]);
  }
  return code;
}

int sheaf_section_record(const sheaf_section_book *book, const sheaf_record *record, const sheaf_buf *abstract,
                         sheaf_sections *out) {
  out->count = 0;
  if (!abstract->length) return SHEAF_OK;
  int code = given(book, record, out);
  if (!code) code = sheaf_section_split(book, abstract->data, abstract->length, out);
  if (code < 0) return code;
  sheaf_buf_reset(&out->marked);
  sheaf_buf_add(&out->marked, out->items, out->count * sizeof *out->items);
  if (out->marked.failed) return SHEAF_ENOMEM;
  const size_t count = out->count;
  out->count = 0;
  return fill(book, abstract, (const sheaf_section *)(const void *)out->marked.data, count, out);
}

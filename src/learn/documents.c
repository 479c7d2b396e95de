/* documents.c - see documents.h.
 *
 * A library belongs to one thread. That one copies records, a turn ahead, for both: the first part of the documents are
 * then its own, somewhat less than half, and the others are the second thread's. */
#include "documents.h"

#include "base/mem.h"
#include "parallel.h"
#include "store/scan.h"

enum { PARTS = SHEAF_PARALLEL_PARTS, IN_TURN = 1024, FIRST_SHARE = 43 }; /* documents of both; per cent */

/* Records of one turn. */
typedef struct batch {
  sheaf_buf bodies;  /* packed records, one after the other */
  sheaf_buf ends;    /* size_t by record: where its body ends */
  sheaf_buf lengths; /* size_t by document: its records */
} batch;

/* What one thread reads. */
typedef struct portion {
  sheaf_scan *scan;        /* of its ids; the first thread's */
  const uint32_t *ids;     /* borrowed */
  const uint32_t *lengths; /* by document; borrowed */
  size_t count;            /* documents */
  size_t next;             /* document to be copied */
  size_t at;               /* its first id */
  uint32_t id;             /* of the record at hand */
  const void *body;        /* of it; borrowed from the scan; NULL where there is none at hand */
  size_t length;           /* of body */
  batch batches[2];        /* the one that is read and the one that is filled, by turn */
  sheaf_record record;     /* scratch */
  sheaf_buf text;          /* scratch: of the present document */
  sheaf_error err;         /* what was wrong */
  int code;                /* 0, or its code */
} portion;

typedef struct reading {
  sheaf_features *features; /* what is written */
  portion parts[PARTS];     /* by thread */
  size_t turns;             /* so many */
  size_t turn;              /* the one whose records are read; turn + 1 is copied meanwhile */
  sheaf_error err;          /* what was wrong with copying */
  int code;                 /* 0, or its code */
} reading;

/* ---- copying ---- */

static int copy_document(portion *self, batch *to, sheaf_error *err) {
  size_t records = 0;
  for (const size_t end = self->at + self->lengths[self->next]; self->at < end; self->at++) {
    uint32_t work;
    if (!self->body) {
      const int got = sheaf_scan_next_packed(self->scan, &self->id, &work, &self->body, &self->length, err);
      if (got < 0) return got;
      if (!got) self->body = NULL;
    }
    if (!self->body || self->id != self->ids[self->at]) continue; /* a record that is not there any more */
    sheaf_buf_add(&to->bodies, self->body, self->length);
    sheaf_buf_add(&to->ends, &to->bodies.length, sizeof to->bodies.length);
    self->body = NULL;
    records++;
  }
  self->next++;
  sheaf_buf_add(&to->lengths, &records, sizeof records);
  return to->bodies.failed || to->ends.failed || to->lengths.failed ? sheaf_error_memory(err) : SHEAF_OK;
}

/* Copies the records of a turn for both threads. */
static void copy_turn(reading *self, size_t turn) {
  for (size_t i = 0; i < PARTS && turn < self->turns; i++) {
    portion *part = &self->parts[i];
    batch *to = &part->batches[turn % 2];
    sheaf_buf_reset(&to->bodies);
    sheaf_buf_reset(&to->ends);
    sheaf_buf_reset(&to->lengths);
    const size_t last = turn + 1 == self->turns ? part->count : part->count / self->turns * (turn + 1);
    while (!self->code && part->next < last) self->code = copy_document(part, to, &self->err);
  }
}

/* ---- reading ---- */

/* The record's title and abstract; a record without an abstract does not take the place of one. */
static void take_text(sheaf_buf *text, const sheaf_record *record, int *has_abstract) {
  const size_t before = text->length;
  if (before && *has_abstract) return;
  const sheaf_entry *title = sheaf_record_first(record, SHEAF_FIELD_TITLE);
  if (title) sheaf_buf_add(text, title->value, title->length);
  sheaf_buf_add_byte(text, ' ');
  const size_t middle = text->length;
  sheaf_record_abstract(record, text);
  *has_abstract = text->length > middle;
  if (!before) return;
  const size_t added = text->length - before;
  if (*has_abstract) memmove(text->data, text->data + before, added);
  text->length = *has_abstract ? added : before;
}

static void read_batch(portion *self, const batch *from, unsigned part, sheaf_features *features) {
  const size_t *lengths = (const size_t *)(const void *)from->lengths.data;
  const size_t *ends = (const size_t *)(const void *)from->ends.data;
  const size_t count = from->lengths.length / sizeof *lengths;
  size_t start = 0, at = 0;
  for (size_t i = 0; !self->code && i < count; i++) {
    int has_abstract = 0;
    sheaf_buf_reset(&self->text);
    for (const size_t last = at + lengths[i]; !self->code && at < last; start = ends[at++]) {
      sheaf_record_reset(&self->record);
      self->code = sheaf_record_unpack(&self->record, from->bodies.data + start, ends[at] - start, &self->err);
      if (!self->code) take_text(&self->text, &self->record, &has_abstract);
    }
    if (self->text.failed) self->code = sheaf_error_memory(&self->err);
    if (!self->code) self->code = sheaf_features_add(features, part, self->text.data, self->text.length, &self->err);
  }
}

static void read_turn(void *context, unsigned part) {
  reading *self = context;
  if (part == 0) copy_turn(self, self->turn + 1);
  read_batch(&self->parts[part], &self->parts[part].batches[self->turn % 2], part, self->features);
}

/* ---- both ---- */

static int begin(reading *self, sheaf_store *store, const uint32_t *ids, const uint32_t *lengths, size_t count,
                 sheaf_error *err) {
  const size_t first = count * FIRST_SHARE / 100;
  self->turns = count / IN_TURN + 1;
  for (size_t i = 0; i < PARTS; i++) {
    portion *part = &self->parts[i];
    size_t records = 0;
    sheaf_record_init(&part->record);
    part->ids = ids;
    part->lengths = lengths;
    part->count = i ? count - first : first;
    for (size_t d = 0; d < part->count; d++) records += *lengths++;
    ids += records;
    const int code = sheaf_scan_open_bodies(&part->scan, store, part->ids, records, err);
    if (code) return code;
  }
  return SHEAF_OK;
}

static void end(reading *self) {
  for (size_t i = 0; i < PARTS; i++) {
    portion *part = &self->parts[i];
    sheaf_scan_close(part->scan);
    for (size_t k = 0; k < 2; k++) {
      sheaf_buf_clear(&part->batches[k].bodies);
      sheaf_buf_clear(&part->batches[k].ends);
      sheaf_buf_clear(&part->batches[k].lengths);
    }
    sheaf_record_clear(&part->record);
    sheaf_buf_clear(&part->text);
  }
}

static int failure(const reading *self, sheaf_error *err) {
  if (self->code) *err = self->err;
  if (self->code) return self->code;
  for (size_t i = 0; i < PARTS; i++) {
    if (self->parts[i].code) *err = self->parts[i].err;
    if (self->parts[i].code) return self->parts[i].code;
  }
  return SHEAF_OK;
}

int sheaf_documents_read(sheaf_features *features, sheaf_store *store, const uint32_t *ids, const uint32_t *lengths,
                         size_t count, sheaf_error *err) {
  reading self = {.features = features};
  int code = begin(&self, store, ids, lengths, count, err);
  if (!code) {
    copy_turn(&self, 0);
    for (; !(code = failure(&self, err)) && self.turn < self.turns; self.turn++) sheaf_parallel(read_turn, &self);
  }
  end(&self);
  return code;
}

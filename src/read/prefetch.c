/* prefetch.c - see prefetch.h.
 *
 * Records go over in batches, so that the lock is taken once for many of them, through a ring of batches: the worker
 * fills those from `given` on, the caller empties those from `taken` on. A batch belongs to one of the two at any time,
 * and only these two counters, `held` and `stop` are shared.
 *
 * They go over packed: so a batch takes a fifth of the memory, and the worker fills one record over and over, which
 * stays in the processor's cache. */
#include "prefetch.h"

#include <pthread.h>
#include <string.h>

#include "base/mem.h"
#include "base/thread.h"

enum {
  BATCHES = 448,           /* of the ring: enough to read on while the caller commits */
  RECORDS = 32,            /* most records of a batch */
  BATCH_BYTES = 256 << 10, /* of input, or of packed records, at which a batch is full with fewer */
  MOST_BYTES = 48 << 20    /* of packed records, at which the ring is full with fewer batches */
};

typedef struct item {
  uint64_t line;   /* of the record */
  uint64_t byte;   /* the same */
  uint64_t bytes;  /* the same */
  size_t packed;   /* where its bytes end in the batch's */
  size_t problems; /* where its problems end in the batch's */
  int result;      /* of sheaf_reader_next */
} item;

typedef struct batch {
  item items[RECORDS];  /* in order */
  size_t count;         /* items in use */
  int ended;            /* nothing comes behind this batch */
  sheaf_error failure;  /* of the last item, where its result is negative */
  sheaf_buf packed;     /* the records that were read, and the bytes of those rejected, one behind the other */
  sheaf_buf problems;   /* sheaf_problem after sheaf_problem, their messages in the arena */
  sheaf_arena messages; /* of the problems */
  const char *dialect;  /* of the reader, behind the last item; static */
  const char *encoding; /* of the source, there; owned by it */
  uint64_t consumed;    /* of the source, there */
} batch;

struct sheaf_prefetch {
  sheaf_reader *reader;     /* owned; the worker's while it runs */
  sheaf_source *source;     /* borrowed; the same */
  sheaf_problem_fn *report; /* the caller's; may be NULL */
  void *context;            /* for report */
  sheaf_record read;        /* the record that is being read; the worker's while it runs */
  sheaf_record record;      /* the record that was given last, its texts the batch's */
  batch *batches;           /* the ring; owned */
  batch *filling;           /* the batch that problems go into */
  batch *current;           /* the batch that the caller is in, NULL before the first */
  size_t at;                /* its next item */
  size_t packed;            /* where the bytes of that begin */
  const char *rejected;     /* those of the last item, where it was rejected; the batch's */
  size_t rejected_length;   /* how many, 0 where there are none */
  size_t told;              /* problems of it that were reported */
  uint64_t given;           /* batches filled; under the lock */
  uint64_t taken;           /* batches emptied; under the lock */
  size_t held;              /* bytes of packed records in between; under the lock */
  int stop;                 /* the caller wants no more; under the lock */
  int threaded;             /* thread runs or is to be joined */
  pthread_t thread;         /* the worker */
  pthread_mutex_t lock;     /* of given, taken, held, stop */
  pthread_cond_t changed;   /* they did */
};

/* ---- the worker's side ---- */

static void keep_problem(void *context, const sheaf_problem *problem) {
  batch *into = ((sheaf_prefetch *)context)->filling;
  sheaf_problem kept = *problem;
  kept.message = sheaf_arena_copy(&into->messages, problem->message, strlen(problem->message));
  if (kept.message)
    sheaf_buf_add(&into->problems, &kept, sizeof kept);
  else
    into->problems.failed = 1;
}

/* What was rejected goes over as it stood, where that is still at hand: reading the input once more costs its caller
 * far more. */
static void add_rejected(const sheaf_prefetch *self, batch *into) {
  const size_t length = self->read.bytes <= SHEAF_SOURCE_REMEMBERED ? (size_t)self->read.bytes : 0;
  if (!sheaf_source_again(self->source, self->read.byte, length, &into->packed)) into->packed.failed = 0;
}

static int read_into(sheaf_prefetch *self, batch *into, item *next) {
  const sheaf_record *record = &self->read;
  const size_t before = into->packed.length;
  int result = sheaf_reader_next(self->reader, &self->read, &into->failure);
  if (result == SHEAF_READ_REJECTED) add_rejected(self, into);
  if (result == SHEAF_READ_RECORD && sheaf_record_pack(record, &into->packed)) {
    into->packed.failed = 0;
    into->packed.length = before;
    result = sheaf_error_memory(&into->failure);
  }
  if (into->problems.failed) result = sheaf_error_memory(&into->failure);
  *next = (item){
      record->line, record->byte, record->bytes, into->packed.length, into->problems.length / sizeof(sheaf_problem),
      result};
  return result;
}

static void fill(sheaf_prefetch *self, batch *into) {
  self->filling = into;
  uint64_t bytes = 0;
  while (!into->ended && into->count < RECORDS && bytes < BATCH_BYTES && into->packed.length < BATCH_BYTES) {
    item *next = &into->items[into->count++];
    into->ended = read_into(self, into, next) <= 0;
    bytes += next->bytes;
  }
  into->dialect = sheaf_reader_dialect(self->reader);
  into->encoding = sheaf_source_encoding(self->source);
  into->consumed = sheaf_source_consumed(self->source);
}

static int is_full(const sheaf_prefetch *self) {
  return self->given - self->taken == BATCHES || self->held >= MOST_BYTES;
}

/* The next batch to fill, once there is one; NULL when the caller wants no more. */
static batch *wait_empty(sheaf_prefetch *self) {
  pthread_mutex_lock(&self->lock);
  while (!self->stop && is_full(self)) pthread_cond_wait(&self->changed, &self->lock);
  batch *empty = self->stop ? NULL : &self->batches[self->given % BATCHES];
  pthread_mutex_unlock(&self->lock);
  return empty;
}

static void *work(void *context) {
  sheaf_prefetch *self = context;
  batch *into;
  int ended = 0;
  while (!ended && (into = wait_empty(self))) {
    fill(self, into);
    ended = into->ended;
    pthread_mutex_lock(&self->lock);
    self->given++;
    self->held += into->packed.length;
    pthread_cond_signal(&self->changed);
    pthread_mutex_unlock(&self->lock);
  }
  return NULL;
}

/* ---- the caller's side ---- */

int sheaf_prefetch_open(sheaf_prefetch **out, sheaf_source *source, const sheaf_format *format, const char *columns,
                        sheaf_problem_fn *report, void *context, sheaf_error *err) {
  *out = NULL;
  sheaf_prefetch *self = sheaf_mem_zero(1, sizeof *self);
  batch *batches = sheaf_mem_zero(BATCHES, sizeof *batches);
  if (!self || !batches) {
    sheaf_mem_free(self);
    sheaf_mem_free(batches);
    return sheaf_error_memory(err);
  }
  *self =
      (sheaf_prefetch){.source = source, .report = report, .context = context, .batches = batches, .filling = batches};
  sheaf_record_init(&self->read);
  sheaf_record_init(&self->record);
  for (size_t b = 0; b < BATCHES; b++) sheaf_arena_init(&batches[b].messages);
  pthread_mutex_init(&self->lock, NULL);
  pthread_cond_init(&self->changed, NULL);
  sheaf_source_remember(source);
  int code = sheaf_reader_open(&self->reader, source, format, keep_problem, self, err);
  if (!code && columns) code = sheaf_reader_set_columns(self->reader, columns, err);
  if (code) {
    sheaf_prefetch_close(self);
    return code;
  }
  self->threaded = !sheaf_thread_start(&self->thread, work, self);
  *out = self;
  return SHEAF_OK;
}

/* Memory stays for the next time, but not that of records longer than others: there are many batches. */
static size_t empty(batch *self) {
  enum { USUAL = BATCH_BYTES / 2 };
  const size_t length = self->packed.length;
  self->count = 0;
  if (self->packed.capacity > USUAL) sheaf_buf_clear(&self->packed);
  sheaf_buf_reset(&self->packed);
  sheaf_buf_reset(&self->problems);
  sheaf_arena_reset(&self->messages);
  return length;
}

/* Gives the batch at hand back and waits for the next one. */
static batch *turn(sheaf_prefetch *self) {
  const size_t freed = self->current ? empty(self->current) : 0;
  pthread_mutex_lock(&self->lock);
  if (self->current) {
    self->taken++;
    self->held -= freed;
    pthread_cond_signal(&self->changed);
  }
  while (self->threaded && self->given == self->taken) pthread_cond_wait(&self->changed, &self->lock);
  pthread_mutex_unlock(&self->lock);
  batch *next = &self->batches[self->taken % BATCHES];
  if (!self->threaded) {
    fill(self, next);
    self->given++;
    self->held += next->packed.length;
  }
  self->at = self->told = self->packed = 0;
  return self->current = next;
}

/* Makes the item's record of its packed form. */
static int unpack(sheaf_prefetch *self, const item *from, sheaf_error *err) {
  const char *bytes = self->current->packed.data; /* NULL where no record of the batch says anything */
  const size_t begin = self->packed, length = from->packed - begin;
  if (bytes) bytes += begin;
  self->packed = from->packed;
  sheaf_record_reset(&self->record);
  self->record.line = from->line;
  self->record.byte = from->byte;
  self->record.bytes = from->bytes;
  const int is_rejected = from->result == SHEAF_READ_REJECTED;
  self->rejected = is_rejected ? bytes : NULL;
  self->rejected_length = is_rejected ? length : 0;
  const int code = is_rejected ? SHEAF_OK : sheaf_record_unpack(&self->record, bytes, length, err);
  return code ? code : from->result;
}

int sheaf_prefetch_next(sheaf_prefetch *self, const sheaf_record **record, sheaf_error *err) {
  batch *from = self->current;
  if (from && self->at == from->count && from->ended) return SHEAF_READ_END;
  if (!from || self->at == from->count) from = turn(self);
  const item *next = &from->items[self->at++];
  for (; self->told < next->problems; self->told++) {
    sheaf_problem problem;
    memcpy(&problem, from->problems.data + self->told * sizeof problem, sizeof problem);
    if (self->report) self->report(self->context, &problem);
  }
  *record = &self->record;
  if (next->result < 0 && err) *err = from->failure;
  return unpack(self, next, err);
}

void sheaf_prefetch_close(sheaf_prefetch *self) {
  if (!self) return;
  if (self->threaded) {
    pthread_mutex_lock(&self->lock);
    self->stop = 1;
    pthread_cond_signal(&self->changed);
    pthread_mutex_unlock(&self->lock);
    pthread_join(self->thread, NULL);
  }
  sheaf_reader_close(self->reader);
  for (size_t b = 0; b < BATCHES; b++) {
    sheaf_buf_clear(&self->batches[b].packed);
    sheaf_buf_clear(&self->batches[b].problems);
    sheaf_arena_clear(&self->batches[b].messages);
  }
  sheaf_record_clear(&self->read);
  sheaf_record_clear(&self->record);
  pthread_cond_destroy(&self->changed);
  pthread_mutex_destroy(&self->lock);
  sheaf_mem_free(self->batches);
  sheaf_mem_free(self);
}

size_t sheaf_prefetch_rejected(const sheaf_prefetch *self, const char **bytes) {
  *bytes = self->rejected;
  return self->rejected_length;
}

const sheaf_format *sheaf_prefetch_format(const sheaf_prefetch *self) { return sheaf_reader_format(self->reader); }

const char *sheaf_prefetch_dialect(const sheaf_prefetch *self) { return self->current ? self->current->dialect : NULL; }

const char *sheaf_prefetch_encoding(const sheaf_prefetch *self) {
  return self->current ? self->current->encoding : NULL;
}

uint64_t sheaf_prefetch_consumed(const sheaf_prefetch *self) { return self->current ? self->current->consumed : 0; }

/* decision.h - what reviewers decided about records, the codes they gave to passages, what they noted: rows of the
 * ledger, and what these say beyond its columns in the tables `decision`, `code`, `attribute` and `memo`, under the
 * row's number.
 *
 *   action       record  about          note
 *   decide       whose                  the reason
 *   code         whose                  the memo
 *   undo                 the row undone the reason
 *
 * Nothing here says what stands: that is derived from the rows, by the works that the records are of now.
 *
 * A record that is loaded may bring decisions and codes along, as entries of SHEAF_FIELD_DECISION (written by
 * lua/sheaf/writer/decisions.lua). Their values, in parts: stage, verdict, reviewer, time, reason, "resolves";
 * those with the note "code": code, field, reviewer, time, memo, first, last; with the note "attribute": name, value,
 * reviewer, time, why; with the note "memo": text, reviewer, time, what it is about ("code", "passage", else the
 * record), and of these the code, or which of the record's codes so far (1, 2, ...). */
#ifndef SHEAF_STORE_DECISION_H
#define SHEAF_STORE_DECISION_H

#include <stdint.h>

#include "base/error.h"
#include "record/record.h"
#include "store.h"

/* Texts are borrowed during the call; NULL where not said. */
typedef struct sheaf_decision {
  const char *stage;   /* title-abstract, full-text, ...; never NULL */
  const char *verdict; /* include, exclude, maybe; never NULL */
  int resolves;        /* settles a conflict between reviewers */
  const char *who;     /* the reviewer */
  const char *at;      /* when, ISO 8601 in UTC; NULL: now */
  const char *reason;  /* why */
} sheaf_decision;

typedef struct sheaf_coding {
  const char *code;  /* its name; never NULL */
  const char *field; /* where the passage stands; NULL: the record as a whole */
  int64_t first;     /* its first byte, 1-based; 0 where none */
  int64_t last;      /* its last byte */
  const char *who;   /* the coder */
  const char *at;    /* when, ISO 8601 in UTC; NULL: now */
  const char *memo;  /* what the coder notes */
} sheaf_coding;

typedef struct sheaf_attribute {
  const char *name;  /* country, role, ...; never NULL */
  const char *value; /* NULL: none any more */
  const char *who;   /* who says so */
  const char *at;    /* when, ISO 8601 in UTC; NULL: now */
  const char *why;   /* why */
} sheaf_attribute;

/* About a record, a code's row or a code: one of them is given. */
typedef struct sheaf_memo {
  uint32_t record;  /* 0 where none */
  int64_t about;    /* 0 where none */
  const char *code; /* NULL where none */
  const char *text; /* never NULL */
  const char *who;  /* who notes it */
  const char *at;   /* when, ISO 8601 in UTC; NULL: now */
} sheaf_memo;

/* One decision about each of the records, all or none; *first is the number of the first row, the others follow it.
 * SHEAF_ERANGE where there is no such record. */
int sheaf_decision_add(sheaf_store *store, const uint32_t *ids, size_t count, const sheaf_decision *decision,
                       int64_t *first, sheaf_error *err);
/* codings[i] is about the record ids[i]; all or none, numbers as above. */
int sheaf_decision_code(sheaf_store *store, const uint32_t *ids, size_t count, const sheaf_coding *codings,
                        int64_t *first, sheaf_error *err);
/* The same attribute for each of the records, all or none, numbers as above. */
int sheaf_decision_attribute(sheaf_store *store, const uint32_t *ids, size_t count, const sheaf_attribute *attribute,
                             int64_t *first, sheaf_error *err);
/* SHEAF_ERANGE where there is no such record. The caller has seen that `about` is a code's row. */
int sheaf_decision_memo(sheaf_store *store, const sheaf_memo *memo, int64_t *row, sheaf_error *err);

/* Undoes the rows from first to last, all or none; *row is the number of the first undo, the others follow it. The
 * caller has seen that they may be undone. */
int sheaf_decision_undo(sheaf_store *store, int64_t first, int64_t last, const char *who, const char *why, int64_t *row,
                        sheaf_error *err);

/* Appends what a loaded record brings along, within the caller's transaction. */
int sheaf_decision_take(sheaf_store *store, uint32_t id, const sheaf_record *record, sheaf_error *err);

#endif

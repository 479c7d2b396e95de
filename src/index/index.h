/* index.h - the positional, field-aware inverted index, in segments that live in the library's own database.
 *
 * A document is a record; its number is the record's id. A term is (field, token), where token is folded text
 * (token.h). An occurrence is (document, instance, position): instances are the repeated values of a field (author 0,
 * author 1; heading 0, ...); positions count tokens from 0 within one instance. No phrase crosses fields or instances.
 * Postings become visible to readers when the transaction in which sheaf_index_flush wrote them commits, together with
 * the records.
 * Which tokens a record gives, and the one token that a query must ask for in a field of names, identifiers or dates,
 * is in document.h. Limits: 512 bytes tell a token from others; of a field the first 65,536 values are indexed, and of
 * a value the first 4,194,304 positions. */
#ifndef SHEAF_INDEX_INDEX_H
#define SHEAF_INDEX_INDEX_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "record/record.h"

struct sqlite3; /* so that floors above need not see sqlite3.h */

/* Fields of the index: record fields by their numbers (field.h), and these beyond them. */
typedef enum sheaf_index_field {
  SHEAF_INDEX_HEADING_NAME = 200, /* one token a heading: its whole folded name; instance = the heading, position 0 */
  SHEAF_INDEX_HEADING_MAJOR, /* the same, only where the descriptor or one of its qualifiers is major: position 0 */
  SHEAF_INDEX_QUALIFIER, /* one token a qualifier: its whole folded name; instance = the heading it stands on, position
                            = its place, 1.. */
  SHEAF_INDEX_QUALIFIER_MAJOR,    /* the same for qualifiers that are major themselves or whose descriptor is */
  SHEAF_INDEX_HEADING_SELF_MAJOR, /* heading whose descriptor itself carries the asterisk: for `heading/qualifier` with
                                     focus */
  SHEAF_INDEX_FIRST_AUTHOR,       /* AUTHOR tokens of the first author */
  SHEAF_INDEX_LAST_AUTHOR,        /* AUTHOR tokens of the last author (where the list is not cut) */
  SHEAF_INDEX_AUTHOR_NAME,    /* one token an author: folded "family initials suffix" ("richards sh"), for name search;
                                 instance = the author */
  SHEAF_INDEX_TYPE_NAME,      /* one token a publication type: its whole folded name */
  SHEAF_INDEX_KEYWORD_NAME,   /* one token a keyword: whole folded text */
  SHEAF_INDEX_SUBSTANCE_NAME, /* one token a substance: whole folded name; and its registry number */
  SHEAF_INDEX_JOURNAL_NAME,   /* one token a name of the journal: full title, abbreviation, ISSN, NLM id */
  SHEAF_INDEX_IDENTIFIER, /* one token an identifier: normalised DOI, PMID, PMCID, ISSN, ISBN, accession, other ids */
  SHEAF_INDEX_HAS         /* one token a fact: "abstract", "doi", "date" (of publication, printed or electronic), ...
                             so that hasabstract is a posting list */
} sheaf_index_field;

typedef struct sheaf_index sheaf_index;

/* Opens the index of a database whose schema holds its tables (sheaf_index_schema); db is borrowed until close. */
int sheaf_index_open(sheaf_index **out, struct sqlite3 *db, sheaf_error *err);
/* The same of a library on servers. What is written goes to the load that runs there; there are statistics and terms,
 * but no lists: src/query/remote.h asks the shards. */
struct sheaf_server;
int sheaf_index_open_server(sheaf_index **out, struct sheaf_server *server, sheaf_error *err);
int sheaf_index_is_remote(const sheaf_index *self); /* 1: it is one on servers */
void sheaf_index_close(sheaf_index *self);
/* Statistics of a whole of which this index holds a part (remote.h), borrowed until they are taken back with NULL. */
struct sheaf_index_statistics;
void sheaf_index_give_statistics(sheaf_index *self, const struct sheaf_index_statistics *given);

/* The SQL that makes the index's tables: a migration of store/schema runs it. Static. */
const char *sheaf_index_schema(void);

/* ---- writing: the caller holds a write transaction from the first flush to its commit ---- */
/* Adds a record's terms to memory. document must be larger than any before. */
int sheaf_index_add(sheaf_index *self, uint32_t document, const sheaf_record *record, sheaf_error *err);
/* The same, with the record as sheaf_record_pack gives it, where the caller has it; NULL allowed. */
int sheaf_index_add_packed(sheaf_index *self, uint32_t document, const sheaf_record *record, const sheaf_buf *packed,
                           sheaf_error *err);
void sheaf_index_work_ahead(sheaf_index *self);      /* from now on a thread may do it, where there is much to add */
size_t sheaf_index_pending(const sheaf_index *self); /* bytes of terms held in memory, more or less */
/* Writes what is in memory as a segment: what is sealed, or else all. */
int sheaf_index_flush(sheaf_index *self, sheaf_error *err);
/* Where a thread adds the terms: from here on it makes a segment of what is in memory, which the next flush will write,
 * and more may be added meanwhile. 1, 0 where no thread does or something is sealed already, or a failure. */
int sheaf_index_seal(sheaf_index *self, sheaf_error *err);
/* Nothing is added any more before what is sealed is flushed: what was added behind it becomes a segment meanwhile. */
int sheaf_index_finish(sheaf_index *self, sheaf_error *err);
int sheaf_index_ready(sheaf_index *self); /* 1 where the flush of what is sealed need not wait */
void sheaf_index_trim(sheaf_index *self); /* frees what a flush keeps for the next one */
void sheaf_index_discard(
    sheaf_index *self); /* forgets what is in memory (after a rollback), and rereads the segment list */
int sheaf_index_merge(
    sheaf_index *self, int all,
    sheaf_error *err); /* merges segments by tiers, or all into one; within the caller's transaction */
/* The same by tiers, begun at the beginning of a transaction: where a thread may be had for it and it is worth one, it
 * goes on beside what the caller does, over several transactions. Each asks before its commit whether it is time: a
 * merge gets the time of some batches, however fast it is, so that the same input leaves the same segments. */
int sheaf_index_merge_begin(sheaf_index *self, sheaf_error *err);
int sheaf_index_merge_batch(sheaf_index *self, sheaf_error *err);
/* Waits for one that was begun, and stores it. It is left undone where another process has merged meanwhile, or the
 * thread could neither read nor write. */
int sheaf_index_merge_finish(sheaf_index *self, sheaf_error *err);

/* ---- reading: a view of the segments that stays the same until refresh ---- */
/* When another connection merges segments of this view and the caller holds no read transaction, reading what was not
 * read before gives SHEAF_EBUSY: refresh and ask again. A damaged library gives SHEAF_ECORRUPT. */
int sheaf_index_refresh(sheaf_index *self,
                        sheaf_error *err); /* sees what other connections committed; cheap when nothing changed */
uint32_t sheaf_index_documents(const sheaf_index *self); /* documents with postings */
uint32_t sheaf_index_last(const sheaf_index *self);      /* the highest document number */
uint64_t sheaf_index_tokens(const sheaf_index *self,
                            unsigned field); /* tokens of a field over all documents, for BM25 */
int sheaf_index_length(sheaf_index *self, unsigned field, uint32_t document, uint32_t *tokens,
                       sheaf_error *err); /* a document's tokens in a field */

/* The tokens of neighbouring documents in a field, as they lie packed. */
typedef struct sheaf_lengths_view {
  const uint8_t *packed; /* the numbers; borrowed until refresh */
  uint32_t width;        /* bits a number */
  uint32_t first;        /* document of the first number */
  uint32_t count;        /* numbers; all other documents up to last have no tokens */
  uint32_t last;         /* the document up to which this holds */
} sheaf_lengths_view;
int sheaf_index_lengths(sheaf_index *self, unsigned field, uint32_t document, sheaf_lengths_view *view,
                        sheaf_error *err); /* the lengths of a document and those that follow it */

/* A cursor over the postings of one term, ascending by document, over all segments. */
typedef struct sheaf_posting_cursor sheaf_posting_cursor;

typedef struct sheaf_occurrence {
  uint32_t instance; /* which value of the field */
  uint32_t position; /* token within it */
} sheaf_occurrence;

/* *out is NULL (and 0 returned) where no document has the term. */
int sheaf_index_find(sheaf_index *self, unsigned field, const char *token, size_t length, sheaf_posting_cursor **out,
                     sheaf_error *err);
/* Moves to the next document, or to the first one >= target: its number, or 0 at the end; negative never: failures are
 * kept and given by sheaf_posting_cursor_error. Documents begin at 1. */
uint32_t sheaf_posting_cursor_next(sheaf_posting_cursor *self);
uint32_t sheaf_posting_cursor_seek(sheaf_posting_cursor *self, uint32_t target);
uint32_t sheaf_posting_cursor_documents(const sheaf_posting_cursor *self); /* how many documents have the term */
uint32_t sheaf_posting_cursor_frequency(sheaf_posting_cursor *self);       /* occurrences in the present document */
/* The present document and those behind it that are decoded already, with their frequencies; how many: 0 at the end.
 * Borrowed until the cursor moves. */
uint32_t sheaf_posting_cursor_block(sheaf_posting_cursor *self, const uint32_t **documents,
                                    const uint32_t **frequencies);
/* Goes `ahead` documents on among those that sheaf_posting_cursor_block gave, which stay. */
void sheaf_posting_cursor_skip(sheaf_posting_cursor *self, uint32_t ahead);
/* The occurrences in the present document, ascending; borrowed until the cursor moves. *count is the frequency. */
const sheaf_occurrence *sheaf_posting_cursor_occurrences(sheaf_posting_cursor *self, uint32_t *count);
/* The same as positions alone, where they are near at hand: NULL where occurrences must be asked for. Eight times
 * UINT32_MAX follows. */
const uint32_t *sheaf_posting_cursor_positions(sheaf_posting_cursor *self, uint32_t *count);
int sheaf_posting_cursor_error(const sheaf_posting_cursor *self, sheaf_error *err); /* 0, or what failed on the way */
void sheaf_posting_cursor_close(sheaf_posting_cursor *self);

/* All documents of a term at once, ascending, for set algebra: appends to *documents (grown with sheaf_mem_resize).
 * Faster than a cursor. */
typedef struct sheaf_documents {
  uint32_t *ids;   /* ascending, no duplicates */
  size_t count;    /* ids in use */
  size_t capacity; /* ids allocated */
} sheaf_documents;
int sheaf_index_documents_of(sheaf_index *self, unsigned field, const char *token, size_t length, sheaf_documents *out,
                             sheaf_error *err);

/* How many documents have a term. */
int sheaf_index_count(sheaf_index *self, unsigned field, const char *token, size_t length, uint32_t *documents,
                      sheaf_error *err);

/* How many documents have a token in any of some fields (bit n: field n), where sheaf_index_keep_count was told since
 * the segments last changed: 1, or 0 where it is not known. Any other name of up to SHEAF_INDEX_COUNTED bytes will do,
 * too. */
enum { SHEAF_INDEX_COUNTED = 48 };
int sheaf_index_kept_count(const sheaf_index *self, uint64_t fields, const char *token, size_t length,
                           uint32_t *documents);
void sheaf_index_keep_count(sheaf_index *self, uint64_t fields, const char *token, size_t length, uint32_t documents);

/* All documents of a term, ascending, some at a time, with their frequencies where counted (else frequencies is NULL);
 * both arrays are borrowed during the call. visit returns 0, or a negative code to stop with. */
typedef int sheaf_block_fn(void *context, const uint32_t *documents, const uint32_t *frequencies, uint32_t count);
int sheaf_index_blocks_of(sheaf_index *self, unsigned field, const char *token, size_t length, int counted,
                          sheaf_block_fn *visit, void *context, sheaf_error *err);

/* Calls visit for every token of a field that begins with prefix, in byte order, once each over all segments, with the
 * number of documents summed over segments. visit returns 0 to go on, 1 to stop, negative to fail. token is borrowed
 * during the call. */
typedef int sheaf_term_fn(void *context, const char *token, size_t length, uint32_t documents);
int sheaf_index_terms(sheaf_index *self, unsigned field, const char *prefix, size_t length, sheaf_term_fn *visit,
                      void *context, sheaf_error *err);

/* Appends the documents of every token of a field that begins with prefix and that keep (NULL: each) answers with 1, in
 * no order and with repetitions; one pass over the dictionary and the posting lists beside each other. */
typedef int sheaf_term_keep_fn(const void *context, const char *token, size_t length);
int sheaf_index_documents_within(sheaf_index *self, unsigned field, const char *prefix, size_t length,
                                 sheaf_term_keep_fn *keep, const void *context, sheaf_documents *out, sheaf_error *err);
/* The same, some documents at a time; a document's tokens come in byte order. */
int sheaf_index_blocks_within(sheaf_index *self, unsigned field, const char *prefix, size_t length,
                              sheaf_term_keep_fn *keep, const void *keep_context, int counted, sheaf_block_fn *visit,
                              void *context, sheaf_error *err);

/* Memory for a query, all zero, so that not every query takes fresh pages: borrowed until the next call, to be left all
 * zero, or else freed. NULL where there is none. */
void *sheaf_index_scratch(sheaf_index *self, size_t bytes);
void sheaf_index_scratch_free(sheaf_index *self);

/* Checks every segment's bytes and counts against each other: 0, or SHEAF_ECORRUPT and what is damaged. */
int sheaf_index_check(sheaf_index *self, sheaf_error *err);

#endif

/* document.h - which tokens a record gives: the rules of the index's fields in one place.
 *
 * Word fields hold the words of the text in order, one instance an entry (the abstract's sections are one text, as
 * sheaf_record_abstract joins them). The other fields hold one token a value, which sheaf_document_token makes. */
#ifndef SHEAF_INDEX_DOCUMENT_H
#define SHEAF_INDEX_DOCUMENT_H

#include "accum.h"
#include "record/record.h"
#include "token.h"

typedef enum sheaf_document_kind {
  SHEAF_DOCUMENT_NONE,       /* not indexed */
  SHEAF_DOCUMENT_WORDS,      /* words (token.h) */
  SHEAF_DOCUMENT_NAME,       /* the whole value by sheaf_token_whole */
  SHEAF_DOCUMENT_IDENTIFIER, /* the whole value, folded, punctuation and all: "10.1136/qshc.2006.021501" */
  SHEAF_DOCUMENT_DATE        /* the whole value as it stands: "2018-06-19" */
} sheaf_document_kind;

/* The kind of a field of the index, records' fields and those of index.h. */
sheaf_document_kind sheaf_document_field_kind(unsigned field);

/* Appends the one token that a field of names, identifiers or dates holds for a value; queries make theirs with it. */
void sheaf_document_token(unsigned field, const char *text, size_t length, sheaf_buf *out);

/* A person's name as AUTHOR_NAME has it, from the parts of an author's value: "richards sh jr". Appended. */
void sheaf_document_author(const char *value, size_t length, sheaf_buf *out);

/* Texts under construction while records are added. */
typedef struct sheaf_document {
  sheaf_token_cursor words; /* of the text at hand */
  sheaf_buf text;           /* the abstract, or a name */
  sheaf_buf name;           /* a whole token */
} sheaf_document;

void sheaf_document_init(sheaf_document *self);
void sheaf_document_clear(sheaf_document *self);

/* Adds a record's tokens to accum. 0, or SHEAF_ENOMEM and accum as it was before. */
int sheaf_document_add(sheaf_document *self, sheaf_accum *accum, uint32_t number, const sheaf_record *record,
                       sheaf_error *err);

#endif

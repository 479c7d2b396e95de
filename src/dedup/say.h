/* say.h - what a person says about two records, put into the ledger and followed at once; and the evidence on two. */
#ifndef SHEAF_DEDUP_SAY_H
#define SHEAF_DEDUP_SAY_H

#include "base/error.h"
#include "compare.h"
#include "store/ledger.h"
#include "store/store.h"

/* Appends a row: action same or distinct with record and other, or undo with about; and makes anew the works of what
 * hangs together with them. SHEAF_ERANGE where there is no such record or row, or where it contradicts what was said
 * before (then nothing is changed). */
int sheaf_say(sheaf_store *store, sheaf_ledger_row *row, sheaf_error *err);

/* The evidence on two records. SHEAF_ERANGE where there is no such record. */
int sheaf_say_why(sheaf_store *store, uint32_t a, uint32_t b, sheaf_evidence *out, sheaf_error *err);

#endif

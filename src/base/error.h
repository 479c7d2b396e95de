/* error.h - the codes that core functions return, and the detail that goes with them.
 *
 * A core function returns SHEAF_OK (0), sometimes a positive answer, or one of the negative codes below; the caller's
 * sheaf_error then says what was wrong and where. */
#ifndef SHEAF_BASE_ERROR_H
#define SHEAF_BASE_ERROR_H

#include <stdint.h>

typedef enum sheaf_code {
  SHEAF_OK = 0,            /* done */
  SHEAF_ENOMEM = -1,       /* out of memory */
  SHEAF_EIO = -2,          /* a file could not be opened, read or written */
  SHEAF_EFORMAT = -3,      /* bytes that are not what the format says */
  SHEAF_ESYNTAX = -4,      /* a query that cannot be parsed */
  SHEAF_EUNSUPPORTED = -5, /* understood, but cannot be evaluated here */
  SHEAF_ESTORE = -6,       /* SQLite failed */
  SHEAF_EBUSY = -7,        /* the library is locked by another writer */
  SHEAF_ECORRUPT = -8,     /* the library is damaged, or not a library */
  SHEAF_ERANGE = -9        /* a limit was passed */
} sheaf_code;

enum { SHEAF_ERROR_MESSAGE = 480 };

typedef struct sheaf_error {
  int code;                          /* a sheaf_code */
  const char *name;                  /* static, stable word for scripts: "io", "Y-PAREN" */
  uint64_t line;                     /* 1-based line in the input, 0 where there is none */
  uint64_t byte;                     /* 0-based offset in the input (queries: in the query text) */
  char message[SHEAF_ERROR_MESSAGE]; /* UTF-8 sentence for a person, NUL-terminated */
} sheaf_error;

/* Fills self (NULL allowed) and returns code, so that a failure reads `return sheaf_error_set(err, ...)`. */
int sheaf_error_set(sheaf_error *self, sheaf_code code, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* The same with a name of its own (static, e.g. "Y-PAREN") and a byte position. */
int sheaf_error_at(sheaf_error *self, sheaf_code code, const char *name, uint64_t byte, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* The short, stable word for a code ("io", "syntax"); static. */
const char *sheaf_error_name(int code);

/* For out of memory: sets the message and returns SHEAF_ENOMEM. */
int sheaf_error_memory(sheaf_error *self);

/* Takes bytes that are not UTF-8 out of a message: a text that it quotes, or its end, may be cut within a character. */
void sheaf_error_clean(char *message);

#endif

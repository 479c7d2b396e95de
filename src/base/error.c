/* error.c - see error.h. */
#include "error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "utf8.h"

const char *sheaf_error_name(int code) {
  switch (code) {
    case SHEAF_OK: return "ok";
    case SHEAF_ENOMEM: return "memory";
    case SHEAF_EIO: return "io";
    case SHEAF_EFORMAT: return "format";
    case SHEAF_ESYNTAX: return "syntax";
    case SHEAF_EUNSUPPORTED: return "unsupported";
    case SHEAF_ESTORE: return "store";
    case SHEAF_EBUSY: return "busy";
    case SHEAF_ECORRUPT: return "corrupt";
    case SHEAF_ERANGE: return "range";
    default: return "unknown";
  }
}

void sheaf_error_clean(char *message) {
  size_t length = strlen(message);
  for (size_t at = 0; (at += sheaf_utf8_check(message + at, length - at)) < length; length--)
    memmove(message + at, message + at + 1, length - at);
}

static void fill(sheaf_error *self, sheaf_code code, const char *name, uint64_t byte, const char *format,
                 va_list args) {
  self->code = code;
  self->name = name;
  self->line = 0;
  self->byte = byte;
  vsnprintf(self->message, sizeof self->message, format, args);
  sheaf_error_clean(self->message);
}

int sheaf_error_set(sheaf_error *self, sheaf_code code, const char *format, ...) {
  if (self) {
    va_list args;
    va_start(args, format);
    fill(self, code, sheaf_error_name(code), 0, format, args);
    va_end(args);
  }
  return code;
}

int sheaf_error_at(sheaf_error *self, sheaf_code code, const char *name, uint64_t byte, const char *format, ...) {
  if (self) {
    va_list args;
    va_start(args, format);
    fill(self, code, name, byte, format, args);
    va_end(args);
  }
  return code;
}

int sheaf_error_memory(sheaf_error *self) { return sheaf_error_set(self, SHEAF_ENOMEM, "out of memory"); }

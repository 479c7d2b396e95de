/* sum.h - a 64-bit sum of bytes, the same on every machine. It finds damage, it does not keep out forgers. */
#ifndef SHEAF_BASE_SUM_H
#define SHEAF_BASE_SUM_H

#include <stddef.h>
#include <stdint.h>

uint64_t sheaf_sum_bytes(const void *bytes, size_t length);

#endif

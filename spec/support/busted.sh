#!/bin/sh
# Runs one spec; SHEAF_PRELOAD is loaded into the interpreter alone, not into the programs that a spec starts.
#   sh spec/support/busted.sh LUA BUSTED SPEC
[ -z "${SHEAF_PRELOAD:-}" ] || export LD_PRELOAD="$SHEAF_PRELOAD"
exec "$1" "$2" -o TAP "$3"

#!/bin/sh
# Fuzzes the readers, one after the other, the one with the fewest executions first; needs clang with libFuzzer.
#   nice -n 19 sh spec/fuzz/run.sh MINUTES [READER ...]
# Each turn is long in a build made for volume and short in one with AddressSanitizer and UBSan. Everything stays under
# out/fuzz, so that the next run goes on: tally.tsv counts the executions, corpus/READER has the inputs that reach new
# code, findings/READER those that failed: while there are any, it ends with 1. A reader is done at GOAL executions
# (environment; 10 million unless told).
set -eu
cd "$(dirname "$0")/../.."
minutes=${1:?"usage: sh spec/fuzz/run.sh MINUTES [READER ...]"}
shift
goal=${GOAL:-10000000}
volume_seconds=45 careful_seconds=15
out=out/fuzz tally=out/fuzz/tally.tsv
seeds="spec/fuzz/corpus spec/fixtures/formats examples/data"

build() { # NAME OPTIONS: clang with libFuzzer; the messages of a failure are shown
  mkdir -p "$out/$1"
  if ! { CC=clang cmake -S . -B "$out/$1" -DCMAKE_BUILD_TYPE=Release -DSHEAF_FUZZ=ON "$2" &&
    cmake --build "$out/$1" --target read_fuzz corpus_test; } >"$out/$1/build.log" 2>&1; then
    tail -n 30 "$out/$1/build.log" >&2
    exit 1
  fi
}

count() { # READER: executions so far
  awk -F '\t' -v name="$1" '$1 == name { n = $2 } END { print n + 0 }' "$tally"
}

findings() { # READER
  find "$out/findings/$1" -type f | wc -l
}

write() { # READER EXECUTIONS: its row of the tally
  awk -F '\t' -v name="$1" '$1 != name' "$tally" >"$tally.new"
  printf '%s\t%s\t%s\n' "$1" "$2" "$(findings "$1")" >>"$tally.new"
  mv "$tally.new" "$tally"
}

fuzz() { # BUILD SECONDS READER OPTIONS ...
  binary=$out/$1/spec/read_fuzz seconds=$2 reader=$3
  shift 3
  SHEAF_FUZZ_FORMAT=$reader "$binary" "$@" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 -reload=0 \
    -verbosity=0 -print_final_stats=1 -artifact_prefix="$out/findings/$reader/" \
    "$out/corpus/$reader" $seeds >"$out/last.log" 2>&1 || cp "$out/last.log" "$out/findings/$reader.log"
  executed=$(sed -n 's/^stat::number_of_executed_units: *//p' "$out/last.log")
  write "$reader" $(($(count "$reader") + ${executed:-0}))
}

next() { # READER ...: the one with the fewest executions, nothing when all have enough
  for reader; do printf '%s %s\n' "$(count "$reader")" "$reader"; done |
    awk -v goal="$goal" '$1 < goal && (!name || $1 < least) { least = $1; name = $2 } END { print name }'
}

build volume -DCMAKE_C_FLAGS=-fno-sanitize-coverage=trace-cmp
build careful -DSHEAF_SANITIZE=ON
if [ $# -eq 0 ]; then
  # shellcheck disable=SC2046 # names of readers have no spaces
  set -- $("$out/volume/spec/corpus_test" --formats)
fi
touch "$tally"
for reader; do
  mkdir -p "$out/corpus/$reader" "$out/findings/$reader"
  write "$reader" "$(count "$reader")"
done

end=$(($(date +%s) + minutes * 60))
while [ "$(date +%s)" -lt "$end" ]; do
  reader=$(next "$@")
  [ "$reader" ] || break
  fuzz volume "$volume_seconds" "$reader" -max_len=320 -entropic=0
  fuzz careful "$careful_seconds" "$reader" -max_len=2048
done

printf '%-14s %12s %9s\n' reader executions findings
for reader; do printf '%-14s %12s %9s\n' "$reader" "$(count "$reader")" "$(findings "$reader")"; done
[ -z "$(find "$out/findings" -type f)" ]

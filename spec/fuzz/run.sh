#!/bin/sh
# Fuzzes the readers, or the targets named, the one with the fewest executions first; needs clang with libFuzzer.
#   nice -n 19 sh spec/fuzz/run.sh MINUTES [READER|TARGET ...]
# Targets besides the readers: query-pubmed, query-ovid, query-embase, query-ebsco, query-cochrane, query-wos,
# query-scopus, query-proquest (query_fuzz.c), posting (posting_fuzz.c), library (library_fuzz.c); with AddressSanitizer
# and UBSan, a minute a turn.
# Each turn is long in a build made for volume and short in one with AddressSanitizer and UBSan (fuzz.cmake). The inputs
# of the first are short, those of the second longer; each goes on from what the other found. Everything stays under
# out/fuzz, so that the next run goes on: tally.tsv counts the executions, corpus/READER has the inputs that reach new
# code, findings/READER those that failed: while there are any, it ends with 1. A reader is done at GOAL executions
# (environment; 10 million unless told).
set -eu
cd "$(dirname "$0")/../.."
minutes=${1:?"usage: sh spec/fuzz/run.sh MINUTES [READER|TARGET ...]"}
shift
goal=${GOAL:-10000000}
volume_seconds=100 careful_seconds=15 core_seconds=60
export TZ=UTC0 # unset, each look at the time in a ZIP is a look for the file of the zone
out=${OUT:-out/fuzz}
tally=$out/tally.tsv
seeds="spec/fuzz/corpus spec/fixtures/formats examples/data"

build() { # NAME OPTION TARGETS ...: clang with libFuzzer; the messages of a failure are shown
  name=$1 option=$2
  shift 2
  mkdir -p "$out/$name"
  if ! { CC=clang cmake -S . -B "$out/$name" -DCMAKE_BUILD_TYPE=Release -DSHEAF_FUZZ=ON "$option" &&
    cmake --build "$out/$name" --target "$@"; } >"$out/$name/build.log" 2>&1; then
    tail -n 30 "$out/$name/build.log" >&2
    exit 1
  fi
}

is_core() { # TARGET
  case $1 in query-* | posting | library) ;; *) return 1 ;; esac
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

fuzz_core() { # SECONDS TARGET
  seconds=$1 target=$2 kind=${2%%-*} syntax=${2#query-}
  [ "$kind" = query ] || syntax=
  SHEAF_FUZZ_SYNTAX=$syntax "$out/core/spec/${kind}_fuzz" -max_len=1024 -max_total_time="$seconds" -timeout=20 \
    -rss_limit_mb=2048 -reload=0 -verbosity=0 -print_final_stats=1 -artifact_prefix="$out/findings/$target/" \
    "$out/corpus/$target" "spec/fuzz/corpus_$kind" >"$out/last.log" 2>&1 || cp "$out/last.log" "$out/findings/$target.log"
  executed=$(sed -n 's/^stat::number_of_executed_units: *//p' "$out/last.log")
  write "$target" $(($(count "$target") + ${executed:-0}))
}

next() { # READER ...: the one with the fewest executions, nothing when all have enough
  for reader; do printf '%s %s\n' "$(count "$reader")" "$reader"; done |
    awk -v goal="$goal" '$1 < goal && (!name || $1 < least) { least = $1; name = $2 } END { print name }'
}

readers=no core=no
[ $# -gt 0 ] || readers=yes
for target; do
  if is_core "$target"; then core=yes; else readers=yes; fi
done
if [ $readers = yes ]; then
  build volume -DSHEAF_SANITIZE=OFF read_fuzz
  build careful -DSHEAF_SANITIZE=ON read_fuzz
fi
[ $core = no ] || build core -DSHEAF_SANITIZE=ON query_fuzz posting_fuzz library_fuzz
if [ $# -eq 0 ]; then
  # shellcheck disable=SC2046 # names of readers have no spaces
  set -- $("$out/volume/spec/read_fuzz" --formats 2>/dev/null)
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
  if is_core "$reader"; then
    fuzz_core "$core_seconds" "$reader"
    continue
  fi
  fuzz volume "$volume_seconds" "$reader" -max_len=160 -entropic=0 -reduce_inputs=0 -use_cmp=0 \
    -runs=$((goal - $(count "$reader")))
  fuzz careful "$careful_seconds" "$reader" -max_len=2048
done

printf '%-14s %12s %9s\n' reader executions findings
for reader; do printf '%-14s %12s %9s\n' "$reader" "$(count "$reader")" "$(findings "$reader")"; done
[ -z "$(find "$out/findings" -type f)" ]

#!/bin/sh
# All tests: sets up, builds three times (as released, with AddressSanitizer and UBSan, with ThreadSanitizer), runs
# everything through ctest; in the last one only what runs on more than one thread.
#   sh spec/run.sh            everything
#   sh spec/run.sh NAME       only tests whose name matches
set -eu
cd "$(dirname "$0")/.."
echo "sheaf: installing what is missing, building, and running all tests"
sh examples/setup.sh tests

status=0
jobs=$(($(nproc) + 1)) # some tests wait for servers
for folder in build-thread build-sanitize build; do
  echo "sheaf: tests of $folder"
  ctest --test-dir "$folder" -j "$jobs" --output-on-failure --timeout 900 ${1:+-R "$1"} || status=1
done
exit $status

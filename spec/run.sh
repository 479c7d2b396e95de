#!/bin/sh
# All tests: sets up, builds twice (as released, and with AddressSanitizer and UBSan), runs everything through ctest.
#   sh spec/run.sh            everything
#   sh spec/run.sh NAME       only tests whose name matches
set -eu
cd "$(dirname "$0")/.."
echo "sheaf: installing what is missing, building, and running all tests"
sh examples/setup.sh tests

status=0
for folder in build-sanitize build; do
  echo "sheaf: tests of $folder"
  ctest --test-dir "$folder" -j 2 --output-on-failure --timeout 900 ${1:+-R "$1"} || status=1
done
exit $status

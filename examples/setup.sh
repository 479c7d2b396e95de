#!/bin/sh
# Installs the Debian packages that are missing and builds sheaf into ./build.
#   sh examples/setup.sh         what sheaf itself needs
#   sh examples/setup.sh tests   what its tests need as well
# Needs root, or sudo, only when something is missing. Harmless to run again.
set -eu
cd "$(dirname "$0")/.."

packages="gcc libc6-dev cmake make pkg-config lua5.4 liblua5.4-dev libsqlite3-dev libexpat1-dev zlib1g-dev
  libutf8proc-dev libgumbo-dev nettle-dev libzip-dev libjson-c-dev liblinear-dev lua-argparse lua-cjson lua-readline"
[ "${1:-}" != tests ] || packages="$packages lua-busted lua-check lua-filesystem libcmocka-dev luarocks chromium bsdutils gzip"

missing=
for package in $packages; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing="$missing $package"
done
if [ -n "$missing" ]; then
  echo "sheaf: installing$missing"
  as_root=
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || { echo "sheaf: run as root, or install yourself:$missing" >&2; exit 1; }
    as_root=sudo
  fi
  log=$(mktemp)
  if ! { $as_root apt-get update && $as_root env DEBIAN_FRONTEND=noninteractive \
         apt-get install -y --no-install-recommends $missing; } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    echo "sheaf: the packages could not be installed" >&2
    exit 1
  fi
  rm -f "$log"
fi

build() { # folder, further cmake options
  folder=$1
  shift
  echo "sheaf: building in $folder"
  mkdir -p "$folder"
  if ! { cmake -S . -B "$folder" "$@" && cmake --build "$folder" -j 2; } >"$folder/build.log" 2>&1; then
    tail -n 40 "$folder/build.log" >&2
    echo "sheaf: the build failed; the whole log is $folder/build.log" >&2
    exit 1
  fi
}

if [ "${1:-}" = tests ]; then
  build build -DSHEAF_TESTS=ON -DSHEAF_WERROR=ON
  build build-sanitize -DSHEAF_TESTS=ON -DSHEAF_WERROR=ON -DSHEAF_SANITIZE=ON -DCMAKE_BUILD_TYPE=Debug
  build build-thread -DSHEAF_TESTS=ON -DSHEAF_WERROR=ON -DSHEAF_SANITIZE=thread
else
  build build -DSHEAF_TESTS=OFF
fi

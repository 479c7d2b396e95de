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

# sheaf works without these too: libraries on PostgreSQL servers, faster unpacking of gzip; the tests that start servers
# of their own.
optional="libpq-dev libisal-dev"
[ "${1:-}" != tests ] || optional="$optional postgresql-15 pgbouncer"

missing() { # packages: those that are not installed
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || echo "$package"
  done
}

install() { # log, packages
  log=$1
  shift
  echo "sheaf: installing" "$@"
  as_root=
  [ "$(id -u)" = 0 ] || as_root=sudo
  { $as_root apt-get update && $as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y --no-install-recommends "$@"; } >"$log" 2>&1
}

needed=$(missing $packages)
wanted=$(missing $optional)
if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
  [ -z "$needed" ] || { echo "sheaf: run as root, or install yourself:" $needed >&2; exit 1; }
  wanted=
fi
log=$(mktemp)
if [ -n "$needed" ] && ! install "$log" $needed; then
  tail -n 20 "$log" >&2
  echo "sheaf: the packages could not be installed" >&2
  exit 1
fi
for package in $wanted; do
  install "$log" "$package" || echo "sheaf: going on without $package"
done
rm -f "$log"

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
  # Sanitizers at -O1, as their manuals advise: tests take a third less time; reports need no more than lines.
  checked="-DSHEAF_TESTS=ON -DSHEAF_WERROR=ON -DCMAKE_BUILD_TYPE=Debug"
  build build-sanitize $checked -DCMAKE_C_FLAGS_DEBUG="-O1 -g1" -DSHEAF_SANITIZE=ON
  build build-thread $checked -DCMAKE_C_FLAGS_DEBUG="-O1 -g1" -DSHEAF_SANITIZE=thread
else
  build build -DSHEAF_TESTS=OFF
fi

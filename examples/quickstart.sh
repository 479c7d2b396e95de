#!/bin/sh
# From a fresh Debian 12 to a library, a table of study characteristics and a report, on the records in examples/data.
# Installs what is missing (as root, or with sudo), builds into ./build, writes into ./out. Harmless to run again.
set -eu
cd "$(dirname "$0")/.."
echo "sheaf quickstart: installing what is missing, building, and running examples/main_job.lua"
sh examples/setup.sh
mkdir -p out
rm -f out/primary-care.sheaf out/primary-care.sheaf-wal out/primary-care.sheaf-shm
LUA_PATH="./lua/?.lua;./lua/?/init.lua;;" LUA_CPATH="./build/?.so;;" lua5.4 examples/main_job.lua examples/data out
echo "Open it: file://$(pwd)/out/report.html"

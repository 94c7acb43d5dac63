#!/bin/sh
# test.sh PRESET JOBS: builds everything with the preset and runs all tests.
set -eu

preset=$1
jobs=$2
cmake --preset "$preset" --log-level=WARNING >/dev/null
cmake --build --preset "$preset" -j "$jobs"
ctest --preset "$preset" -j "$jobs"

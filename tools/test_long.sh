#!/bin/sh
# test_long.sh SECONDS: what CI has no time for, after all tests and sanitizers: 200 kills of training, and each fuzzer for
# so many seconds.
set -eu

mkdir -p build/long/kill
root=$PWD
(cd build/long/kill && bash "$root/tests/e2e/kill_test.sh" "$root/build/release/elman" 200)
make --no-print-directory fuzz SECONDS_EACH="$1"

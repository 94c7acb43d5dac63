#!/bin/sh
# coverage.sh JOBS: builds the float tests with counters, runs them, and fails if they
# reach less than 95 % of the lines of elman/system, io, data or text. Details: build/coverage/lines-ROOM.txt.
set -eu

jobs=$1
cmake --preset coverage --log-level=WARNING >/dev/null
cmake --build --preset coverage --target elman_tests -j "$jobs"
find build/coverage -name '*.gcda' -delete
build/coverage/elman_tests --gtest_brief=1 >build/coverage/tests.log || { tail -n 30 build/coverage/tests.log; exit 1; }
for room in system io data text; do
  gcovr --root . --object-directory build/coverage/CMakeFiles/elman_core.dir --filter "elman/$room/" \
    --fail-under-line 95 build/coverage/CMakeFiles/elman_core.dir >build/coverage/lines-$room.txt || {
    cat build/coverage/lines-$room.txt
    exit 1
  }
  sed -n "s/^TOTAL */elman\/$room: /p" build/coverage/lines-$room.txt
done

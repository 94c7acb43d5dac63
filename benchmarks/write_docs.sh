#!/bin/sh
# write_docs.sh PEERS DATA [PAIRS 7]: measures everything and writes docs/benchmarks.md, below the line that says so, and
# docs/benchmarks_every_size.md. PEERS: see make bench-peers; DATA: folder that has g2p2021. Leave the machine alone for
# the two hours that it takes. YOYODYNE and YOYODYNE_RUN: see jobs.py.
set -eu
cd "$(dirname "$0")/.."
peers=$1 data=$2 pairs=${3:-7}
page=docs/benchmarks.md every_size=docs/benchmarks_every_size.md
written=$(mktemp)
trap 'rm -f "$written"' EXIT

run() { benchmarks/run.py --peers "$peers" --data "$data" --pairs "$pairs" "$@"; }
has_avx512() { grep -qw avx512f /proc/cpuinfo; }

{
  sed '/^<!-- measured/q' $page
  echo
  benchmarks/jobs.py --peers "$peers" --data "$data/g2p2021" \
    ${YOYODYNE:+--yoyodyne "$YOYODYNE" --yoyodyne-run "$YOYODYNE_RUN"}
  run
  run --threads 2
  if has_avx512; then run --avx2; fi
} > "$written"
cp "$written" $page

{
  printf '# Benchmarks at every size\n\nHow to read the tables: [benchmarks.md](benchmarks.md).\n\n'
  for tables in Products 'Recurrent layers'; do
    run --full --tables "$tables"
    if has_avx512; then run --full --tables "$tables" --avx2; fi
  done
} > "$written"
cp "$written" $every_size

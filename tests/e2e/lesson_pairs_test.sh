#!/bin/bash
# Lesson pairs learns all six pairs with each of 20 seeds, with its own letters fed back and with ?.
set -u
elman=$1
if [ -n "${ELMAN_SANITIZE:-}" ]; then
  echo 'sanitized: twenty trainings would take too long'
  exit 0
fi
failures=0
for seed in $(seq 1 20); do
  right=$("$elman" lesson pairs --seed "$seed" --json | python3 -c '
import json, sys
for block in json.load(sys.stdin)["blocks"]:
    if block.get("id") == "answers":
        print(sum(answer == wanted for _, answer, wanted in block["rows"]))')
  if [ "$right" == 6 ]; then echo "ok    seed $seed"; else
    echo "WRONG seed $seed: ${right:-none} of 6 right"
    failures=$((failures + 1))
  fi
done
exit "$((failures > 0))"

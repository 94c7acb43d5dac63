#!/bin/bash
# What a lesson says is so: every lesson over a grid of its flags, and each claim held against the document's numbers, by
# conditions that are written here once more. Every claim that there is has to have been seen, in both languages.
set -u
elman=$1
here=$(cd "$(dirname "$0")" && pwd)
if [ -n "${ELMAN_SANITIZE:-}" ]; then
  echo 'sanitized: the grid of trainings would take too long'
  exit 0
fi
exec python3 "$here/lesson_claims.py" "$elman" "$here/../../lessons/texts"

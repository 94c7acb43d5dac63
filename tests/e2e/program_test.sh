#!/bin/bash
# What the program promises: same seed, same bytes; lines in, lines out; exit codes; nothing overwritten.
set -u
elman=$1
export LC_ALL=C.UTF-8
source "$(dirname "$0")/expect.sh"
small=(--hidden-size 16 --embedding-size 8 --epochs 2 --force)
expect_code() {  # code, what stderr says, command ...
  local code=$1 says=$2
  shift 2
  "$@" >out.txt 2>err.txt </dev/null
  local found=$?
  expect "exit $code: ${*:2}" "$found" "$code"
  [ -z "$says" ] || grep -q -- "$says" err.txt || { echo "WRONG ${*:2}: stderr lacks \"$says\":"; cat err.txt; failures=$((failures + 1)); }
}

for i in $(seq 1 60); do printf 'ab%sc\tx y %s\n' "$i" "$(echo "$i" | sed 's/./& /g;s/ $//')"; done >pairs.tsv
for i in $(seq 1 40); do printf 'word%s\tV;PRS;NOM(1,SG)\twords%s\n' "$i" "$i"; done >features.tsv

# The same seed gives the same bytes at 1 and 2 threads; the thread count is no part of the model.
"$elman" train pairs.tsv -o one.elman "${small[@]}" --threads 1 2>/dev/null
"$elman" train pairs.tsv -o two.elman "${small[@]}" --threads 2 2>/dev/null
expect 'same bytes at 1 and 2 threads' "$(cmp one.elman two.elman && echo same)" same
"$elman" train pairs.tsv -o other.elman "${small[@]}" --seed 2 2>/dev/null
expect 'another seed gives another model' "$(cmp -s one.elman other.elman || echo other)" other

# Configuration: what --dump-config prints, --config takes; flags win.
"$elman" train pairs.tsv --dump-config "${small[@]}" >options.toml 2>/dev/null
"$elman" train pairs.tsv -o from_config.elman --config options.toml --force --threads 1 2>/dev/null
expect 'a dumped configuration gives the same model' "$(cmp one.elman from_config.elman && echo same)" same
expect 'flags win over the file' \
  "$("$elman" train pairs.tsv --config options.toml --hidden-size 24 --dump-config 2>/dev/null | grep '^hidden-size')" \
  'hidden-size = 24'

# Line for line.
expect 'as many lines out as in' "$(printf 'ab1c\n\nab2c\nq\n' | "$elman" predict one.elman 2>/dev/null | wc -l)" 4
expect 'piped in one go or line by line' \
  "$(for w in ab1c ab22c; do echo $w | "$elman" predict one.elman; done)" "$(printf 'ab1c\nab22c\n' | "$elman" predict one.elman)"
printf 'q\n' | "$elman" predict one.elman >/dev/null 2>err.txt
expect 'unknown symbols are named' "$(grep -c "'q'" err.txt)" 1
expect 'beam 1 is greedy' "$(cut -f1 pairs.tsv | "$elman" predict one.elman --beam 1)" "$(cut -f1 pairs.tsv | "$elman" predict one.elman)"
expect 'three best' "$(echo ab1c | "$elman" predict one.elman --beam 3 --nbest 3 | wc -l)" 3

# Features.
"$elman" train features.tsv -o features.elman "${small[@]}" 2>err.txt
expect 'three columns are source, features, target' "$(grep -c 'column 2 features' err.txt)" 1
expect 'features are symbols of their own' "$("$elman" inspect features.elman --json | grep -c '"\[NOM(1,SG)\]"')" 1
expect 'predicts lemma TAB features' "$(printf 'word1\tV;PRS;NOM(1,SG)\n' | "$elman" predict features.elman | wc -l)" 1

# File names are bytes, text in a model is UTF-8.
cp pairs.tsv $'caf\xE9.tsv'
"$elman" train $'caf\xE9.tsv' -o named.elman "${small[@]}" --dev $'caf\xE9.tsv' 2>/dev/null
expect 'a file whose name is not UTF-8' "$? $("$elman" inspect named.elman --json | grep -c '"caf?.tsv"')" '0 2'

# Complaints: exit code, and the message.
: >empty.tsv
printf 'a\tb\nonly-one-column\n' >column.tsv
printf 'a\tb\n\xff\tb\n' >bytes.tsv
head -c 3000 one.elman >short.elman
expect_code 2 'trian' "$elman" trian
expect_code 2 'hidden-size' "$elman" train pairs.tsv -o x.elman --hidden-size many
expect_code 2 'arch' "$elman" train pairs.tsv -o x.elman --arch cnn
expect_code 2 'exists' "$elman" train pairs.tsv -o one.elman
expect_code 3 'empty.tsv' "$elman" train empty.tsv -o x.elman
expect_code 3 'column.tsv:2' "$elman" train column.tsv -o x.elman
expect_code 3 'bytes.tsv:2' "$elman" train bytes.tsv -o x.elman
expect_code 5 'absent.tsv' "$elman" train absent.tsv -o x.elman
expect_code 4 'short.elman' "$elman" predict short.elman
expect_code 4 'pairs.tsv' "$elman" inspect pairs.tsv
expect_code 5 'absent.elman' "$elman" predict absent.elman
expect 'no failure left a model' "$(ls x.elman 2>/dev/null)" ''
expect_code 0 '' "$elman"
expect 'help shows examples of each kind of task' "$(grep -c '^  .*elman ' out.txt)" 6
exit "$((failures > 0))"

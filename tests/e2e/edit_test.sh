#!/bin/bash
# The decoder that edits: when it is chosen, and that it copies what it has never seen.
set -u
elman=$1
export LC_ALL=C.UTF-8
source "$(dirname "$0")/expect.sh"
rm -f ./*.elman* ./*.tsv ./*.txt

# Words of the letters a to j; the targets say them with an ending, backwards, and twice.
awk 'BEGIN {
  srand(7)
  for (i = 0; i < 400; ++i) {
    word = back = ""
    for (n = 3 + int(rand() * 4); n > 0; --n) { letter = substr("abcdefghij", 1 + int(rand() * 10), 1); word = word letter; back = letter back }
    print word "\t" word "ed" >"same.tsv"
    print word "\t" back >"back.tsv"
    print word "\t" word word >"twice.tsv"
  }
}'
train() { "$elman" train "$1.tsv" -o "$1.elman" --force --hidden-size 24 --embedding-size 16 --threads 1 "${@:2}" 2>log.txt; }
train same --epochs 40 --dropout 0.1
expect 'targets that keep the order of their sources are edited' "$? $(grep -c '^decoder  edit' log.txt)" '0 1'
expect 'what was never seen is copied' "$(printf 'abéd\nΩhaj\n' | "$elman" predict same.elman 2>unknown.txt)" $'abéded\nΩhajed'
expect 'and is said to be unknown' "$(grep -c 'é' unknown.txt)" 1
# Joined words, up to five times as long as any that was learnt: nothing of them is lost.
awk -F'\t' '{ joined = joined $1 } NR % 5 == 0 { print joined; joined = "" }' same.tsv | head -n 40 >joined.txt
"$elman" predict same.elman joined.txt 2>told.txt >written.txt
expect 'sources longer than any learnt are copied to their end' "$(paste joined.txt written.txt | awk 'index($2, $1) == 1' | wc -l)" 40
expect 'and it is said that they are longer' "$(grep -c 'longer than all that was learnt (6 symbols), the first in line 1' told.txt)" 1
# Two or three joined pairs beside each: what is as long was learnt.
train same --epochs 1 --joined-pairs 0.5
expect 'joined pairs are learnt' "$(printf '%s\n' abcdef{,abcdef{,abcdef{,a}}} | "$elman" predict same.elman 2>&1 >/dev/null |
  grep 'longer than all' | cut -d' ' -f2-4)" '1 source is'
awk -F'\t' '{ print $1 "\tX;Y\t" $2 }' same.tsv >features.tsv
refused 'joined pairs are a share' 2 'joined-pairs.*2.*expected' "$elman" train same.tsv -o x.elman --joined-pairs 2
refused 'joined pairs have no features' 2 'joined-pairs belongs to pairs without features' "$elman" train features.tsv -o x.elman --joined-pairs 0.5
train back --epochs 1
expect 'others are not: backwards' "$(grep -c '^decoder  recurrent' log.txt)" 1
train twice --epochs 1
expect 'others are not: twice' "$(grep -c '^decoder  recurrent.*repeat' log.txt)" 1
train back --epochs 1 --decoder edit
expect 'unless the user says so' "$? $(grep -c '^decoder' log.txt) $(grep -c 'edits of the source' log.txt)" '0 0 1'
train same --epochs 1 --decoder recurrent
expect 'or says otherwise' "$? $(grep -c '^decoder' log.txt) $(grep -c 'attention general' log.txt)" '0 0 1'
head -n 50 same.tsv >few.tsv
train few --epochs 1
expect 'few pairs say too little' "$? $(grep -c 'attention general' log.txt)" '0 1'
exit "$((failures > 0))"

#!/bin/bash
# A network with a pointer copies names that it has never seen, in every way of searching, and says where it cannot be.
set -u
elman=$1
export LC_ALL=C.UTF-8
source "$(dirname "$0")/expect.sh"
rm -f ./*.elman* ./.elman* ./*.tsv ./*.txt

# Sentences about people with names by a fixed linear congruence; almost every name occurs once.
awk 'BEGIN {
  state = 7
  for (lines = 0; lines < 900; ++lines) {
    for (person = 0; person < 2; ++person) {
      name[person] = ""
      for (i = 0; i < 5; ++i) {
        state = (state * 1103 + 12345) % 65536
        name[person] = name[person] substr("abcdefghij", 1 + int(state / 256) % 10, 1)
      }
    }
    print "my friend " name[0] " met " name[1] " .\t" name[1] " saw " name[0]
  }
}' >pairs.tsv
printf 'my friend Ørsted met 居里 .\nmy friend Mileva met Mileva .\n' >unseen.txt
printf '居里 saw Ørsted\nMileva saw Mileva\n' >wanted.txt
space=(--source-symbols space --target-symbols space --min-count 2)
small=(--hidden-size 32 --embedding-size 16 --epochs 5 --batch-size 16 --learning-rate 0.005 --held-out 0.05)

train() { "$elman" train pairs.tsv --force "${space[@]}" "${small[@]}" "$@" 2>log.txt; }
copied() { "$elman" predict "$@" <unseen.txt 2>/dev/null | cut -f2 | cmp -s - wanted.txt && echo copied; }

train -o one.elman --pointer --threads 1
expect 'training' "$?" 0
train -o two.elman --pointer --threads 2
expect 'the same bytes with two threads' "$(cmp one.elman two.elman && echo same)" same
expect 'the model says so' "$("$elman" inspect one.elman | grep -c 'pointer  *true')" 1
expect 'unseen names, greedy' "$(copied one.elman)" copied
expect 'unseen names, with a beam' "$(copied one.elman --beam 4)" copied
"$elman" predict one.elman --beam 4 --nbest 4 <unseen.txt 2>/dev/null >several.txt
expect 'the best of several' "$(awk -F'\t' '$2 == "居里 saw Ørsted"' several.txt | wc -l)" 1
expect 'an alignment' "$("$elman" predict one.elman --alignment <unseen.txt 2>/dev/null | python3 -c '
import json, sys
for line in sys.stdin:
    said = json.loads(line)
    row = said["alignment"][0]
    print(said["output"][0], said["source"][row.index(max(row))], len(row) == len(said["source"]))')" \
  '居里 居里 True
Mileva Mileva True'
expect 'eval' "$("$elman" eval one.elman pairs.tsv --json 2>/dev/null | python3 -c 'import json, sys; print(json.load(sys.stdin)["wer"] < 3)')" True

train -o covers.elman --pointer --coverage-loss 1 --input-feeding --attention additive --threads 1
expect 'coverage, input feeding, additive attention' "$? $(copied covers.elman --beam 3)" '0 copied'
train -o both.elman --pointer --models 2 --threads 2
expect 'two networks' "$? $(copied both.elman --beam 3)" '0 copied'
train -o plain.elman --arch lstm --decoder recurrent --threads 2
"$elman" ensemble one.elman plain.elman -o mixed.elman 2>log.txt
expect 'no ensemble with a network that has no pointer' "$? $(grep -c -e '--pointer' log.txt) $(ls mixed.elman 2>/dev/null)" '2 1 '

"$elman" train pairs.tsv -o words.elman --source-symbols word --target-symbols word "${small[@]}" --pointer 2>log.txt
cut -f2 pairs.tsv >text.txt
"$elman" train text.txt -o text.elman --task lm --symbols word --epochs 1 --hidden-size 16 --threads 2 2>log.txt
expect 'a language model of words' "$?" 0
expect 'with a language model' "$(copied words.elman --lm text.elman --lm-weight 0.1)" copied
expect 'what can be copied is not told as unknown' "$("$elman" predict words.elman 2>&1 >/dev/null <unseen.txt | grep -c 'does not know')" 0
expect 'what is unknown may be copied as well' "$(copied words.elman --copy-unknown on)" copied
"$elman" train pairs.tsv -o chars.elman --source-symbols char --target-symbols char "${small[@]}" --epochs 1 --pointer 2>log.txt
expect 'characters' "$?" 0
"$elman" train pairs.tsv -o pieces.elman --source-symbols bpe --target-symbols bpe --merges 200 --merge-dropout 0.1 \
  --joint-merges "${small[@]}" --epochs 1 --pointer 2>log.txt
expect 'parts of words' "$?" 0
"$elman" train pairs.tsv -o student.elman --distill one.elman --words unseen.txt "${small[@]}" --epochs 1 --pointer 2>log.txt
expect 'a student' "$?" 0

train=("$elman" train pairs.tsv -o refused.elman "${space[@]}" "${small[@]}")
refused 'no pointer of a Transformer' 2 pointer "${train[@]}" --pointer --arch transformer
refused 'no pointer of edits' 2 pointer "${train[@]}" --pointer --decoder edit
refused 'no pointer without attention' 2 attention "${train[@]}" --pointer --attention none
refused 'no coverage without attention' 2 attention "${train[@]}" --coverage-loss 1 --attention none
refused 'no negative coverage loss' 2 coverage-loss "${train[@]}" --pointer --coverage-loss -1
printf '%s\n' 'ab	1 2' 'ba	2 1' 'aa	1 1' 'bb	2 2' >foreign.tsv
refused 'nothing to copy' 2 'nothing to copy' "$elman" train foreign.tsv -o refused.elman --pointer --source-symbols char \
  --target-symbols space
expect 'nothing is left of what was refused' "$(ls refused.elman* 2>/dev/null)" ''
exit "$failures"

#!/bin/bash
# Each encoder with each decoder, for each task of pairs: train, predict, eval, inspect, go on after a kill, bad input, a
# damaged model.
set -u
elman=$1
export LC_ALL=C.UTF-8
source "$(dirname "$0")/expect.sh"
rm -f ./*.elman* ./.elman* ./*.tsv ./*.txt

awk 'BEGIN {
  state = 7
  for (lines = 0; lines < 48; ++lines) {
    word = ""; tags = ""
    for (i = 0; i < 2 + lines % 4; ++i) {
      state = (state * 1103 + 12345) % 65536
      letter = 1 + int(state / 256) % 3
      word = word substr("abc", letter, 1); tags = tags (i ? " " : "") substr("XYZ", letter, 1)
    }
    print word "\t" tags
  }
}' >pairs.tsv
{ cat pairs.tsv; echo 'abc'; } >no_target.tsv

# Ends the training with kill -9 as soon as it has told of its second epoch. Again, at most 20 times, if it came to its end
# before that.
train_and_kill() {
  local line tries
  for ((tries = 0; tries < 20; ++tries)); do
    [ ! -e killed.elman.checkpoint ] || break
    coproc training { exec "$@" 2>&1; }
    local process=$training_PID
    while read -r line <&"${training[0]}"; do
      case $line in 'epoch '*' 2 '*) kill -9 "$process" ;; esac
    done
    wait "$process"
  done 2>/dev/null
}

check() {  # name, first score of eval, flags
  local name=$1 score=$2
  shift 2
  local small=(--hidden-size 8 --embedding-size 4 --batch-size 4 --epochs 20 --threads 1 "$@")
  "$elman" train pairs.tsv --dev pairs.tsv -o whole.elman --force "${small[@]}" 2>log.txt
  expect "$name: training ends well" "$?" 0
  train_and_kill "$elman" train pairs.tsv --dev pairs.tsv -o killed.elman --force "${small[@]}"
  expect "$name: a killed training leaves a checkpoint" "$(ls killed.elman.checkpoint)" killed.elman.checkpoint
  "$elman" train pairs.tsv --dev pairs.tsv -o killed.elman --resume "${small[@]}" 2>log.txt
  expect "$name: it goes on to the same bytes" "$? $(cmp whole.elman killed.elman && echo same)" '0 same'
  printf 'abc\n\ncab\n' | "$elman" predict whole.elman >predicted.txt 2>log.txt
  expect "$name: a line for each line" "$? $(wc -l <predicted.txt)" '0 3'
  expect "$name: eval" "$("$elman" eval whole.elman pairs.tsv | awk 'NR == 1 { print $1 }')" "$score"
  expect "$name: inspect" "$("$elman" inspect whole.elman --json | python3 -c 'import json, sys; json.load(sys.stdin)
print("json")')" json
  "$elman" train no_target.tsv --dev pairs.tsv -o bad.elman "${small[@]}" 2>log.txt
  expect "$name: a line without target" "$? $(grep -c 'no_target.tsv:49' log.txt) $(ls bad.elman* 2>/dev/null)" '3 1 '
  printf 'a\xffb\n' | "$elman" predict whole.elman >predicted.txt 2>log.txt
  expect "$name: a source that is not UTF-8" "$? $(grep -c . log.txt)" '3 1'
  head -c "$(($(wc -c <whole.elman) - 5))" whole.elman >short.elman
  echo abc | "$elman" predict short.elman >predicted.txt 2>log.txt
  expect "$name: a model that is cut off" "$? $(grep -c 'short.elman' log.txt) $(wc -c <predicted.txt)" '4 1 0'
  rm -f ./*.elman*
}

for encoder in recurrent transformer; do
  for decoder in recurrent transformer edit; do
    check "transduce, $encoder to $decoder" WER --encoder "$encoder" --decoder "$decoder"
  done
done
check 'transduce, with a pointer and coverage' BLEU --target-symbols char --pointer --coverage-loss 1
for network in lstm gru rnn transformer; do check "tag, $network" accuracy --task tag --arch "$network"; done
check 'tag, one direction and no CRF' accuracy --task tag --no-bidirectional --no-crf
exit "$failures"

#!/bin/bash
# Every architecture learns a small task through the program, as a user runs it: reverse a word of a b c d e f.
set -eu
elman=$1
export LC_ALL=C

# Words of two to four letters by a fixed linear congruence.
awk 'BEGIN {
  state = 7
  while (lines < 420) {
    state = (state * 1103 + 12345) % 65536
    length_ = 2 + state % 3; word = ""; reverse = ""
    for (i = 0; i < length_; ++i) {
      state = (state * 1103 + 12345) % 65536
      letter = substr("abcdef", 1 + int(state / 256) % 6, 1)
      word = word letter; reverse = letter reverse
    }
    if (!(word in seen)) { seen[word] = 1; print word "\t" reverse; ++lines }
    if (++tries > 20000) exit 1
  }
}' >pairs.tsv
head -n 60 pairs.tsv >dev.tsv
tail -n +61 pairs.tsv >train.tsv

failures=0
check() {  # name, largest WER allowed, flags
  local name=$1 most=$2
  shift 2
  "$elman" train train.tsv --dev dev.tsv -o "$name.elman" --force --hidden-size 48 --embedding-size 16 --dropout 0.1 \
    --batch-size 16 --learning-rate 0.005 --average 0.98 --epochs 30 --patience 30 --threads 1 "$@" 2>"$name.log"
  local wer
  wer=$("$elman" eval "$name.elman" dev.tsv --json | sed -n 's/.*"wer": *\([0-9.]*\).*/\1/p' | head -n 1)
  if awk -v wer="$wer" -v most="$most" 'BEGIN { exit !(wer != "" && wer + 0 <= most) }'; then
    echo "ok    $name: WER $wer, at most $most"
  else
    echo "WRONG $name: WER $wer, expected at most $most"
    failures=$((failures + 1))
  fi
}

check rnn 25 --arch rnn
check gru 15 --arch gru
check lstm 15 --arch lstm
check lstm-none 40 --attention none
check lstm-additive 15 --attention additive
check lstm-dot 25 --attention dot --no-bidirectional
check lstm-feeding 15 --input-feeding
check lstm-pointer 15 --pointer
check gru-pointer-coverage 15 --arch gru --pointer --coverage-loss 1
check gru-layers 20 --arch gru --encoder-layers 2 --decoder-layers 2
check lstm-sgd 60 --optimizer sgd --momentum 0.9 --learning-rate 0.2 --schedule constant
check lstm-adamw 15 --optimizer adamw --weight-decay 0.01 --schedule inverse-sqrt --warmup-steps 50
layers=(--encoder-layers 2 --decoder-layers 2 --learning-rate 0.003)
check transformer 10 --arch transformer "${layers[@]}"
check transformer-post 15 --arch transformer --norm post --activation gelu --positions learned --tied-embeddings \
  "${layers[@]}"
check transformer-to-lstm 15 --encoder transformer --learning-rate 0.003
check gru-to-transformer 15 --arch gru --decoder transformer --learning-rate 0.003
exit "$failures"

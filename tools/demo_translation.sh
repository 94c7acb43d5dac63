#!/bin/sh
# demo_translation.sh: from a program's messages in two languages to a model that translates German into English. Works
# in build/demo/translation.
set -eu
export LC_ALL=C.UTF-8
cd "$(dirname "$0")/.."

. tools/demo_frame.sh
works_in translation

# Every twentieth message is for the test; all that it is translated to goes the same way.
tools/translation_pairs.py >"$folder/pairs.tsv"
awk -F'\t' -v train="$folder/train.tsv" -v test="$folder/test.tsv" \
  '$1 != message { message = $1; ++messages } { print > (messages % 20 ? train : test) }' "$folder/pairs.tsv"

say "$(lines "$folder/train.tsv") messages of GCC to learn from, $(lines "$folder/test.tsv") held out for the test"
awk -F'\t' 'NR % 5000 == 1 { print "  " $1 "\n    " $2 }' "$folder/train.tsv"
echo 'From the Debian package gcc-12-locales (GPL-3 or later).'

say "Training: two to three minutes on 2 cores; the line below says how much is left"
"$elman" train "$folder/train.tsv" -o "$model" --force --held-out 0.02 --source-symbols bpe --target-symbols bpe \
  --merges 3000 --joint-merges --arch transformer --hidden-size 128 --encoder-layers 3 --decoder-layers 3 \
  --tied-embeddings --batch-size 32 --schedule cosine --patience 0 --epochs 6 --learning-rate 2e-3 --dropout 0.1

say "Test: messages that the model has never seen"
"$elman" eval "$model" "$folder/test.tsv" --beam 4 --threads 2

say "Ten of them: German, what the model writes, what GCC says"
awk -v n="$(lines "$folder/test.tsv")" 'NR % int(n / 10) == 1 && ++k <= 10' "$folder/test.tsv" >"$folder/ten.tsv"
cut -f1 "$folder/ten.tsv" | "$elman" predict "$model" --beam 4 | paste "$folder/ten.tsv" - |
  awk -F'\t' '{ print "  " $1 "\n    " $3 "\n    (" $2 ")" }'

say "The model is one file: $model ($(du -h "$model" | cut -f1))"
cat <<END
What to type next:
  echo 'Warnen, wenn ein Ausdruck keine Wirkung hat.' | $elman predict $model --beam 4 --nbest 4
  $elman eval $model $folder/test.tsv --beam 4 --length-penalty 0
  $elman train YOUR_PAIRS.tsv -o YOUR_MODEL.elman
END

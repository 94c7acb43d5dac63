#!/bin/sh
# demo_summarisation.sh: from the descriptions of Debian's packages to a model that says in a line what a package is. Works
# in build/demo/summarisation.
set -eu
export LC_ALL=C.UTF-8
cd "$(dirname "$0")/.."

. tools/demo_frame.sh
works_in summarisation

# Of forty blocks of 25 packages whose names follow each other, one is for the test, so that relatives stay together.
tools/summarisation_pairs.py "$folder" >"$folder/pairs.tsv"
awk -F'\t' -v train="$folder/train.tsv" -v test="$folder/test.tsv" \
  '{ print > (int((NR - 1) / 25) % 40 ? train : test) }' "$folder/pairs.tsv"

say "$(lines "$folder/train.tsv") packages to learn from, $(lines "$folder/test.tsv") held out for the test"
awk -F'\t' 'NR % 15000 == 1 { print "  " $1 "\n    " $2 }' "$folder/train.tsv"
echo 'Descriptions of Debian packages and their synopses, from the index that apt keeps. Of a description the first 60 words'
echo 'are read, 42 on average; a synopsis has 7.'

say "Training: about three minutes on 2 cores; the line below says how much is left"
"$elman" train "$folder/train.tsv" -o "$model" --force --held-out 0.01 --source-symbols word --target-symbols word \
  --min-count 10 --pointer --coverage-loss 1 --arch gru --hidden-size 128 --embedding-size 64 --batch-size 32 \
  --schedule cosine --patience 0 --epochs 5 --learning-rate 2e-3 --dropout 0.1

say "Test: packages that the model has never seen; first what needs no model"
tools/summary_scores.py "$folder/test.tsv"
"$elman" eval "$model" "$folder/test.tsv" --beam 4 --threads 2 >"$folder/scores.txt"
grep -E '^(ROUGE|BLEU|chrF)' "$folder/scores.txt" | sed 's/^/  /'

say "Ten of them: the description, what the model writes, what Debian says"
awk -v n="$(lines "$folder/test.tsv")" 'NR % int(n / 10) == 7 && ++k <= 10' "$folder/test.tsv" >"$folder/ten.tsv"
cut -f1 "$folder/ten.tsv" | "$elman" predict "$model" --beam 4 | cut -f2 | paste "$folder/ten.tsv" - |
  awk -F'\t' '{ print "  " $1 "\n    " $3 "\n    (" $2 ")" }'

say "The model is one file: $model ($(du -h "$model" | cut -f1))"
cat <<END
What to type next:
  echo 'Snorlib is a small library to read and write files of dreams. It was made for sheep.' | $elman predict $model --beam 4
  head -n 3 $folder/ten.tsv | cut -f1 | $elman predict $model --alignment   # what each word was copied from
  $elman train YOUR_TEXTS_AND_SUMMARIES.tsv -o YOUR_MODEL.elman --pointer --coverage-loss 1
END

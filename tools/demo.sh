#!/bin/sh
# demo.sh spanish|english|translation|summarisation: from data of Debian to a trained model and its predictions. Works in
# build/demo/<dataset>.
set -eu
export LC_ALL=C.UTF-8
cd "$(dirname "$0")/.."

dataset=${1:-spanish}
case $dataset in
  spanish)
    takes='one to two minutes'
    invented='blarido cantuja gorrimela zapurrio llamoteca chirigüeño pañusco vaguerín jirolaje quisterba' ;;
  english)
    takes='about an hour'
    invented='blick flimbert grontle thrisk quoxley splandering phlanetic knombly zatherine wuggish' ;;
  translation) exec tools/demo_translation.sh ;;
  summarisation) exec tools/demo_summarisation.sh ;;
  *) echo "DATASET is spanish, english, translation or summarisation, not $dataset" >&2; exit 2 ;;
esac

. tools/demo_frame.sh
works_in "$dataset"

# Every tenth word is for the test; all pronunciations of a word go the same way.
"tools/${dataset}_pairs.sh" >"$folder/pairs.tsv"
awk -F'\t' -v train="$folder/train.tsv" -v test="$folder/test.tsv" \
  '$1 != word { word = $1; ++words } { print > (words % 10 ? train : test) }' "$folder/pairs.tsv"

words() { cut -f1 "$1" | uniq; }
count() { words "$1" | wc -l; }
columns() {  # tab-separated fields side by side; sed counts characters where printf counts bytes
  sed -E -e 's/^([^\t]*)\t/  \1                    \t/' -e 's/^(.{20}) *\t/\1/' \
         -e 's/\t/                                        \t/' -e 's/^(.{60}) *\t/\1/'
}

say "$(count "$folder/train.tsv") words to learn from, $(count "$folder/test.tsv") held out for the test"
head -n 3 "$folder/train.tsv" | sed 's/^/  /'

say "Training: $takes on 2 cores; the line below says how much is left"
"$elman" train "$folder/train.tsv" -o "$model" --force

say "Test: words that the model has never seen"
"$elman" eval "$model" "$folder/test.tsv"

say "Ten of them"
words "$folder/test.tsv" | awk -v n="$(count "$folder/test.tsv")" 'NR % int(n / 10) == 1 && ++k <= 10' >"$folder/ten.txt"
"$elman" predict "$model" <"$folder/ten.txt" >"$folder/ten.predicted"
awk -F'\t' -v ten="$folder/ten.txt" -v predicted="$folder/ten.predicted" '
  { gold[$1] = gold[$1] (gold[$1] == "" ? "" : " or ") $2; right[$1, $2] = 1 }
  END {
    while ((getline word < ten) > 0) {
      getline guess < predicted
      print word "\t" guess "\t" (((word, guess) in right) ? "right" : "should be " gold[word])
    }
  }' "$folder/test.tsv" | columns

say "Ten words that nobody has ever said"
printf '%s\n' $invented >"$folder/invented.txt"
"$elman" predict "$model" <"$folder/invented.txt" | paste "$folder/invented.txt" - | columns

say "The model is one file: $model ($(du -h "$model" | cut -f1))"
cat <<END
What to type next:
  echo $(echo "$invented" | cut -d' ' -f1) | $elman predict $model --nbest 3
  $elman inspect $model
  $elman train YOUR_PAIRS.tsv -o YOUR_MODEL.elman
END

#!/bin/bash
# elman train --task tag: from a file of words and tags to predictions, scores, and everything that can go wrong.
set -u
elman=$1
export LC_ALL=C.UTF-8
source "$(dirname "$0")/expect.sh"
rm -f ./*.elman* ./.elman* ./*.tsv ./*.txt ./*.toml

for subject in hond Kat voël seun meisie; do
  for verb in blaf slaap loop; do
    printf 'die %s %s\tDET NOUN VERB\n%s %s nie .\tNOUN VERB ADV PUNCT\n%s\tVERB\n' \
      "$subject" "$verb" "$subject" "$verb" "$verb"
  done
done >words.tsv
head -n 12 words.tsv >words_dev.tsv
printf 'abb\tB I I\nbaab\tB B I B\naab\tB I B\nbb\tB I\nab\tB I\nbba\tB I B\n' >morphs.tsv
small=(--hidden-size 12 --embedding-size 8 --batch-size 4 --epochs 8)
train=("$elman" train words.tsv --task tag --dev words_dev.tsv "${small[@]}")

# ---- Words ----
"${train[@]}" -o words.elman --threads 1 2>log.txt
expect 'training ends well' "$?" 0
expect 'and says what symbols are' "$(grep -c 'source by space (chosen), target by space (chosen)' log.txt)" 1
expect 'words get letters' "$(grep -c 'with letters 64' log.txt)" 1
"${train[@]}" -o words2.elman --threads 2 2>/dev/null
expect 'two threads give the same bytes' "$(cmp words.elman words2.elman && echo same)" same
expect 'a tag for each word, an empty line for an empty one' \
  "$(printf 'die hond blaf\n\nKat loop nie .\n' | "$elman" predict words.elman)" \
  $'DET NOUN VERB\n\nNOUN VERB ADV PUNCT'
expect 'words that were never seen get tags as well' \
  "$(echo 'die hondseun' | "$elman" predict words.elman 2>err.txt | wc -w) $(wc -l <err.txt)" '2 0'
echo 'die zzz' | "$elman" predict words.elman >/dev/null 2>err.txt
expect 'letters that are not known are named' "$(grep -c "does not know 'z'" err.txt)" 1
echo 'die hond' | "$elman" predict words.elman --nbest 100 >nbest.txt
expect 'the n best are all sequences of tags' "$(wc -l <nbest.txt)" 25
expect 'best first, with probabilities that sum to one' \
  "$(awk -F'\t' '{ p = exp($3); s += p; if (NR > 1 && p > before) print "wrong"; before = p } END { printf "%.2f", s }' \
    nbest.txt)" 1.00
expect 'eval: tags, lines and unseen words' \
  "$("$elman" eval words.elman words_dev.tsv | awk '{ print $1, $2 }' | head -n 3 | tr '\n' ';')" \
  'accuracy 100.00;sequences 100.00;unseen 0.00;'
"$elman" eval words.elman words_dev.tsv --json >eval.txt
expect 'eval as JSON' "$(python3 -c 'import json; e = json.load(open("eval.txt"))
print(e["lines"], e["symbols"], e["accuracy"], e["sequence_accuracy"], e["unseen"], "beam" in e)')" \
  '12 32 100 100 0 False'
expect 'inspect' "$("$elman" inspect words.elman | grep -c -e ': tagger,' -e '^letter-vocabulary' -e '  letters  *yes')" 3
expect 'inspect as JSON' "$("$elman" inspect words.elman --json | python3 -c 'import json, sys; m = json.load(sys.stdin)
print(m["model"], m["options"]["arch"], len(m["target-vocabulary"]), m["provenance"]["dev-accuracy"])')" \
  'tagger lstm 9 100.00'

# ---- Morphs ----
for flags in '' '--arch gru --no-bidirectional --no-crf' '--arch transformer --hidden-size 16' '--arch rnn --layers 1'; do
  # shellcheck disable=SC2086
  "$elman" train morphs.tsv --task tag --dev morphs.tsv "${small[@]}" $flags -o morphs.elman --force 2>log.txt
  expect "morphs $flags: the first score is F1" "$? $(grep -c 'best was epoch .* dev F1 .*, accuracy .*, sequences' log.txt)" '0 1'
  expect 'a tag for each letter' "$(echo abba | "$elman" predict morphs.elman | wc -w)" 4
  expect 'eval begins with F1' "$("$elman" eval morphs.elman morphs.tsv | head -n 1 | grep -c '^F1 .* morphs, ')" 1
done
printf 'hello\tohlol\n' >hello.tsv
"$elman" train hello.tsv --task tag --dev hello.tsv --arch rnn --no-bidirectional -o hello.elman 2>log.txt
expect 'hello is answered with ohlol' "$(echo hello | "$elman" predict hello.elman)" ohlol

# ---- Configuration ----
"${train[@]}" --dump-config >dumped.toml 2>/dev/null
"$elman" train words.tsv --task tag --dev words_dev.tsv --config dumped.toml -o configured.elman --threads 1 2>/dev/null
expect 'the dumped configuration gives the same bytes' "$(cmp words.elman configured.elman && echo same)" same

# ---- What is refused ----
{ cat words.tsv; printf 'die hond\tDET\n'; } >unequal.tsv
says='unequal.tsv:46: found 2 source symbols and 1 tags, expected as many tags as symbols'
refused 'unequal lengths' 3 "$says" "$elman" train unequal.tsv --task tag -o x.elman
refused 'in dev' 3 "$says" "$elman" train words.tsv --task tag --dev unequal.tsv -o x.elman
refused 'in eval' 3 "$says" "$elman" eval words.elman unequal.tsv
expect 'no model is left' "$(ls x.elman* 2>/dev/null)" ''
"$elman" train unequal.tsv --task tag --dev words_dev.tsv "${small[@]}" --skip-bad-lines -o skipped.elman 2>log.txt
expect 'or skipped and named' "$? $(grep -c "^skipped .*$says" log.txt) $(grep -c '^train    45 pairs' log.txt)" '0 1 1'
printf "ab\tV\tX Y\n" >features.tsv
refused 'features' 3 'found a column of features' "$elman" train features.tsv --task tag -o x.elman
refused 'a beam' 2 '--beam means nothing for a model of kind tagger' "$elman" predict words.elman --beam 3
refused 'an alignment' 2 'no alignment' "$elman" predict words.elman --alignment
refused 'a foreign option' 2 'attention' "$elman" train words.tsv --task tag --attention dot -o x.elman
refused 'smoothing under a CRF' 2 'label-smoothing' "$elman" train words.tsv --task tag --crf --label-smoothing 0.1 -o x.elman
refused 'warm-up without a schedule that has it' 2 'warmup-steps belongs to' \
  "$elman" train words.tsv --task tag --schedule plateau --warmup-steps 10 -o x.elman
head -c 3000 words.elman >cut.elman
refused 'half a model' 4 'cut.elman' "$elman" predict cut.elman

# ---- Killed ----
python3 - "$elman" <<'PYTHON'
import os, signal, subprocess, sys
run = subprocess.Popen([sys.argv[1], "train", "words.tsv", "--task", "tag", "--dev", "words_dev.tsv", "--hidden-size", "12",
                        "--embedding-size", "8", "--batch-size", "4", "--epochs", "8", "-o", "killed.elman", "--threads", "1"],
                       stderr=subprocess.PIPE, text=True)
for line in run.stderr:
    if line.startswith("epoch   3"):
        run.kill()
        break
run.wait()
PYTHON
expect 'a killed run leaves its checkpoint' "$(ls killed.elman.checkpoint)" killed.elman.checkpoint
"${train[@]}" -o killed.elman --resume --threads 2 2>log.txt
expect 'goes on' "$? $(grep -c '^resumed ' log.txt)" '0 1'
expect 'to the same bytes' "$(cmp killed.elman words.elman && echo same)" same
exit $((failures > 0))

#!/bin/bash
# Sentences as words, parts of words and bytes.
set -u
elman=$1
export LC_ALL=C.UTF-8
source "$(dirname "$0")/expect.sh"
rm -f ./*.elman* ./*.tsv ./*.txt

# Short sentences whose words change places: "Den røde kat ser Tom." -> "Tom sees the red cat."
awk 'BEGIN {
  srand(5)
  split("kat cat hund dog mus mouse ko cow fisk fish", n); split("røde red gamle old store big", a)
  split("Tom Mary Anna John", p); split("ser sees hører hears", v)
  for (i = 0; i < 500; ++i) {
    k = 2 * int(rand() * 5); m = 2 * int(rand() * 3); q = 2 * int(rand() * 2); who = p[1 + int(rand() * 4)]
    print "Den " a[m + 1] " " n[k + 1] " " v[q + 1] " " who ".\t" who " " v[q + 2] " the " a[m + 2] " " n[k + 2] "."
  }
}' >pairs.tsv
train() {
  "$elman" train pairs.tsv -o "$1.elman" --force --arch lstm --hidden-size 32 --embedding-size 32 --dropout 0 \
    --source-symbols "$1" --target-symbols "$1" "${@:2}" 2>log.txt
}
answers() { printf 'Den gamle ko hører Mary.\nDen røde fisk ser John.\n' | "$elman" predict "$1.elman" "${@:2}" 2>told.txt; }
right=$'Mary hears the old cow.\nJohn sees the red fish.'

train bpe --merges 30 --epochs 40 --learning-rate 5e-3
cp bpe.elman good.elman
expect 'parts of words are learnt' "$? $(grep -c 'source by bpe, target by bpe' log.txt)" '0 1'
expect 'and put together' "$(answers bpe)" "$right"
expect 'the model has the merges' "$("$elman" inspect bpe.elman --json | python3 -c '
import json, sys
sections = json.load(sys.stdin)
merges = [entry for entry in sections["source-merges"] if " " in entry[1:]]
print(len(merges), "ø" in sections["source-merges"])')" '30 True'
expect 'what has no character that was learnt is read in bytes' \
  "$(printf '中\n' | "$elman" predict bpe.elman --max-length 3 2>told.txt | wc -l) $(grep -c 'does not know' told.txt)" '1 0'
expect 'the best epoch is that of the best BLEU' "$(grep -c 'best was epoch.*dev BLEU .*chrF .*WER' log.txt)" 1
head -n 50 pairs.tsv >known.tsv
expect 'sentences have BLEU, chrF and ROUGE' "$("$elman" eval bpe.elman known.tsv --json 2>told.txt | python3 -c '
import json, sys
scores = json.load(sys.stdin)
print(all(99 < scores[name] < 100.01 for name in ("bleu", "chrf", "rouge_1", "rouge_2", "rouge_l")),
      scores["bleu_low"] <= scores["bleu"] <= scores["bleu_high"] + 1e-9, scores["brevity_penalty"])')" 'True True 1'
expect 'for people, too' "$("$elman" eval bpe.elman known.tsv 2>told.txt | cut -d' ' -f1 | head -n 5 | paste -sd ' ')" \
  'BLEU chrF ROUGE-1 ROUGE-2 ROUGE-L'
train bpe --merges 30 --epochs 3 --batch-symbols 300
expect 'batches may have a number of symbols' "$? $(grep -c 'batches of about 300 symbols' log.txt)" '0 1'
cp bpe.elman once.elman
train bpe --merges 30 --epochs 3 --batch-symbols 300 --threads 2
expect 'which threads do not change' "$(cmp bpe.elman once.elman && echo same)" same
train bpe --merges 30 --epochs 3
cp bpe.elman once.elman
train bpe --merges 30 --epochs 3
expect 'learning twice gives the same bytes' "$(cmp bpe.elman once.elman && echo same)" same

train word --epochs 40 --learning-rate 5e-3
expect 'words are symbols with the space before them' "$? $(answers word)" "0 $right"
expect 'those that are new are unknown' \
  "$(printf 'Den røde kat ser Zoe.\n' | "$elman" predict word.elman 2>&1 >out.txt | grep -c "' Zoe'")" 1
# Names that each occur once: what is unknown is written as the source has it.
awk '{ name = "Z"; for (n = NR; n > 0; n = int(n / 10)) name = name substr("abcdefghij", n % 10 + 1, 1)
  gsub(/Tom|Mary|Anna|John/, name); print }' pairs.tsv >names.tsv
"$elman" train names.tsv -o names.elman --force --arch lstm --hidden-size 32 --embedding-size 32 --dropout 0 --epochs 30 \
  --learning-rate 5e-3 --source-symbols word --target-symbols word 2>log.txt
expect 'and are copied if that is what is written in their place' \
  "$(printf 'Den røde kat ser Zoe.\n' | "$elman" predict names.elman 2>told.txt)" 'Zoe sees the red cat.'
expect 'unless that is not wanted' "$(printf 'Den røde kat ser Zoe.\n' |
  "$elman" predict names.elman --copy-unknown off 2>told.txt | grep -c Zoe)" 0
refused 'parts of words are never unknown' 2 'copy-unknown on' "$elman" predict bpe.elman --copy-unknown on

cut -f 1 known.tsv >known.txt
# What search does if nobody says otherwise depends on what is written.
expect 'the length penalty of sentences is 1' "$(answers good --beam 4; cmp <("$elman" predict good.elman --beam 4 --nbest 4 <known.txt) \
  <("$elman" predict good.elman --beam 4 --nbest 4 --length-penalty 1 <known.txt) && echo same)" "$right"$'\nsame'
expect 'and may be another' "$(cmp -s <("$elman" predict good.elman --beam 4 --nbest 4 <known.txt) \
  <("$elman" predict good.elman --beam 4 --nbest 4 --length-penalty 0 <known.txt) || echo other)" other
expect 'a coverage penalty' "$(printf 'Den gamle ko hører Mary.\n' | "$elman" predict good.elman --beam 4 --coverage-penalty 0.2)" \
  'Mary hears the old cow.'
expect 'help says which default depends on the model' \
  "$("$elman" help predict | tr -s ' \n' ' ' | grep -c 'auto: 1 if words or parts of words are written')" 1
refused 'a length penalty that is no number' 2 'length-penalty' "$elman" predict bpe.elman --length-penalty long

# A language model of the same words has a say; parts of words have to be the same.
cut -f 2 pairs.tsv >english.txt
lm() { "$elman" train english.txt --task lm --document line --hidden-size 16 --epochs 1 --force -o lm.elman "$@" 2>log.txt; }
lm --symbols word
expect 'a language model of words goes with words' \
  "$? $(printf 'Den gamle ko hører Mary.\n' | "$elman" predict word.elman --beam 3 --lm lm.elman --lm-weight 0.1)" \
  '0 Mary hears the old cow.'
lm --symbols bpe --merges 30
refused 'parts of words that are others do not' 2 'symbols-of MODEL' "$elman" predict bpe.elman --lm lm.elman
lm --symbols-of bpe.elman
expect 'those of the model do' "$? $("$elman" predict bpe.elman --lm lm.elman --lm-weight 0.1 </dev/null 2>&1)" '0 '
# Parts of words in training: from both sides together, and passed over at random; several batches an update.
train bpe --merges 30 --joint-merges --epochs 2
expect 'both sides may learn the same parts' "$? $("$elman" inspect bpe.elman --json | python3 -c '
import json, sys
model = json.load(sys.stdin)
print(model["source-merges"] == model["target-merges"], "ø" in model["target-merges"])')" '0 True True'
more=(--merges 60 --merge-dropout 0.2 --joined-pairs 0.2 --accumulate 3 --batch-size 8)
train bpe "${more[@]}" --epochs 2
cp bpe.elman once.elman
train bpe "${more[@]}" --epochs 2 --threads 2
expect 'passing over merges gives the same bytes again' "$(cmp bpe.elman once.elman && echo same)" same
train bpe --merges 60 --accumulate 3 --batch-size 8 --epochs 2
expect 'and others than without' "$(cmp -s bpe.elman once.elman || echo other)" other
python3 - "$elman" "${more[@]}" <<'PYTHON'
import signal, subprocess, sys
run = subprocess.Popen([sys.argv[1], "train", "pairs.tsv", "-o", "killed.elman", "--arch", "lstm", "--hidden-size", "32",
                        "--embedding-size", "32", "--dropout", "0", "--source-symbols", "bpe", "--target-symbols", "bpe",
                        *sys.argv[2:], "--epochs", "2"], stderr=subprocess.PIPE, text=True)
for line in run.stderr:
    if line.startswith("epoch   1"):
        run.send_signal(signal.SIGINT)
        break
run.stderr.read()
run.wait()
PYTHON
"$elman" train pairs.tsv -o killed.elman --arch lstm --hidden-size 32 --embedding-size 32 --dropout 0 \
  --source-symbols bpe --target-symbols bpe "${more[@]}" --epochs 2 --resume 2>log.txt
expect 'after an interruption, too' "$? $(cmp killed.elman once.elman && echo same)" '0 same'
refused 'dropout of merges is of bpe' 2 'merge-dropout belongs to' "$elman" train pairs.tsv -o x.elman --merge-dropout 0.1 \
  --source-symbols word --target-symbols word
refused 'joint merges are of two sides' 2 'joint-merges belongs to' "$elman" train pairs.tsv -o x.elman --joint-merges \
  --source-symbols bpe --target-symbols word
train byte --epochs 1
expect 'bytes are symbols' "$? $(grep -c '245 and 245 in the vocabularies' log.txt)" '0 1'

refused 'other kinds are refused with a list of those that there are' 2 'word, byte, bpe' \
  "$elman" train pairs.tsv -o x.elman --source-symbols syllable
refused 'tags belong to symbols that each line has' 2 'expected char, grapheme or space for task tag' \
  "$elman" train pairs.tsv -o x.elman --task tag --source-symbols bpe --target-symbols space
refused 'merges are counted' 2 'merges' "$elman" train pairs.tsv -o x.elman --merges -1
refused 'merges are of parts of words' 2 'merges belongs to' "$elman" train pairs.tsv -o x.elman --merges 10 \
  --source-symbols char --target-symbols char
refused 'a batch has a number of pairs or of symbols' 2 'batch-size belongs to batches of pairs' \
  "$elman" train pairs.tsv -o x.elman --batch-symbols 300 --batch-size 8
exit "$((failures > 0))"

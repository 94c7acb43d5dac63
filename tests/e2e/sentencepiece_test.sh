#!/bin/bash
# Symbols from a SentencePiece model.
set -u
elman=$1
export LC_ALL=C.UTF-8
models=$(cd "$(dirname "$0")/../data/sentencepiece" && pwd)
source "$(dirname "$0")/expect.sh"
rm -f ./*.elman* ./*.tsv ./*.txt ./*.model

# Two words change places; the words are those that the SentencePiece models were trained on.
awk 'BEGIN {
  srand(5)
  split("the cat dog house old red lower newer", w)
  for (i = 0; i < 400; ++i) {
    a = w[1 + int(rand() * 8)]; b = w[1 + int(rand() * 8)]
    print a " " b "\t" b " " a "."
  }
}' >pairs.tsv
train() {
  "$elman" train pairs.tsv -o "$1" --arch lstm --hidden-size 32 --embedding-size 32 --dropout 0 "${@:2}" 2>log.txt
}
both() { echo "--source-sentencepiece $1 --target-sentencepiece $1"; }
cp "$models/unigram.model" own.model

# shellcheck disable=SC2046
train unigram.elman $(both own.model) --epochs 30 --learning-rate 5e-3
expect 'pieces are learnt' "$? $(grep -c 'source by sentencepiece, target by sentencepiece' log.txt) \
$(grep -c 'pieces   source: .* of SentencePiece (unigram, user_defined) from own.model' log.txt)" '0 1 1'
expect 'BLEU chooses the epoch' "$(grep -c 'best was epoch.*dev BLEU' log.txt)" 1
rm own.model
expect 'the model needs no other file, and the text is normalised' \
  "$(printf 'old dog\nｒｅｄ　　house\n' | "$elman" predict unigram.elman 2>told.txt)" $'dog old.\nhouse red.'
expect 'inspect says it' "$("$elman" inspect unigram.elman --json | python3 -c '
import json, sys
all = json.load(sys.stdin)
options = all["source-sentencepiece"]
print(options["algorithm"], options["dummy-prefix"], len(all["source-pieces"]) > len(all["source-vocabulary"]) - 4,
      len(all["source-character-map"]) > 5, all["provenance"]["source-sentencepiece-sha256"][:8])')" \
  "unigram True True True $(sha256sum <"$models/unigram.model" | cut -c1-8)"
expect 'what none of the pieces of training spells is unknown' \
  "$(printf 'old lowed\n' | "$elman" predict unigram.elman 2>&1 >out.txt | grep -c "know '▁lowed'")" 1
expect 'eval' "$("$elman" eval unigram.elman pairs.tsv 2>told.txt | cut -d' ' -f1 | head -n 1)" WER
"$elman" ensemble unigram.elman unigram.elman -o two.elman 2>told.txt
expect 'an ensemble' "$(printf 'old dog\n' | "$elman" predict two.elman 2>told.txt)" 'dog old.'

# Bytes; one side alone.
train bytes.elman --target-sentencepiece "$models/bpe_bytes.model" --source-symbols char --epochs 2
expect 'one side alone' "$? $(grep -c 'source by char, target by sentencepiece' log.txt)" '0 1'
train bytes.elman --force --source-sentencepiece "$models/bpe_bytes.model" --target-symbols word --epochs 1
expect 'what is in no piece is read in bytes' \
  "$(printf '中\n' | "$elman" predict bytes.elman 2>&1 >out.txt | grep -c 'does not know')" 0
train plain.elman --source-sentencepiece "$models/unigram.model" --target-symbols word --epochs 1
expect 'without bytes it is unknown' \
  "$(printf '中中\n' | "$elman" predict plain.elman 2>&1 >out.txt | grep -c '中中')" 1

# Resuming, and beginning with the model.
cp "$models/bpe.model" own.model
# shellcheck disable=SC2046
run() { train run.elman --epochs 12 $(both own.model) "$@"; }
run
cp run.elman whole.elman
rm run.elman
# Is stopped by the signal that the end of the first epoch sends.
python3 - "$elman" train pairs.tsv -o run.elman --arch lstm --hidden-size 32 --embedding-size 32 --dropout 0 --epochs 12 \
  --source-sentencepiece own.model --target-sentencepiece own.model <<'PYTHON'
import signal, subprocess, sys
run = subprocess.Popen(sys.argv[1:], stderr=subprocess.PIPE, text=True)
for line in run.stderr:
    if line.startswith("epoch "):
        break
run.send_signal(signal.SIGTERM)
run.stderr.read()
sys.exit(run.wait())
PYTHON
expect 'an interrupted run leaves its checkpoint' "$? $(ls run.elman.checkpoint)" '130 run.elman.checkpoint'
cp own.model first.model
cp "$models/unigram.model" own.model
run --resume
expect 'another file does not go on' "$? $(grep -c 'source-sentencepiece-sha256 was' log.txt)" '2 1'
mv first.model own.model
run --resume
expect 'the same one does, to the same bytes' "$? $(cmp run.elman whole.elman && echo same)" '0 same'
train further.elman --init run.elman --epochs 1
expect 'another run begins with the model' "$? $(grep -c 'source by sentencepiece' log.txt)" '0 1'
refused 'which says how text is read' 2 'belongs to a run without --init' \
  "$elman" train pairs.tsv -o x.elman --init run.elman --source-sentencepiece own.model
# shellcheck disable=SC2046
"$elman" train pairs.tsv $(both own.model) --epochs 1 --arch lstm --hidden-size 8 --dump-config >config.toml 2>log.txt
"$elman" train pairs.tsv -o configured.elman --config config.toml 2>log.txt
expect 'a configuration names the file' "$? $(grep -c 'source-sentencepiece = "own.model"' config.toml)" '0 1'

# What cannot be.
refused 'no such file' 5 'none.model' "$elman" train pairs.tsv -o x.elman --source-sentencepiece none.model
refused 'a folder' 5 'found\|folder\|directory' "$elman" train pairs.tsv -o x.elman --source-sentencepiece .
head -c 3000 own.model >damaged.model
refused 'half a file' 3 'damaged.model: found' "$elman" train pairs.tsv -o x.elman --source-sentencepiece damaged.model
refused 'a file of something else' 3 'pairs.tsv: found' "$elman" train pairs.tsv -o x.elman --target-sentencepiece pairs.tsv
refused 'two kinds of symbols' 2 '--source-sentencepiece and --source-symbols char' \
  "$elman" train pairs.tsv -o x.elman --source-sentencepiece own.model --source-symbols char
refused 'the kind without a file' 2 'give it with --target-sentencepiece' \
  "$elman" train pairs.tsv -o x.elman --source-symbols char --target-symbols sentencepiece
refused 'check has no file either' 2 'without a SentencePiece model' "$elman" check pairs.tsv --source-symbols sentencepiece
# shellcheck disable=SC2046
refused 'merges' 2 'merges belongs to' "$elman" train pairs.tsv -o x.elman $(both own.model) --merges 10
# shellcheck disable=SC2046
refused 'a normal form' 2 'normalizer of their own' \
  "$elman" train pairs.tsv -o x.elman $(both own.model) --normalization nfd
refused 'tags' 2 'symbols are sentencepiece' \
  "$elman" train pairs.tsv -o x.elman --task tag --source-sentencepiece own.model
refused 'the file itself is no place for the model' 2 'would be overwritten' \
  "$elman" train pairs.tsv -o own.model --force --source-sentencepiece own.model
expect 'nothing came of it' "$(ls x.elman* 2>/dev/null)" ''
head -c 100000 /dev/zero >zeros.model
refused 'zeros' 3 'zeros.model: found field 0' "$elman" train pairs.tsv -o x.elman --source-sentencepiece zeros.model
exit "$((failures > 0))"

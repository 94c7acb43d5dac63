#!/bin/bash
# The memory that training says it takes, beside what it takes: networks of every kind on short pairs, on long ones, and
# on short ones with one long among them.
set -u
elman=$1
export LC_ALL=C.UTF-8
source "$(dirname "$0")/expect.sh"
rm -f ./*.elman* ./*.tsv

if [ -n "${ELMAN_SANITIZE:-}" ]; then
  echo 'not looked at: sanitizers take memory of their own'
  exit 0
fi

pairs() {  # count, shortest, longest
  awk -v count="$1" -v least="$2" -v most="$3" 'BEGIN {
    srand(3)
    for (i = 0; i < count; ++i) {
      n = least + int(rand() * (most - least + 1)); source = target = ""
      for (j = 0; j < n; ++j) {
        source = source substr("abcdefghijklmnopqrst", 1 + int(rand() * 20), 1)
        target = target substr("abcdefghijklmnopqrst", 1 + int(rand() * 20), 1) " "
      }
      sub(/ $/, "", target); print source "\t" target
    }
  }'
}
dev=dev.tsv
pairs 5 4 8 >$dev
pairs 200 4 12 >short.tsv
pairs 64 20 30 >same.tsv
pairs 32 100 120 >long.tsv
{ pairs 100 5 10; pairs 1 300 300; } >one_long.tsv

measure() { takes_what_it_says "$1.tsv" --dev "$dev" --hidden-size 128 "${@:2}"; }  # data, flags ...

takes_what_it_says() {  # arguments of train
  rm -f m.elman
  expect "$*" "$(python3 - "$elman" train "$@" -o m.elman --threads 1 --epochs 2 <<'PYTHON'
import re, resource, subprocess, sys
run = subprocess.run(sys.argv[1:], stderr=subprocess.PIPE, text=True)
said = re.search(r'about (\d+) MB of memory', run.stderr)
if run.returncode != 0 or said is None:
    sys.exit(run.stderr)
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 / 1e6
ratio = int(said.group(1)) / peak
print('about right' if 0.9 <= ratio <= 1.3 else f'said {said.group(1)} MB, took {peak:.0f} MB')
PYTHON
)" 'about right'
}
for data in short same long one_long; do
  measure "$data" --decoder recurrent
  measure "$data" --decoder edit
  measure "$data" --arch transformer
done
measure same --decoder recurrent --input-feeding
measure same --decoder recurrent --attention additive --arch gru
measure same --decoder recurrent --pointer --coverage-loss 1 --arch gru
measure same --encoder transformer --decoder edit
measure same --encoder-layers 2 --decoder-layers 2 --decoder recurrent --batch-size 64
awk 'BEGIN { srand(5); for (i = 0; i < 120; ++i) { n = 5 + int(rand() * 20); s = t = ""
  for (j = 0; j < n; ++j) { w = int(rand() * rand() * 900); s = s "word" w " "; t = t "T" w % 9 " " }
  sub(/ $/, "", s); sub(/ $/, "", t); print s "\t" t } }' >sentences.tsv
dev=dev_sentences.tsv
head -n 5 sentences.tsv >$dev
measure sentences --task tag
measure sentences --task tag --arch transformer --batch-size 32

# Of language models the text counts too.
for size in 3000 60000; do
  awk -v size="$size" 'BEGIN { srand(7); for (i = 0; i < size; ++i) printf "%s ", substr("abcdefghijklmnopqrst", 1 + int(rand() * 20), 1 + int(rand() * 5)) }' >"text$size.tsv"
done
dev=dev_text.tsv
head -c 6000 text60000.tsv >$dev
for size in 3000 60000; do
  for arch in rnn lstm gru transformer; do measure text$size --task lm --arch $arch --batch-size 16; done
done
measure text3000 --task lm --hidden-size 256 --layers 3 --context 100 --batch-size 8
measure text3000 --task lm --arch transformer --layers 3 --heads 8 --context 128 --batch-size 8
measure text60000 --task lm --symbols bpe --merges 500 --batch-size 16
awk 'BEGIN { srand(3); for (i = 0; i < 60000; ++i) printf "w%d%s", int(exp(rand() * log(12000))), i % 12 ? " " : "\n" }' >words.tsv
head -n 200 words.tsv >dev_words.tsv
dev=dev_words.tsv
for divided in none 1000 500,3000; do
  measure words --task lm --symbols word --min-count 1 --adaptive-softmax $divided --batch-size 16
done
# Of a series reading it and choosing what to look at take most.
for rows in 500 20000; do
  awk -v rows="$rows" 'BEGIN { srand(8); print "t,u,y"; for (i = 0; i < rows; ++i) { u = rand(); y = 0.9 * y + u; print i "," u "," y } }' >series$rows.csv
  for arch in linear polynomial narx lstm; do
    takes_what_it_says series$rows.csv --task forecast --inputs u --arch $arch
  done
done
dev=dev.tsv
measure short --joined-pairs 0.5 --batch-size 64
measure long --joined-pairs 1

# ---- Too little of it: every command ends with 1 and says why, wherever the memory ends ----
cut -f1 same.tsv >sources.txt
"$elman" train same.tsv --dev dev.tsv -o m.elman --force --epochs 1 --hidden-size 16 --embedding-size 8 --threads 1 2>/dev/null
for command in 'predict m.elman sources.txt --alignment' 'predict m.elman sources.txt --beam 4 --nbest 4' \
  'eval m.elman same.tsv --json' 'check same.tsv --json' 'inspect m.elman --json'; do
  ended=() wrong=''
  for kilobytes in $(seq 12000 400 40000); do
    (ulimit -v "$kilobytes" && "$elman" --version) >/dev/null 2>&1 || continue  # the system's loader needs some too
    # shellcheck disable=SC2086
    (ulimit -v "$kilobytes" && exec "$elman" $command) >/dev/null 2>err.txt
    code=$?
    ended[code]=1
    case "$code $(tail -n 1 err.txt)" in
      0*) break ;;
      '1 elman: out of memory') ;;
      *) wrong="$code with $kilobytes KB: $(tail -n 1 err.txt)" ;;
    esac
  done
  expect "$command" "$wrong ${ended[0]:-}" ' 1'
done
exit "$((failures > 0))"

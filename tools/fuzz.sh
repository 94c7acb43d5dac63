#!/bin/bash
# fuzz.sh SECONDS [RUNS [FUZZER...]]: each fuzzer of tests/fuzz for so many seconds (0: no limit), or until so many inputs
# were tried. Starts from build/fuzz/corpus, which it makes and which grows from run to run. Prints a line for each; fails
# with the first crash, whose input is kept in build/fuzz.
set -euo pipefail
cd "$(dirname "$0")/.."
readonly seconds=$1 runs=${2:--1}
fuzzers=("${@:3}")
[ ${#fuzzers[@]} -gt 0 ] || fuzzers=(model_file pairs configuration vocabulary table running_text byte_pair_encoding sentence_piece)

cmake --preset fuzz --log-level=WARNING >/dev/null
cmake --build --preset fuzz -j "$(nproc)"
cd build/fuzz

# ---- Seeds: the real thing, as small as it gets ----
mkdir -p corpus/{model_file,pairs,configuration,vocabulary,table,running_text,byte_pair_encoding,sentence_piece}
printf 'ab\tx\nba\ty\nb\tz\n' >pairs.tsv
printf 'ab\tV;PL\tx y\nba\tN\ty\nb\tV(1,SG)\tz x\n' >features.tsv
printf 'ab\tX Y\nba\tY X\nb\tY\na\tX\n' >tags.tsv
printf 'the cats sleep\tD N V\nthe dog sleeps\tD N V\ncats bark\tN V\n' >sentences.tsv
printf 't,u,y\n1,2,1\n2,1,3\n3,5,2\n4,2,6\n5,1,3\n6,4,2\n7,2,5\n8,1,3\n' >series.csv
# Silent, but says why if a seed cannot be made.
train() {
  ./elman train "$@" 2>train.log && return
  cat train.log >&2
  exit 1
}
if [ ! -e corpus/configuration/part-aa ]; then  # the last that is made
  small=(--hidden-size 1 --embedding-size 1 --epochs 1 --threads 1 --force)
  train pairs.tsv -o corpus/model_file/lstm "${small[@]}"
  train pairs.tsv -o corpus/model_file/gru "${small[@]}" --arch gru --no-bidirectional --attention dot
  train features.tsv -o corpus/model_file/rnn "${small[@]}" --arch rnn --attention additive --input-feeding
  for crf in --crf --no-crf; do
    train tags.tsv -o corpus/model_file/tagger$crf --task tag "${small[@]}" $crf
  done
  train sentences.tsv -o corpus/model_file/words --task tag --letter-hidden-size 1 --letter-embedding-size 1 \
    --suffix-embedding-size 1 "${small[@]}"
  train pairs.tsv -o corpus/model_file/bpe --arch lstm --source-symbols bpe --target-symbols bpe "${small[@]}"
  train pairs.tsv -o corpus/model_file/transformer --arch transformer --heads 1 "${small[@]}"
  for arch in polynomial lstm; do
    train series.csv -o corpus/model_file/forecaster-$arch --task forecast --inputs u --arch $arch --delays 1 \
      --input-delays 0 --terms 3 --hidden-size 1 --epochs 1 --threads 1 --force
  done
  for symbols in char byte; do
    train pairs.tsv -o corpus/model_file/language-model-$symbols --task lm --symbols $symbols --context 2 "${small[@]}"
  done
  train pairs.tsv -o corpus/model_file/language-model-transformer --task lm --arch transformer --heads 1 --context 2 \
    "${small[@]}"
  train pairs.tsv --dump-config | split -l 8 - corpus/configuration/part-
fi
for flags in '\x00' '\x02' '\x0E'; do
  for file in pairs features; do
    { printf "$flags"; cat $file.tsv; } >"corpus/pairs/$file-${flags:2}"
    { printf "$flags\xEF\xBB\xBF"; sed 's/$/\r/' $file.tsv; printf 'e\xCC\x81\t\xF0\x9F\x87\xA9\n\n'; } \
      >"corpus/pairs/odd-$file-${flags:2}"
  done
done
for flags in '\x00' '\x28' '\x10' '\x43'; do
  { printf "$flags"; cat series.csv; } >"corpus/table/plain-${flags:2}"
  { printf "$flags\xEF\xBB\xBFdate;s;y\r\n2024-01-31;\"a\"\"b\";1,5\r\n2024-02-29;b; NA \r\n\r\n"; } >"corpus/table/odd-${flags:2}"
done
printf 'epochs = 3\narch = "gru"\n# why\nbidirectional = false\nlearning-rate = 1e-3\n' >corpus/configuration/some
cp ../../tests/data/sentencepiece/*.model corpus/sentence_piece/
printf 'é\na b\nab c\n a\n  a\n a b\nabc abé abc\n' >corpus/byte_pair_encoding/some
printf '<pad>\n<unk>\n<s>\n</s>\na\n\\<s>\n[V]\nab\tV;PL\n' >corpus/vocabulary/special

for flags in '\x00' '\x01' '\x02' '\x04' '\x06'; do
  { printf "$flags"; printf '\xEF\xBB\xBFab\r\n\ne\xCC\x81\n\xF0\x9F\x87\xA9'; } >"corpus/running_text/text-${flags:2}"
done

# ---- Runs ----
# For speed: inputs little longer than the seeds, each chosen as often as the others; freed memory is watched for 1 MB,
# which is some inputs, and a report shows two calls of an allocation: run the fuzzer with the input alone for all.
longest() { if [ "$1" == model_file ]; then echo 12000; elif [ "$1" == configuration ]; then echo 512; else echo 160; fi; }
export ASAN_OPTIONS=quarantine_size_mb=1:malloc_context_size=2
for fuzzer in "${fuzzers[@]}"; do
  dictionary=()
  [ "$fuzzer" == model_file ] && dictionary=(-dict=../../tests/fuzz/json.dict)
  start=$SECONDS
  "./${fuzzer}_fuzz" -max_total_time="$seconds" -runs="$runs" -max_len="$(longest "$fuzzer")" -entropic=0 -timeout=10 \
    -rss_limit_mb=2048 -print_final_stats=1 "${dictionary[@]}" "corpus/$fuzzer" >"$fuzzer.log" 2>&1 || {
    tail -n 40 "$fuzzer.log"
    echo "WRONG $fuzzer: the input is $(grep -o 'Test unit written to .*' "$fuzzer.log" | sed 's/.* //')"
    exit 1
  }
  printf 'ok    %-18s %s inputs tried in %s s, %s kept, no crash\n' "$fuzzer" \
    "$(sed -n 's/^stat::number_of_executed_units: //p' "$fuzzer.log")" $((SECONDS - start)) \
    "$(find "corpus/$fuzzer" -type f | wc -l)"
done

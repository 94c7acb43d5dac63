#!/bin/bash
# Whatever is in a file or on the command line: one clear message, the documented exit code, and nothing that was
# there before has changed.
set -u
elman=$(realpath "$1")
export LC_ALL=C.UTF-8
source "$(dirname "$0")/expect.sh"
small=(--hidden-size 8 --embedding-size 4 --epochs 1 --threads 1)
fingerprint() { find . -type f ! -name out.txt ! -name err.txt -exec sha256sum {} + | sort | sha256sum; }

# Runs a command that has to fail: exit code, one line on stderr that says all of this, and every file as it was.
refused() {  # what, code, parts of the message separated by |, command ...
  local what=$1 code=$2 says=$3 before after found part
  shift 3
  before=$(fingerprint)
  "$@" >out.txt 2>err.txt </dev/null
  found=$?
  after=$(fingerprint)
  expect "$what: exit" "$found" "$code"
  expect "$what: lines on stderr" "$(wc -l <err.txt)" 1
  IFS='|' read -ra parts <<<"$says"
  for part in "${parts[@]}"; do
    grep -qF -- "$part" err.txt || {
      printf 'WRONG %s: stderr lacks "%s":\n  %s\n' "$what" "$part" "$(cat err.txt)"
      failures=$((failures + 1))
    }
  done
  [ "$before" == "$after" ] || { echo "WRONG $what: a file has changed"; failures=$((failures + 1)); }
}

rm -rf bad_input && mkdir bad_input && cd bad_input || exit 1
for i in $(seq 1 30); do printf 'ab%sc\tx%sy\n' "$i" "$i"; done >good.tsv
"$elman" train good.tsv -o old.elman "${small[@]}" 2>/dev/null || exit 1
cp old.elman kept.elman
train() { "$elman" train "$1" -o new.elman "${small[@]}" "${@:2}"; }
data() {  # what, content for printf, parts of the message
  printf "$2" >"$1.tsv"
  refused "$1" 3 "$1.tsv|$3" train "$1.tsv"
}

# ---- The data ----
data empty '' ':1:1:|found no pairs|expected lines of source TAB target|give at least one line'
data one-column 'a\tb\nonly\n' ':2:5:|found 1 column|expected 2|add the missing column'
data three-columns 'a\tb\na\tb\tc\n' ':2:4:|found 3 columns|expected 2|remove the additional column'
data empty-field 'a\tb\n\tb\n' ':2:1:|empty source|fill it in or remove the line'
data empty-line 'a\tb\n\nc\td\n' ':2:1:|found an empty line|remove it'
data not-utf8 'a\tb\ncaf\xE9\tk\n' ':2:4:|0xE9|expected UTF-8|convert'
data utf16 '\xFF\xFEa\x00\t\x00b\x00\n' ':1:1:|UTF-16|convert it to UTF-8'
data nul 'a\tb\na\0b\tc\n' ':2:2:|found a NUL byte|expected UTF-8'
data overlong 'a\tb\n\xC0\xAF\tk\n' ':2:1:|0xC0'
data surrogate 'a\tb\n\xED\xA0\x80\tk\n' ':2:1:|expected UTF-8'
data one-source 'a\tb\na\tc\n' 'found 1 different sources|expected at least 2|--dev'
data bracket 'ser\tV;NOM(1,SG\tsoy\n' ":1:10:|found an unmatched '('"
{ printf 'a\tb\n'; head -c 1000000 /dev/zero | tr '\0' a; printf '\tb\n'; } >million.tsv
refused 'a word of a million symbols' 3 'million.tsv:2:1:|1000000 symbols|expected at most 10000' train million.tsv
{ printf 'a\tb\n'; head -c 1048576 /dev/zero | tr '\0' a; printf '\n'; } >megabyte.tsv
refused 'a line of a megabyte' 3 'megabyte.tsv:2:1048577:|found 1 column' train megabyte.tsv
{ printf 'a\tb\n'; head -c 17000000 /dev/zero | tr '\0' a; } >endless.tsv
refused 'a line without end' 3 'endless.tsv:2:1048577:|more than 1048576 bytes|line break' train endless.tsv
printf 'a\tb\n' >dev.tsv
printf 'a\tV\tb\n' >other.tsv
refused 'dev with other columns' 3 'other.tsv|column 2 features|expected the columns of good.tsv' \
  train good.tsv --dev other.tsv

# What is fine: a byte order mark, CR LF, both normal forms, repeated, conflicting and identical pairs, special symbols.
printf '\xEF\xBB\xBFab\tx\r\ncd\ty\r\ne\xCC\x81\tz\r\n\xC3\xA9a\tz\r\nab\tx\r\nab\tz\r\nsame\tsame\r\n' >odd.tsv
printf 'a <s> b\t</s> c\nb <unk> <pad>\td e\nx [V] y\t\\<s> z\n' >reserved.tsv
for file in odd reserved; do
  "$elman" train $file.tsv --dev $file.tsv -o $file.elman "${small[@]}" --source-symbols space --target-symbols space 2>err.txt
  expect "$file data is learnt" "$?" 0
done
expect 'special symbols of the data are symbols of their own' \
  "$("$elman" inspect reserved.elman --json | grep -c -e '"\\\\<s>"' -e '"\\\\<unk>"' -e '"\\\\</s>"' -e '"\\\\<pad>"')" 4

# ---- --skip-bad-lines ----
{ printf 'only\n\xFF\ta\n\n'; cat good.tsv; printf 'a\tb\tc\n\tx\n'; head -c 20000 /dev/zero | tr '\0' a; printf '\tb\n'; } >mixed.tsv
refused 'without it the first bad line ends the run' 3 'mixed.tsv:1:5:' train mixed.tsv
"$elman" train mixed.tsv -o skipped.elman "${small[@]}" --skip-bad-lines 2>err.txt
expect 'skip-bad-lines: exit' "$?" 0
expect 'it names them' "$(grep '^skipped  mixed' err.txt | cut -d: -f2 | tr '\n' ' ')" '1 2 3 34 35 36 '
expect 'and counts them' "$(grep -c '^skipped  6 lines of mixed.tsv; 30 pairs left' err.txt)" 1
expect 'eval skips too' "$("$elman" eval old.elman mixed.tsv --skip-bad-lines 2>/dev/null | grep -c '30 lines')" 1
printf 'a\nb\n' >all-bad.tsv
refused 'no good line at all' 3 'all-bad.tsv|found no pairs|the first bad line' train all-bad.tsv --skip-bad-lines

# ---- Paths ----
mkdir -p folder
refused 'a file that is not there' 5 'absent.tsv|No such file' train absent.tsv
refused 'a folder as data' 5 'folder|Is a directory' train folder
refused 'a folder as dev' 5 'folder|Is a directory' train good.tsv --dev folder
refused 'a folder as model' 5 'folder|Is a directory' "$elman" train good.tsv -o folder --force "${small[@]}"
refused 'a folder as model, no force' 5 'folder|Is a directory' "$elman" train good.tsv -o folder "${small[@]}"
refused 'a model in no folder' 5 'nowhere/|No such file' "$elman" train good.tsv -o nowhere/new.elman "${small[@]}"
refused 'a folder to predict with' 5 'folder|Is a directory' "$elman" predict folder
refused 'a folder to inspect' 5 'folder|Is a directory' "$elman" inspect folder
refused 'a folder as configuration' 5 'folder|Is a directory' train good.tsv --config folder
refused 'a folder to check' 5 'folder|Is a directory' "$elman" check folder
refused 'a model that is there' 2 'old.elman|exists already|--force' "$elman" train good.tsv -o old.elman "${small[@]}"
refused 'data as model' 4 'good.tsv|model' "$elman" predict good.tsv
if [ "$(id -u)" != 0 ]; then
  cp good.tsv secret.tsv && chmod 000 secret.tsv
  refused 'a file that may not be read' 5 'secret.tsv|Permission denied' train secret.tsv
  rm -f secret.tsv
fi

# ---- Flags ----
refused 'a verb that there is not' 2 'found trian|did you mean train?' "$elman" trian good.tsv
refused 'a verb like no other' 2 'found xyzzy|elman --help' "$elman" xyzzy
refused 'a flag that there is not' 2 'found --hiden-size|did you mean --hidden-size?' train good.tsv --hiden-size 8
refused 'with =' 2 'found --epoch,|did you mean --epochs?' train good.tsv --epoch=8
refused 'a flag of another verb' 2 'elman: predict: found --epochs' "$elman" predict old.elman --epochs 3
refused 'too many arguments' 2 'elman: inspect: found two' "$elman" inspect old.elman two
refused 'no model to write' 2 'say where the model goes' "$elman" train good.tsv
number() { refused "$1 $2" 2 "$1|$2|expected $3" train good.tsv "--$1" "$2"; }
number hidden-size many 'a whole number'
number hidden-size 1.5 'a whole number'
number hidden-size 0 '1 to 100000'
number encoder-layers 0 '1 to 1000'
number hidden-size 99999999999 'a whole number from -2147483648 to 2147483647'
number epochs -3 '1 to'
number batch-size 0 '1 to'
number learning-rate fast 'a number'
number learning-rate 0 'more than 0'
number learning-rate nan 'a finite number, more than 0'
number learning-rate inf 'a finite number, more than 0'
number learning-rate 1e999 'a number from'
number dropout 1 'at least 0 and less than 1'
number dropout nan 'a finite number, at least 0 and less than 1'
number label-smoothing -0.5 'at least 0 and less than 1'
number average 1 'at least 0 and less than 1'
number threads 1000 '0 to 256'
number seed -1 'a whole number'
number label-smoothing 0.999999999999 'at least 0 and less than 1'
number held-out 2 'at least 0 and less than 1'
number arch cnn 'one of rnn, lstm, gru'
refused 'a model larger than memory' 2 'MB of memory|expected at most|--hidden-size' \
  train good.tsv --hidden-size 100000
refused 'one beyond counting' 2 'hidden-size|1 to 100000' train good.tsv --hidden-size 2147483647
contradiction() { refused "$*" 2 "$1" train good.tsv "${@:2}"; }
contradiction 'give one of them' --dev dev.tsv --held-out 0.2
contradiction '--patience belongs to a dev set, found held-out 0' --held-out 0 --patience 3
contradiction '--schedule belongs to a dev set, found held-out 0' --held-out 0 --schedule plateau
contradiction 'give one of them' --resume --force
contradiction 'needs attention' --attention none --input-feeding
contradiction 'choose general or additive' --attention dot --bidirectional
contradiction 'belongs to optimizer sgd' --momentum 0.9
contradiction '--attention belongs to decoder recurrent, found decoder edit' --attention additive --decoder edit
contradiction '--input-feeding belongs to decoder recurrent, found decoder edit' --input-feeding --decoder edit
contradiction '--attention belongs to decoder recurrent, found decoder transformer' --attention dot --arch transformer
contradiction '--tied-embeddings belongs to decoder transformer, found decoder edit' --tied-embeddings --decoder edit
contradiction '--bidirectional belongs to encoder recurrent, found encoder transformer' --bidirectional --arch transformer
contradiction '--heads belongs to encoder or decoder transformer, found encoder recurrent' --heads 2
contradiction 'belongs to schedule inverse-sqrt' --warmup-steps 10
contradiction 'belongs to schedule plateau' --schedule constant --plateau-factor 0.3
refused 'more outputs than the beam is wide' 2 'nbest 3' "$elman" predict old.elman --beam 2 --nbest 3

# ---- Configuration ----
config() {  # what, content for printf, parts of the message
  printf "$2" >"$1.toml"
  refused "configuration: $1" 2 "$1.toml|$3" train good.tsv --config "$1.toml"
}
config unknown-name 'epochs = 1\nhiden-size = 8\n' ':2|"hiden-size" is not an option|did you mean hidden-size?'
config bad-value '\nbatch-size = "many"\n' ':2: batch-size|"many"|expected a whole number'
config bad-name 'arch = "cnn"\n' ':1: arch: arch "cnn"|expected one of rnn, lstm, gru'
config nul 'epochs = 1\n\0\n' 'found bytes that are not text'
config two-values 'epochs = [1, 2]\n' ':1|"epochs" needs one value'
config section '[training]\nepochs = 1\n' 'found the section [training]'
head -c 2000000 /dev/zero | tr '\0' a >large.toml
refused 'a large configuration' 3 'large.toml|more than 1048576' train good.tsv --config large.toml

# ---- Training that explodes ----
refused 'a learning rate that explodes' 1 'epoch 1, step|expected a finite number|--learning-rate' \
  bash -c '"$0" "$@" 2>all.txt; code=$?; tail -n 1 all.txt >&2; rm all.txt; exit $code' \
  "$elman" train good.tsv -o old.elman --force "${small[@]}" --optimizer sgd --learning-rate 1e30 --clip-norm 0 \
  --batch-size 2
expect 'and leaves no checkpoint' "$(ls ./*.checkpoint 2>/dev/null)" ''
expect 'the model that was there is as it was' "$(cmp old.elman kept.elman && echo same)" same

# ---- predict ----
{ head -c 20000 /dev/zero | tr '\0' a; echo; } >long-word.txt
"$elman" predict old.elman <long-word.txt >out.txt 2>err.txt
expect 'a word of 20000 symbols' "$? $(grep -c 'stdin:1:1: found 20000 symbols, expected at most 10000' err.txt)" '3 1'
exit "$((failures > 0))"

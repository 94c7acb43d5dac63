#!/usr/bin/env bash
# Joining models, as a user does. Usage: ensemble_test.sh ELMAN
elman=$(realpath "$1")
. "$(dirname "$0")/expect.sh"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1

printf 'ab\tba\nba\tab\nabc\tcba\ncab\tbac\ncc\tcc\nacb\tbca\n' >pairs.tsv
train() { "$elman" train pairs.tsv --dev pairs.tsv --hidden-size 8 --embedding-size 4 --epochs 3 --threads 1 "$@" 2>log.txt; }
train -o recurrent.elman
train -o edit.elman --decoder edit --seed 2
train -o transformer.elman --arch transformer --heads 2 --seed 3

"$elman" ensemble recurrent.elman edit.elman transformer.elman -o all.elman 2>log.txt
expect 'models of any kinds are joined' "$? $(grep -c '3 networks' log.txt)" '0 1'
expect 'predict' "$(printf 'ab\n\ncab\n' | "$elman" predict all.elman --beam 2 2>log.txt | wc -l) $?" '3 0'
expect 'eval' "$("$elman" eval all.elman pairs.tsv 2>log.txt | head -1 | cut -d' ' -f1)" WER
expect 'alignment' "$(echo ab | "$elman" predict all.elman --alignment 2>log.txt | grep -c '"alignment"')" 1
expect 'inspect shows each' "$("$elman" inspect all.elman | grep -c '^options')" 3
"$elman" ensemble all.elman recurrent.elman -o more.elman 2>log.txt
expect 'one that is joined can be joined' "$? $(grep -c '4 networks' log.txt)" '0 1'
"$elman" ensemble recurrent.elman recurrent.elman -o same.elman 2>log.txt
expect 'twice the same is the same' "$(cut -f1 pairs.tsv | "$elman" predict same.elman)" \
  "$(cut -f1 pairs.tsv | "$elman" predict recurrent.elman)"

"$elman" ensemble recurrent.elman -o one.elman 2>log.txt
expect 'one model alone' "$? $(grep -c 'expected at least two' log.txt)" '2 1'
"$elman" ensemble recurrent.elman edit.elman -o all.elman 2>log.txt
expect 'nothing is overwritten unasked' "$? $(grep -c force log.txt)" '2 1'
"$elman" ensemble recurrent.elman edit.elman -o edit.elman --force 2>log.txt
expect 'nor what is joined' "$? $(grep -c 'would be overwritten' log.txt)" '2 1'
printf 'xy\tyx\nyx\txy\n' >others.tsv
"$elman" train others.tsv --dev others.tsv --hidden-size 8 --epochs 1 --threads 1 -o others.elman 2>log.txt
"$elman" ensemble recurrent.elman others.elman -o new.elman 2>log.txt
expect 'models of other symbols' "$? $(grep -c 'others.elman' log.txt) $(ls new.elman* 2>/dev/null)" '2 1 '
printf 'a b\tA B\nb a\tB A\n' >tags.tsv
"$elman" train tags.tsv --task tag --dev tags.tsv --hidden-size 8 --epochs 1 --threads 1 -o tags.elman 2>log.txt
"$elman" ensemble recurrent.elman tags.elman -o new.elman 2>log.txt
expect 'a model of another task' "$? $(grep -c 'trained on pairs' log.txt)" '2 1'
head -c 2000 edit.elman >short.elman
"$elman" ensemble recurrent.elman short.elman -o new.elman 2>log.txt
expect 'a damaged model' "$? $(grep -c 'short.elman' log.txt) $(ls new.elman* 2>/dev/null)" '4 1 '

# ---- Trained as one ----
several=("$elman" train pairs.tsv --models 3 --held-out 0.3 --hidden-size 8 --embedding-size 4 --epochs 3 --threads 1)
"${several[@]}" -o three.elman 2>log.txt
expect 'three are trained and joined' \
  "$? $(grep -c '^member .* after 3 epochs' log.txt) $(grep -c '^Joined 3 models, .* dev WER' log.txt)" '0 3 1'
expect 'with other seeds, on the same pairs' "$("$elman" inspect three.elman | grep -e option-seed -e train-pairs | awk '{ print $2 }' | sort | uniq -c | tr -s ' \n' ' ')" ' 1 1 1 2 1 3 3 4 '
expect 'and nothing else is left' "$(echo three.elman*)" three.elman
python3 - "${several[@]}" <<'PYTHON'
import subprocess, sys
run = subprocess.Popen(sys.argv[1:] + ["-o", "killed.elman"], stderr=subprocess.PIPE, text=True)
second = False
for line in run.stderr:
    second = second or line.startswith("member   2 of 3: ")
    if second and line.startswith("epoch   1"):
        run.kill()
        break
run.wait()
PYTHON
expect 'a killed run keeps the first' "$(ls killed.elman.member-1 killed.elman.member-2.checkpoint)" \
  'killed.elman.member-1
killed.elman.member-2.checkpoint'
"${several[@]}" -o killed.elman --epochs 2 --resume 2>log.txt
expect 'members of other options are refused' "$? $(grep -c 'killed.elman.member-1: is of a run with other' log.txt)" '2 1'
"${several[@]}" -o killed.elman --resume 2>log.txt
expect 'goes on to the same bytes' "$? $(grep -c '^resumed ' log.txt) $(cmp killed.elman three.elman && echo same)" '0 1 same'
"$elman" train tags.tsv --task tag --models 2 -o new.elman 2>log.txt
expect 'only models that can be joined' "$? $(grep -c -e '--models: models of task tag' log.txt)" '2 1'
"${several[@]}" --search -o new.elman 2>log.txt
expect 'no search of several' "$? $(grep -c -e '--search chooses one' log.txt)" '2 1'
exit "$((failures > 0))"

#!/bin/bash
# What a run leaves beside the model: a log, a picture, commands to go on with; and a run that begins with a model.
set -u
elman=$1
export LC_ALL=C.UTF-8
source "$(dirname "$0")/expect.sh"
rm -rf ./*.elman* ./.elman* ./*.tsv* ./*.txt* ./*.svg ./*.jsonl ./*.csv* ./*.dict
small=(--hidden-size 16 --embedding-size 8 --threads 1)

for i in $(seq 1 60); do printf 'ab%sc\tx y %s\n' "$i" "$(echo "$i" | sed 's/./& /g;s/ $//')"; done >pairs.tsv
for i in $(seq 1 40); do printf 'word%s\tV;PRS;NOM(1,SG)\twords%s\n' "$i" "$i"; done >features.tsv

# ---- A log and a picture ----
"$elman" train pairs.tsv -o m.elman "${small[@]}" --epochs 3 --log run.jsonl --plot run.svg 2>err.txt
expect 'each epoch, after the options' "$? $(python3 -c '
import json
lines = [json.loads(line) for line in open("run.jsonl")]
print([line["event"] for line in lines], lines[0]["options"]["--hidden-size"], sorted(lines[3]), lines[2]["epoch"])')" \
  "0 ['begin', 'epoch', 'epoch', 'epoch'] 16 ['best', 'dev', 'epoch', 'event', 'learning_rate', 'loss', 'seconds'] 2"
expect 'a picture of loss, scores and rate' "$(python3 -c '
import xml.etree.ElementTree as tree
texts = [e.text for e in tree.parse("run.svg").getroot().iter("{http://www.w3.org/2000/svg}text")]
print([t for t in texts if not t[0].isdigit()])')" "['loss', 'dev WER', 'dev PER', 'learning rate', 'epoch 1']"
cp pairs.tsv keep.tsv
for flag in --log --plot; do
  "$elman" train pairs.tsv -o x.elman "${small[@]}" $flag pairs.tsv 2>err.txt
  expect "$flag over the data" "$? $(cmp pairs.tsv keep.tsv && echo kept) $(ls x.elman* 2>/dev/null)" '2 kept '
done
"$elman" train pairs.tsv -o x.elman "${small[@]}" --epochs 1 --log /nowhere/run.jsonl 2>err.txt
expect 'nowhere to log' "$? $(ls x.elman* 2>/dev/null)" '5 '
"$elman" train pairs.tsv -o x.elman --force "${small[@]}" --epochs 1 --log /dev/full 2>err.txt
expect 'a log on a full disk' "$? $(grep -c 'cannot write: /dev/full: .*; training goes on' err.txt)" '0 1'

# ---- Each command that is printed does what it says, whatever files are called ----
mkdir -p "odd 'folder" && cp pairs.tsv features.tsv "odd 'folder/"
try() { sed -n 's/^Try: *//p' err.txt >try.sh; bash -c 'elman() { "$0" "$@"; }; . ./try.sh' "$elman"; }
ran() { expect "$1" "$(try | wc -l)" 1; }
"$elman" train "odd 'folder/pairs.tsv" -o "odd 'folder/a \$model.elman" "${small[@]}" --epochs 1 --force 2>err.txt
ran 'spaces and quotes in names'
"$elman" train "odd 'folder/features.tsv" -o "odd 'folder/forms.elman" "${small[@]}" --epochs 1 --force 2>err.txt
ran 'features'
printf 'die hond\tDET NOUN\nhond die\tNOUN DET\ndie kat\tDET NOUN\n' >tags.tsv
"$elman" train tags.tsv --task tag -o 'my tags.elman' --hidden-size 8 --embedding-size 8 --epochs 1 --threads 1 --force 2>err.txt
ran 'a tagger'
for i in $(seq 1 60); do echo "to be or not to be $i"; done >"odd 'folder/plays.txt"
"$elman" train "odd 'folder/plays.txt" --task lm -o "odd 'folder/plays.elman" --hidden-size 8 --embedding-size 8 --epochs 1 --threads 1 --force 2>err.txt
expect 'a language model' "$(try | head -c 1 | wc -c)" 1
{ echo 'day,sold,rain'; for i in $(seq 1 80); do echo "$i,$((i % 7)),$((i % 3))"; done; } >"odd 'folder/sales \$.csv"
forecast=("$elman" train "odd 'folder/sales \$.csv" --task forecast --target sold --time day --arch linear --threads 1 --force)
"${forecast[@]}" -o "odd 'folder/sales.elman" 2>err.txt
expect 'a forecaster' "$(try | wc -l)" 11
"${forecast[@]}" -o "odd 'folder/sales.elman" --inputs rain 2>err.txt
expect 'one with inputs' "$(($(try | grep -c '^[0-9]*,') > 9))" 1
"$elman" train pairs.tsv -o "odd 'folder/b.elman" "${small[@]}" --epochs 1 --force 2>/dev/null
# Interrupts a run after its first epoch, and says how it ended; what it said is in err.txt.
interrupted() {
  timeout 100 python3 - "$@" <<'PYTHON'
import signal, subprocess, sys
run = subprocess.Popen(sys.argv[1:], stderr=subprocess.PIPE, text=True)
said = ''
for line in run.stderr:
    if line.startswith('epoch   1 '):
        run.send_signal(signal.SIGTERM)
    said += line
open('err.txt', 'w').write(said)
print(run.wait())
PYTHON
}
begun=("$elman" train "odd 'folder/pairs.tsv" -o "odd 'folder/b.elman" --force "${small[@]}" --epochs 100000 --patience 0)
expect 'interrupted' "$(interrupted "${begun[@]}")" 130
sed -n '/To go on:/{n;p}' err.txt >resume.sh
# What the command prints, not the whole run: it would take too long.
expect 'the command to go on finds the run' "$(sed -i 's/$/ --dump-config/' resume.sh; bash resume.sh 2>/dev/null | grep -c '^epochs = 100000')" 1
expect 'and is quoted' "$(grep -c "'odd '.*folder/b.elman' .*--resume" resume.sh)" 1

# ---- The same bytes under another name ----
cp pairs.tsv other_name.tsv
slow=("${small[@]}" --epochs 30 --patience 0)
"$elman" train pairs.tsv -o whole.elman "${slow[@]}" --force 2>/dev/null
expect 'interrupted' "$(interrupted "$elman" train pairs.tsv -o part.elman --force "${slow[@]}")" 130
"$elman" train other_name.tsv -o part.elman "${slow[@]}" --resume 2>err.txt
expect 'resumes to the same model' "$? $(cmp whole.elman part.elman && echo same)" '0 same'

# ---- Nothing held out ----
"$elman" train pairs.tsv -o all.elman "${small[@]}" --held-out 0 --epochs 3 --force --log all.jsonl 2>err.txt
expect 'everything is learnt, the last epoch is kept, and both are said' \
  "$? $(grep -c '^train    60 pairs\|nothing is held out\|^Ended after 3 epochs; the last is kept' err.txt)" '0 3'
expect 'and is recorded' "$("$elman" inspect all.elman --json | python3 -c '
import json, sys
told = json.load(sys.stdin)["provenance"]
print(told["dev"], told["epoch"], [name for name in told if name.startswith("dev-") and name != "dev-pairs"])')" 'none 3 []'
expect 'there is nothing to stop by' "$(grep -c '^training .* schedule cosine, .*, 3 epochs$' err.txt)" 1
"$elman" train pairs.tsv -o two.elman "${small[@]}" --held-out 0 --epochs 2 --force 2>err.txt
expect 'fewer epochs are another model' "$(cmp -s all.elman two.elman; echo $?)" 1
"$elman" train tags.tsv --task tag -o 'my tags.elman' --hidden-size 8 --embedding-size 8 --held-out 0 --epochs 1 --threads 1 --force 2>err.txt
expect 'so with taggers' "$? $(grep -c 'the last is kept' err.txt)" '0 1'

# ---- More epochs than a run that has ended ----
"$elman" train pairs.tsv -o all.elman "${small[@]}" --held-out 0 --epochs 9 2>err.txt
expect 'says how' "$? $(grep -c -- '--init' err.txt)" '2 1'
"$elman" train pairs.tsv -o all.elman "${small[@]}" --held-out 0 --epochs 9 --resume 2>err.txt
expect 'also to --resume' "$? $(grep -c -- '--init MODEL -o NEW' err.txt)" '2 1'
"$elman" train pairs.tsv -o longer.elman --init all.elman --held-out 0 --epochs 2 --threads 1 --force 2>err.txt
expect 'and that goes on' "$? $(python3 - all.jsonl err.txt <<'PYTHON'
import json, re, sys
before = [json.loads(line)["loss"] for line in open(sys.argv[1]) if '"epoch"' in line[:20]]
after = [float(loss) for loss in re.findall(r"^epoch +\d+  loss ([0-9.]+)", open(sys.argv[2]).read(), re.M)]
print(after[0] < before[0])
PYTHON
)" '0 True'

# ---- Beginning with a model ----
printf 'zq\tw w\nzb\tw x\nqa\ty w\n' >new.tsv
"$elman" train new.tsv --dev pairs.tsv -o more.elman --init m.elman --epochs 1 --learning-rate 1e-9 --average 0 --threads 1 --force 2>err.txt
expect 'its network, and its symbols and new ones' "$? $("$elman" inspect more.elman --json | python3 -c '
import json, sys
print(json.load(sys.stdin)["options"]["hidden-size"])') $("$elman" compare m.elman more.elman | grep -c '^source-vocabulary')" '0 16 1'
expect 'its weights: known words are answered as before' "$(echo ab1c | "$elman" predict more.elman)" "$(echo ab1c | "$elman" predict m.elman)"
"$elman" train new.tsv --dev pairs.tsv -o wide.elman --init m.elman --hidden-size 32 2>err.txt
expect 'another network' "$? $(grep -c -- '--init: the network of m.elman is another one' err.txt)" '2 1'
"$elman" train new.tsv --dev pairs.tsv -o deep.elman --encoder-layers 2 --decoder recurrent --hidden-size 8 --epochs 1 --threads 1 2>err.txt
"$elman" train new.tsv --dev pairs.tsv -o t.elman --init deep.elman --encoder-layers 1 2>err.txt
expect 'a network that has less' "$? $(grep -c -- '--init: the network of deep.elman is another one' err.txt)" '2 1'
"$elman" train tags.tsv --task tag -o t.elman --init m.elman 2>err.txt
expect 'another task' "$? $(grep -c -- '--init: m.elman is a model of kind seq2seq' err.txt)" '2 1'
"$elman" train new.tsv -o t.elman --init new.tsv 2>err.txt
expect 'no model' $? 4
exit "$((failures > 0))"

#!/usr/bin/env bash
# Training under a budget, and learning from another model, as a user does. Usage: budget_test.sh ELMAN
elman=$(realpath "$1")
. "$(dirname "$0")/expect.sh"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1

for a in a b c d e f; do for b in a b c d e f; do for c in a b c d; do
  printf '%s%s%s\t%s%s%s\n' $a $b $c "${a^}" "${b^}" "${c^}"
done; done; done >pairs.tsv
small=(--hidden-size 8 --embedding-size 4 --threads 1)

# ---- A budget of steps ----
steps=("$elman" train pairs.tsv "${small[@]}" --budget-steps 2500)
"${steps[@]}" -o whole.elman --log log.jsonl 2>log.txt
expect 'a race, a choice, a model' "$? $(grep -c '^race ' log.txt) $(grep -c '^chosen ' log.txt) $(grep -c '^Model: whole.elman' log.txt)" '0 5 1 1'
expect 'nothing else is left' "$(echo whole.elman*)" whole.elman
expect 'the model works' "$(echo abc | "$elman" predict whole.elman | wc -l)" 1
python3 - "${steps[@]}" <<'PYTHON'
import subprocess, sys
arguments = sys.argv[1:] + ["-o", "killed.elman"]
for line, resume in (("race ", []), ("chosen ", ["--resume"])):  # killed in the race, and after it
    run = subprocess.Popen(arguments + resume, stderr=subprocess.PIPE, text=True)
    for found in run.stderr:
        if found.startswith(line):
            run.kill()
            break
    run.wait()
PYTHON
expect 'a killed run keeps its plan' "$(ls killed.elman.budget)" killed.elman.budget
refused 'another run there' 2 'add --resume' "${steps[@]}" -o killed.elman
refused 'another budget' 2 'the plan of another budget' "$elman" train pairs.tsv "${small[@]}" --budget-steps 99 -o killed.elman --resume
"${steps[@]}" -o killed.elman --resume 2>log.txt
expect 'goes on to the same bytes' "$? $(cmp killed.elman whole.elman && echo same)" '0 same'
long=("$elman" train pairs.tsv "${small[@]}" --budget-steps 30000)
python3 - "${long[@]}" <<'PYTHON'
import signal, subprocess, sys
run = subprocess.Popen(sys.argv[1:] + ["-o", "stopped.elman"], stderr=subprocess.PIPE, text=True)
told = ""
for line in run.stderr:
    told += line
    if line.startswith("race "):
        run.send_signal(signal.SIGTERM)
        break
told += run.stderr.read()
open("told.txt", "w").write(told)
open("code.txt", "w").write(str(run.wait()))
PYTHON
expect 'SIGTERM saves and says how to go on' "$(cat code.txt) $(grep -c 'budget-steps 30000 -o stopped.elman --resume' told.txt)" '130 1'
sh -c "$(tail -1 told.txt)" 2>log.txt
expect 'which goes on' "$? $(echo stopped.elman*)" '0 stopped.elman'

# ---- Of time ----
"$elman" train pairs.tsv "${small[@]}" --budget 2s --models 1 -o timed.elman 2>log.txt
expect 'of time' "$? $(grep -c '^budget .* the rate falls from step' log.txt) $(grep -c '^Ended after' log.txt)" '0 1 1'
refused 'a time that is none' 2 'budget' "$elman" train pairs.tsv --budget soon -o new.elman
refused 'no time' 2 'budget' "$elman" train pairs.tsv --budget 0s -o new.elman
refused 'two budgets' 2 'give one of them' "$elman" train pairs.tsv --budget 2m --budget-steps 5 -o new.elman
refused 'epochs beside it' 2 'epochs and a budget' "$elman" train pairs.tsv --budget 2m --epochs 5 -o new.elman
refused 'another schedule' 2 'schedule cosine' "$elman" train pairs.tsv --budget 2m --schedule cosine -o new.elman
mkfifo pipe
cat pairs.tsv >pipe &
writer=$!
refused 'data that can be read only once' 2 'read only once' "$elman" train pipe --budget 2m -o new.elman
kill $writer
expect 'nothing is left of these' "$(ls new.elman* 2>/dev/null)" ''

# ---- Distillation ----
teacher=timed.elman
"$elman" train pairs.tsv "${small[@]}" --epochs 1 --distill $teacher --made-up-words 30 -o student.elman 2>log.txt
expect 'words are made up' "$? $(grep -c '^distill  [0-9]* words made up, with what timed.elman makes of them' log.txt)" '0 1'
printf 'aaaa\nbcbc\n\nfed\n' >words.txt
distill=("$elman" train pairs.tsv "${small[@]}" --epochs 2 --distill $teacher)
"${distill[@]}" --words words.txt -o student.elman --force 2>log.txt
expect 'or come from a file' "$? $(grep -c '^distill  3 words from words.txt' log.txt)" '0 1'
expect 'what it was learnt from is known' "$("$elman" inspect student.elman | grep -c -e teacher-sha256 -e words-sha256)" 2
refused 'words without a teacher' 2 'train a model first' "$elman" train pairs.tsv --words words.txt -o new.elman
cp words.txt kept.txt
refused 'the words as the model' 2 'is data that is read' "${distill[@]}" --words words.txt -o words.txt --force
expect 'stay as they are' "$(cmp words.txt kept.txt && echo same)" same
refused 'a number of words without a teacher' 2 'belongs to --distill' "$elman" train pairs.tsv --made-up-words 5 -o new.elman
refused 'a number beside a file' 2 'without --words' "${distill[@]}" --words words.txt --made-up-words 5 -o new.elman
refused 'no such words' 5 'nothing.txt' "${distill[@]}" --words nothing.txt -o new.elman
printf '\n' >empty.txt
refused 'no words in the file' 3 'found no words' "${distill[@]}" --words empty.txt -o new.elman
printf 'ab\n\xff\n' >bad.txt
refused 'bytes that are no text' 3 'bad.txt:2:1' "${distill[@]}" --words bad.txt -o new.elman
refused 'a teacher beside a beginning' 2 'give one of them' "${distill[@]}" --init $teacher -o new.elman
printf 'a b\tA B\nb a\tB A\n' >tags.tsv
refused 'another task' 2 'belongs to task transduce' "$elman" train tags.tsv --task tag --distill $teacher -o new.elman
"$elman" train tags.tsv --task tag --dev tags.tsv --hidden-size 8 --epochs 1 --threads 1 -o tags.elman 2>log.txt
refused 'a teacher of another kind' 2 'trained on pairs' "$elman" train pairs.tsv --distill tags.elman -o new.elman
head -c 2000 $teacher >short.elman
refused 'a damaged teacher' 4 'short.elman' "$elman" train pairs.tsv --distill short.elman -o new.elman
exit "$((failures > 0))"

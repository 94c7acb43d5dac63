#!/bin/bash
# predict and eval in a pipeline: what comes when, in which form, and how they end.
set -u
elman=$1
export LC_ALL=C.UTF-8
source "$(dirname "$0")/expect.sh"

# Words over a b c d, to be written in capitals; learnt by heart.
for a in a b c d; do for b in a b c d '' ; do for c in a b c d ''; do
  printf '%s\t%s\n' "$a$b$c" "$(echo "$a$b$c" | tr a-d A-D | sed 's/./& /g; s/ $//')"
done; done; done | sort -u >pairs.tsv
learn() {  # model, flags
  "$elman" train pairs.tsv --dev pairs.tsv -o "$1" --force --hidden-size 32 --embedding-size 16 --dropout 0 \
    --label-smoothing 0 --learning-rate 0.01 --batch-size 8 --average 0 --epochs 12 --threads 1 "${@:2}" 2>train.log
}
learn words.elman
learn plain.elman --attention none --epochs 1
cut -f1 pairs.tsv >words.txt
cut -f2 pairs.tsv >gold.txt
predict=("$elman" predict words.elman)

for i in $(seq 200); do cat words.txt; done >many.txt

# ---- Line for line ----
expect 'a file of words' "$("${predict[@]}" <words.txt | diff - gold.txt && echo same)" same
expect 'a wider beam finds them too' "$("${predict[@]}" --beam 4 <words.txt | diff - gold.txt && echo same)" same
expect 'two threads too' "$("${predict[@]}" --threads 2 <words.txt | diff - gold.txt && echo same)" same
expect 'a byte order mark, CR LF, empty lines and a last line without an end' \
  "$(printf '\xEF\xBB\xBFab\r\n\nba\r\n\r\nc' | "${predict[@]}" | tr '\n' '|')" 'A B||B A||C|'
expect 'no input, no output' "$("${predict[@]}" </dev/null | wc -c)" 0
expect 'many more lines than a batch takes' \
  "$("${predict[@]}" <many.txt | md5sum)" "$(for i in $(seq 200); do cat gold.txt; done | md5sum)"

# A pipe that stays open gets its answers while it waits, and a person at a terminal as well.
timeout 60 python3 - "$elman" <<'PYTHON' >waiting.txt 2>&1
import os, pty, subprocess, sys, tty
def ask(stdin, write):
    run = subprocess.Popen([sys.argv[1], 'predict', 'words.elman'], stdin=stdin, stdout=subprocess.PIPE)
    for word, answer in ((b'ab\n', b'A B\n'), (b'c\nd\n', b'C\nD\n')):
        write(run, word)
        for line in answer.splitlines(True):
            print(run.stdout.readline() == line)
    return run
run = ask(subprocess.PIPE, lambda run, word: (run.stdin.write(word), run.stdin.flush()))
run.stdin.close()
print(run.wait())
ours, theirs = pty.openpty()
tty.setraw(theirs)
run = ask(theirs, lambda run, word: os.write(ours, word))
run.kill()
PYTHON
expect 'answers come at once' "$(tr '\n' ' ' <waiting.txt)" 'True True True 0 True True True '

# ---- Forms ----
expect 'n-best lines have the source, the prediction and its log-probability' \
  "$(printf 'ab\nc\n' | "${predict[@]}" --nbest 2 | awk -F'\t' '{ print NF, $1, ($3 <= 0) }' | tr '\n' '|')" \
  '3 ab 1|3 ab 1|3 c 1|3 c 1|'
expect 'the best of them is the prediction' "$(printf 'ab\n' | "${predict[@]}" --nbest 3 | head -n 1 | cut -f2)" 'A B'
expect 'alignment lines are JSON with weights that sum to one' "$(printf 'abc\nd\n\n' | "${predict[@]}" --alignment |
  python3 -c '
import json, sys
for line in sys.stdin:
    answer = json.loads(line)
    shape = [len(answer["alignment"]), len(answer["output"]), len(answer["source"])]
    sums = all(abs(sum(row) - 1) < 1e-4 and len(row) == len(answer["source"]) for row in answer["alignment"])
    print(answer["line"], answer["text"], shape, sums, answer["cut"], end="|")')" \
  '1 A B C [4, 4, 4] True False|2 D [2, 2, 2] True False|3  [0, 0, 0] True False|'
expect 'a limit cuts and says so' "$(printf 'abc\n' | "${predict[@]}" --max-length 2 2>err.txt; cat err.txt)" \
  $'A B\nelman: 1 output cut at the length limit (--max-length)'

# ---- Trouble ----
expect 'unknown symbols are told once each with counts' \
  "$(printf 'aé\néé\nq\nb\n' | "${predict[@]}" 2>&1 >/dev/null | tr '\n' '|')" \
  "elman: the model does not know 'é' (U+00E9): read as <unk>, 3 times, first in line 1|elman: the model does not know 'q': read as <unk>, 1 time, first in line 3|"
printf 'ab\nc\nb\ta\nd\n' | "${predict[@]}" >out.txt 2>err.txt
expect 'a line that cannot be read is named' "$? $(cut -d: -f2-4 err.txt)" '3  stdin:3:2'
expect 'what comes before it is answered' "$(tr '\n' '|' <out.txt)" 'A B|C|'
{ cat many.txt; printf 'a\tb\n'; } >bad_end.txt
"${predict[@]}" <bad_end.txt 2>err.txt >out.txt
expect 'a long file has the same numbers' "$(cut -d: -f2-4 err.txt) $(wc -l <out.txt)" ' stdin:16801:2 16800'
printf 'ab\n\xFF\n' | "${predict[@]}" >out.txt 2>err.txt
expect 'bytes that are not UTF-8 are an error' "$? $(cut -d: -f2-4 err.txt)" '3  stdin:2:1'
{ echo ab; head -c 3000000 /dev/zero | tr '\0' a; } >long.txt
"${predict[@]}" <long.txt >out.txt 2>err.txt
expect 'so is a line without end' "$? $(cut -d: -f2-3 err.txt) $(cat out.txt)" '3  stdin:2 A B'
expect 'a reader that leaves ends it quietly' \
  "$("${predict[@]}" <many.txt 2>err.txt | head -n 1; cat err.txt)" "$(head -n 1 gold.txt)"
expect 'also if nobody hears the signal' "$(
  trap '' PIPE
  { "${predict[@]}" <many.txt 2>err.txt; echo "$?" >code.txt; } | head -n 1 >/dev/null
  cat code.txt err.txt)" 0
if [ -c /dev/full ]; then
  "${predict[@]}" <words.txt >/dev/full 2>err.txt
  expect 'a full disk is an error' "$? $(grep -c 'No space left' err.txt)" '5 1'
  "$elman" eval words.elman pairs.tsv >/dev/full 2>err.txt
  expect 'for eval too' "$?" 5
fi
"$elman" predict plain.elman --alignment <words.txt 2>err.txt
expect 'no alignment without attention' "$? $(grep -c 'no attention' err.txt)" '2 1'
echo a | "${predict[@]}" --beam 2 --nbest 3 2>err.txt
expect 'no more best outputs than the beam is wide' "$? $(grep -c 'nbest 3' err.txt)" '2 1'

# ---- Outputs much longer than their sources ----
printf '%s\t%s\n' x 'an umbrella against heavy rain today' y 'a snowman made by children in winter' >long.tsv
printf 'x\t%s\n' "$(seq -s ' ' 100)" >longer.tsv
"$elman" train long.tsv --dev long.tsv -o long.elman --force --source-symbols char --target-symbols char --hidden-size 64 \
  --embedding-size 32 --threads 1 --epochs 300 --patience 0 --learning-rate 0.01 --dropout 0 --average 0 \
  --label-smoothing 0 2>err.txt
expect 'are written whole' "$(cut -f1 long.tsv | "$elman" predict long.elman)" "$(cut -f2 long.tsv)"
"$elman" train long.tsv --dev longer.tsv -o longer.elman --force --hidden-size 8 --epochs 1 2>err.txt
expect 'a dev target beyond the limit is said' "$(grep -c '^limit .* line 1; --longest-output' err.txt)" 1
"$elman" train long.tsv --dev longer.tsv -o longer.elman --force --hidden-size 8 --epochs 1 --longest-output 400 2>err.txt
expect 'unless there is room for it' "$(grep -c '^limit' err.txt) $("$elman" inspect longer.elman | grep -c 'longest-output  *400')" '0 1'

# ---- eval ----
printf 'ab\tX\nab\tA B\nc\tC\nd\tD A\n' >test.tsv
expect 'any of several gold lines is right' "$("$elman" eval words.elman test.tsv --json | python3 -c '
import json, sys
report = json.load(sys.stdin)
print([report[key] for key in ("lines", "words", "wrong", "edits", "gold_symbols", "confusions")])')" \
  "[4, 3, 1, 1, 5, [{'gold': 'A', 'output': '', 'count': 1}]]"
expect 'the same on paper' "$("$elman" eval words.elman test.tsv | head -n 2 | tr -s ' ' | tr '\n' '|')" \
  'WER 33.33 % (0.00 to 100.00) 1 of 3 words wrong, 4 lines|PER 20.00 % (0.00 to 50.00) 1 edit to 5 symbols|'
printf 'ab\tV;SG\tA B\n' >features.tsv
"$elman" eval words.elman features.tsv 2>err.txt >out.txt
expect 'a column that the model does not read is an error' "$? $(grep -c 'column of features' err.txt)" '2 1'
expect 'unless the columns are named' \
  "$("$elman" eval words.elman features.tsv --columns source,other,target | head -n 1 | tr -s ' ' | cut -d' ' -f2)" 0.00
exit "$((failures > 0))"
